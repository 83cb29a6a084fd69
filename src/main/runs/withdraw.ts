import { groupHash } from '../store/group-hash.ts';
import type { Store } from '../store/store.ts';

/** Whether a run that waits, or has not come to begin, had trained before and was to go on. */
export function wasToGoOn(store: Store, id: string): boolean {
  const run = store.runs.get(id);
  return run.status === 'queued' && run.before !== undefined;
}

/** Takes a run out of the queue that was to go on: it is again what it was, and as long. */
export function withdraw(store: Store, id: string): void {
  store.atomically(() => {
    store.states.withdraw(id);
    const run = store.runs.get(id);
    // It waited when a program of before wrote the store, which kept no length.
    if (run.status === 'finished' && run.epochsDone < run.config.epochs) {
      const config = { ...run.config, epochs: run.epochsDone };
      store.runs.setConfig(id, config, groupHash(config, run.build.engine, run.lineage));
    }
  });
}
