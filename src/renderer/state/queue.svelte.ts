import type { QueueEntry, QueueEvent } from '../../shared/api/training.ts';
import { bridge } from './connection.svelte.ts';

/** What trains and what waits. */
class Queue {
  current = $state.raw<QueueEvent | undefined>();

  constructor() {
    bridge.subscribe(
      'queue',
      () => ({}),
      (event) => (this.current = event),
    );
  }

  entry(run: string): QueueEntry | undefined {
    return this.current?.training.find((entry) => entry.run === run);
  }
}

export const queue = new Queue();
