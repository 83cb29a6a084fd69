import type { QueueEntry, QueueState } from '../../shared/api/training.ts';
import { bridge } from './connection.svelte.ts';

/** The running and waiting runs. */
class Queue {
  current = $state.raw<QueueState | undefined>();

  constructor() {
    bridge.subscribe(
      'queue',
      () => ({}),
      ({ waiting = this.current?.waiting ?? [], ...event }) => (this.current = { ...event, waiting }),
    );
  }

  entry(run: string): QueueEntry | undefined {
    return this.current?.training.find((entry) => entry.run === run);
  }
}

export const queue = new Queue();
