import type { Store } from '../store/store.ts';

/** How often the store is checked. Both queries together take about a millisecond in a store of 10,000 runs. */
const LOOK_MILLISECONDS = 1000;

export interface StoreWatcherListener {
  /** Another process has written. */
  changed(): void;
  /** These runs were trained by a process that is no more. */
  interrupted(runs: readonly string[]): void;
  /** The file that is open is not the one at its path any more. */
  unusable(): void;
  /** The store could not be read; it is checked again later. */
  failed(error: unknown): void;
}

/**
 * Checks a store for changes that no event of this process reports: other processes have written to it, one of them has ended, or
 * its file is no longer in its place.
 */
export class StoreWatcher {
  readonly #store: Store;
  readonly #listener: StoreWatcherListener;
  readonly #timer: ReturnType<typeof setInterval>;
  #dataVersion: number;
  /** The last failure that was reported, so that it is reported once and not every second. */
  #failure: string | undefined;

  constructor(store: Store, listener: StoreWatcherListener) {
    this.#store = store;
    this.#listener = listener;
    this.#dataVersion = store.dataVersion();
    // It watches as long as there is something else to do, and keeps no process alive.
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    try {
      this.#store.verifyFile();
    } catch {
      this.#listener.unusable();
      return;
    }
    try {
      const interrupted = this.#store.states.markInterrupted();
      if (interrupted.length > 0) this.#listener.interrupted(interrupted);
      const version = this.#store.dataVersion();
      this.#failure = undefined;
      if (version === this.#dataVersion) return;
      this.#dataVersion = version;
      this.#listener.changed();
    } catch (error) {
      const failure = String(error);
      if (failure !== this.#failure) this.#listener.failed(error);
      this.#failure = failure;
    }
  }
}
