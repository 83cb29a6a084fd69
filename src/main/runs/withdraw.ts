import { groupHash } from '../store/group-hash.ts';
import type { Store } from '../store/store.ts';

/** Whether a waiting run had trained before and was to be resumed. */
export function wasToGoOn(store: Store, id: string): boolean {
  const run = store.runs.get(id);
  return run.status === 'queued' && run.before !== undefined;
}

/** Takes a run that waits to resume out of the queue. It has its previous status and length again. */
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
