import about from '../../../../package.json' with { type: 'json' };
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import { trainingFacts } from '../../../shared/run.ts';

/** The content of a run file that is to be written. */
export interface RunFileJob {
  /** The store's file. */
  readonly store: string;
  readonly runs: readonly string[];
  /** Version of this program. */
  readonly program: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** Runs for a run file, each once. Those that have not begun are left out; throws `nothing-recorded` where no other is left. */
export function runFileJob(
  store: Store,
  runs: readonly string[],
): RunFileJob & { readonly leftOut: readonly string[] } {
  const asked = [...new Set(runs)];
  const begun = new Set(asked.filter((id) => hasBegun(store, id)));
  if (begun.size === 0) {
    const what = asked.length === 1 ? `Run ${asked[0]} has` : 'These runs have';
    throw new WorkbenchError('nothing-recorded', `${what} not started: there is nothing to put into a run file yet.`);
  }
  return {
    store: store.readFile,
    runs: [...begun],
    leftOut: asked.filter((id) => !begun.has(id)),
    program: about.version,
    at: new Date().toISOString(),
  };
}

function hasBegun(store: Store, id: string): boolean {
  return trainingFacts(store.runs.get(id)).startedAt !== undefined;
}
