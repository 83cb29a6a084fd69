import { queue } from '../state/queue.svelte.ts';
import { runs } from '../state/runs.svelte.ts';

/** The runs that were interrupted, outside the trash, and do not wait to go on already. */
export function interruptedRuns(): string[] {
  const waiting = new Set(queue.current?.waiting);
  return runs.all.flatMap(({ run }) =>
    run.status === 'interrupted' && run.trashedAt === undefined && !waiting.has(run.id) ? [run.id] : [],
  );
}
