import type { QueueState } from '../../shared/api/training.ts';

/** How far a queue is, from its first run until none is left. */
export interface QueueProgress {
  /** The finished share of everything queued since the queue was last empty, from 0 to 1. */
  readonly fraction: number;
  /** Runs that have ended since it was empty. */
  readonly ended: number;
  /** Runs that train and are not paused. */
  readonly active: number;
  readonly isEmpty: boolean;
}

/** Follows a queue by its events. */
export class QueueFollower {
  readonly #seen = new Set<string>();

  /** The progress of the queue. Runs from before an empty queue are forgotten once the end has been reported. */
  follow({ training, waiting }: QueueState): QueueProgress {
    for (const { run } of training) this.#seen.add(run);
    for (const run of waiting) this.#seen.add(run);
    const all = this.#seen.size;
    const ended = all - training.length - waiting.length;
    let done = ended;
    for (const { epochsDone, epochs } of training) done += epochs === 0 ? 0 : epochsDone / epochs;
    const isEmpty = training.length + waiting.length === 0;
    if (isEmpty) this.#seen.clear();
    return {
      fraction: all === 0 ? 0 : done / all,
      ended,
      active: training.filter(({ isPaused }) => !isPaused).length,
      isEmpty,
    };
  }
}
