import { queue } from '../state/queue.svelte.ts';
import { runs } from '../state/runs.svelte.ts';

/** The interrupted runs outside the trash that are not queued to be resumed. */
export function interruptedRuns(): string[] {
  const waiting = new Set(queue.current?.waiting);
  return runs.all.flatMap(({ run }) =>
    run.status === 'interrupted' && run.trashedAt === undefined && !waiting.has(run.id) ? [run.id] : [],
  );
}
