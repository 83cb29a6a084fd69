import type electron from 'electron';
import type { ElectronApplication } from 'playwright-core';

type Electron = typeof electron;

/** What playwright says where V8 collected the promise that the answer of a call was waited on with. */
const LOST = 'Resulting promise was garbage collected';

let calls = 0;

/**
 * Calls a function in Electron's main process and gives what it returns or resolves to. The function sees its arguments and
 * globals only. `application.evaluate` alone loses an answer now and then: V8's inspector waits on a promise that it holds
 * weakly, and a garbage collection may take it. So the main process keeps what the function returned, and a lost answer is
 * asked for again; the function itself is called once.
 */
export async function inMainProcess<Result, Argument = undefined>(
  application: ElectronApplication,
  work: (modules: Electron, argument: Argument) => Result,
  ...[argument]: Argument extends undefined ? [] : [Argument]
): Promise<Awaited<Result>> {
  const call = { id: String(calls++), source: work.toString(), argument };
  for (;;) {
    try {
      return (await application.evaluate((modules, { id, source, argument: given }) => {
        const scope = globalThis as unknown as { returned?: Map<string, unknown> };
        const returned = (scope.returned ??= new Map());
        if (!returned.has(id)) {
          const called = (0, eval)(`(${source})`) as (modules: Electron, argument: unknown) => unknown;
          returned.set(id, called(modules, given));
        }
        return returned.get(id);
      }, call)) as Awaited<Result>;
    } catch (error) {
      if (!(error instanceof Error && error.message.includes(LOST))) throw error;
    }
  }
}
