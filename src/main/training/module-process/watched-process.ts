import { AnswerReader, ForeignBytes } from './answer-reader.ts';
import type { RelayAnswer, RelayedDraw, RelayedLoad, RelayRequest } from './messages.ts';
import { StartedProcess, tooLarge } from './started-process.ts';
import type { Problem } from './wire.ts';

const TICK_MILLISECONDS = 50;

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

/** Starts a module's process, limits its time and memory, and passes its answers to a port. */
export function watchProcess({ port, signal, kind, module, limits }: RelayRequest): void {
  let hasEnded = false;
  let ended: Problem | undefined;
  /**
   * The time since the last message. It is measured in this thread, so it stops while the program or the machine is
   * suspended.
   */
  let waited = 0;
  let lastTick = performance.now();
  let patience = limits.milliseconds;
  let lastCount: number | undefined;

  const tell = (answer: RelayAnswer) => {
    port.postMessage(answer, answer.kind === 'draws' ? [answer.bytes] : []);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  const end = (problem?: Problem) => {
    if (hasEnded) return;
    hasEnded = true;
    ended = problem;
    clearInterval(timer);
    started.kill();
    if (problem) tell({ kind: 'problem', ...problem });
  };
  const reader = new AnswerReader(kind, (answer) => {
    if (hasEnded) return;
    if (answer.kind === 'problem') end(answer);
    else tell(answer);
  });
  const hear = (chunk: Buffer) => {
    waited = 0;
    if (hasEnded) return;
    try {
      reader.read(chunk);
    } catch (error) {
      if (!(error instanceof ForeignBytes)) throw error;
      end({
        problem: 'it wrote to the answer channel of its process; a module may only return numbers.',
        about: 'export',
      });
    }
  };
  const place = () => (lastCount === undefined ? 'file' : 'export');
  const started = new StartedProcess(limits, hear, ({ problem, isLost }) => {
    const when = lastCount === undefined ? '' : `called for a count of ${lastCount}, `;
    end({ problem: `${when}${problem}`, about: isLost ? 'process' : place() });
  });
  const tick = () => {
    const now = performance.now();
    waited = reader.awaits ? waited + Math.min(now - lastTick, 2 * TICK_MILLISECONDS) : 0;
    lastTick = now;
    Atomics.add(signal, 1, 1);
    if (!reader.awaits) return;
    if (started.isTooLarge) end({ problem: tooLarge(limits.bytes), about: 'export' });
    else if (waited > patience) end(overdue());
  };
  const overdue = (): Problem => {
    const what =
      lastCount === undefined
        ? `it did not respond within ${seconds(patience)} when it was loaded and tried`
        : `called for a count of ${lastCount}, it did not respond within ${seconds(patience)}`;
    return { problem: `${what}; check for an endless loop.`, about: place() };
  };
  const timer = setInterval(tick, TICK_MILLISECONDS);

  port.on('message', (asked: RelayedDraw | RelayedLoad) => {
    // It may have ended between two questions, when nothing was listening.
    if (ended && asked.kind === 'load') tell({ kind: 'problem', ...ended });
    if (hasEnded) return;
    if (asked.kind === 'load') {
      waited = 0;
      reader.expectLoaded();
      started.send(asked);
      return;
    }
    const { milliseconds, ...request } = asked;
    patience = limits.milliseconds + milliseconds;
    lastCount = request.count;
    waited = 0;
    reader.expect(request);
    started.send(request);
  });
  port.on('close', () => end());
  started.send({ kind, module });
}
