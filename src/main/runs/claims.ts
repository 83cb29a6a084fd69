import { WorkbenchError } from '../../shared/errors.ts';
import type { Listeners } from '../../shared/listeners.ts';
import type { Owner } from '../store/owners.ts';
import type { Store } from '../store/store.ts';
import type { WorkbenchEvent } from './events.ts';

function claimed(run: string): WorkbenchError {
  const message = `Run ${run} belongs to another process that has this store open; pause, stop or resume it there.`;
  return new WorkbenchError('run-claimed', message);
}

/** Claims runs for this process. Several processes can have a store open, and each trains only the runs that it has claimed. */
export class Claims {
  /** The id by which the store knows this process. */
  readonly owner: string;
  readonly #store: Store;
  readonly #events: Listeners<WorkbenchEvent>;

  constructor(store: Store, owner: Owner, events: Listeners<WorkbenchEvent>) {
    this.owner = owner.id;
    this.#store = store;
    this.#events = events;
  }

  /** Interrupts what a process that has ended was training, and frees its claims: called before a claim is refused. */
  interruptAbandoned(): void {
    this.tellInterrupted(this.#store.states.markInterrupted());
  }

  tellInterrupted(runs: readonly string[]): void {
    for (const run of runs) this.#events.tell({ kind: 'interrupted', run });
  }

  /** Claims a run. Throws `run-claimed` where another process has it. */
  take(run: string): void {
    if (!this.#store.states.claim(run, this.owner)) throw claimed(run);
  }

  /**
   * Claims the runs that wait in the store, to begin or to resume, unless another living process has claimed them. Gives their ids.
   */
  takeWaiting(): string[] {
    return this.#store.states.claimWaiting(this.owner);
  }

  /** Throws `run-claimed` where another process trains one of these runs or is about to. */
  refuseClaimed(runs: readonly string[]): void {
    for (const run of runs) if (this.#store.states.isClaimed(run)) throw claimed(run);
  }

  /** Releases the claims on runs that do not train, so that another process can take them. */
  release(runs: readonly string[]): void {
    try {
      this.#store.atomically(() => {
        for (const run of runs) this.#store.states.release(run);
      });
    } catch (error) {
      // A store that refuses this now frees them when this process ends.
      if (!(error instanceof WorkbenchError)) throw error;
    }
  }
}
