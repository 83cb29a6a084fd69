import type { QueueState } from '../../shared/api/training.ts';
import { Listeners } from '../../shared/listeners.ts';
import type { WorkbenchEvent } from '../runs/events.ts';
import { Throttle } from '../runs/throttle.ts';

/** Notifies windows of the queue: at a beat while it trains, soon after anything else. */
export class QueueFeed {
  readonly #read: () => QueueState;
  readonly #listeners = new Listeners<QueueState>();
  readonly #throttle: Throttle;

  constructor(read: () => QueueState, failed: (error: unknown) => void) {
    this.#read = read;
    this.#throttle = new Throttle(() => {
      try {
        this.notify();
      } catch (error) {
        // A store that cannot be read just now: the next change notifies again.
        failed(error);
      }
    });
  }

  /** Calls `listener` now, soon after the queue has changed, and at the beat while it trains. */
  watch(listener: (state: QueueState) => void): () => void {
    listener(this.#read());
    return this.#listeners.add(listener);
  }

  /** Notifies soon of what happened to a run, or of what is no run's. */
  changed(event?: WorkbenchEvent): void {
    if (event?.kind === 'progress') this.#throttle.flushAtBeat();
    else this.#throttle.flushSoon();
  }

  /** Notifies at once. */
  notify(): void {
    this.#throttle.cancel();
    if (this.#listeners.size > 0) this.#listeners.tell(this.#read());
  }

  close(): void {
    this.#throttle.cancel();
  }
}
