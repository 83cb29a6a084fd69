import type { RecordingHalt } from '../../shared/api/training.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { Listeners } from '../../shared/listeners.ts';
import { closingState } from '../store/care/closing-state.ts';
import { Upkeep } from '../store/care/upkeep/upkeep.ts';
import { explained, isStoreUnusable } from '../store/connection.ts';
import { acquireOwner, type Owner } from '../store/owners.ts';
import { openStore, type Store } from '../store/store.ts';
import { Claims } from './claims.ts';
import { EarlyStopping } from './early-stopping.ts';
import type { WorkbenchEvent } from './events.ts';
import { GoingOn } from './going-on.ts';
import { defaultJobs, defaultProcesses, TrainingPool } from './pool.ts';
import { RunQueue } from './queue.ts';
import { Recording } from './recording.ts';
import { ResumeBuilds } from './resume-builds.ts';
import { StoreWatcher } from './store-watcher.ts';
import { forkProcess, type ProcessStarter } from './training-host.ts';

export interface WorkbenchOptions {
  /** The store's file. */
  readonly store: string;
  /** Runs trained side by side; `defaultJobs()` unless given. */
  readonly jobs?: number | undefined;
  /** Runs on TensorFlow side by side at most; what the machine's memory holds unless given. */
  readonly processes?: number | undefined;
  /** Starts the processes of runs on TensorFlow; Node's unless given. */
  readonly startProcess?: ProcessStarter | undefined;
  /** Called with errors that occur outside any call. */
  readonly report?: ((error: unknown) => void) | undefined;
  /** Opens the store only for reading: nothing is trained or written. */
  readonly readonly?: boolean | undefined;
}

/** Opens a store as one of its owners; where that fails, nothing stays open. */
function openAsOwner(path: string): { readonly opened: Store; readonly owner: Owner } {
  const opened = openStore(path);
  try {
    return { opened, owner: acquireOwner(opened.path) };
  } catch (error) {
    opened.close();
    throw explained(error, opened.path);
  }
}

/** The owner of a store opened for reading, which claims nothing and is not written to the store. */
function openAsReader(path: string): { readonly opened: Store; readonly owner: Owner } {
  return { opened: openStore(path, { readonly: true }), owner: { id: 'reader', release: () => undefined } };
}

function logMissing(store: string): WorkbenchError {
  const message = `The write-ahead log of ${store} is missing although the store was not closed: the last recorded data may be lost. The store is being checked.`;
  return new WorkbenchError('store-log-missing', message);
}

/** Opens a store and the workers that train its runs, wires what trains and records them together, and closes it all. */
export class Workbench {
  readonly store: Store;
  readonly upkeep: Upkeep;
  /** What happens to runs, once it is in the store. */
  readonly events = new Listeners<WorkbenchEvent>();
  /** Recording has halted, was retried without success, or has resumed. */
  readonly halts = new Listeners<RecordingHalt | undefined>();
  /** Another process has written to the store: at most once a second. */
  readonly others = new Listeners<undefined>();
  readonly claims: Claims;
  readonly pool: TrainingPool;
  readonly recording: Recording;
  readonly queue: RunQueue;
  readonly goingOn: GoingOn;
  readonly #owner: Owner;
  readonly #watcher: StoreWatcher;

  /** Opens or creates the store. Throws what `openStore` refuses. */
  constructor({
    store,
    jobs = defaultJobs(),
    processes = defaultProcesses(),
    startProcess = forkProcess,
    report = () => undefined,
    readonly = false,
  }: WorkbenchOptions) {
    const left = readonly ? 'closed' : closingState(store);
    const { opened, owner } = readonly ? openAsReader(store) : openAsOwner(store);
    this.store = opened;
    this.#owner = owner;
    this.upkeep = new Upkeep(opened, { left, report });
    if (left === 'log missing') report(logMissing(opened.path));
    this.pool = new TrainingPool(jobs, processes, startProcess);
    const { pool, events } = this;
    const claims = new Claims(opened, owner, events);
    const earlyStopping = new EarlyStopping(opened);
    const builds = new ResumeBuilds(opened, startProcess);
    const recording = new Recording(
      opened,
      { pool, events, earlyStopping, builds },
      {
        haltChanged: (halt) => this.#haltChanged(halt),
        ended: () => this.queue.settle(),
        failed: report,
      },
    );
    this.claims = claims;
    this.recording = recording;
    this.queue = new RunQueue(opened, { claims, pool, recording, events, earlyStopping, builds });
    this.goingOn = new GoingOn(opened, { claims, pool, recording, queue: this.queue, earlyStopping, builds });
    this.#watcher = new StoreWatcher(opened, {
      changed: () => this.others.tell(undefined),
      interrupted: (runs) => claims.tellInterrupted(runs),
      unusable: () => recording.verifyFile(),
      failed: report,
    });
    // On a disk that is full now, as soon as it can be.
    recording.writeWhenPossible(() => claims.interruptAbandoned());
  }

  #haltChanged(halt: RecordingHalt | undefined): void {
    this.halts.tell(halt);
    if (halt === undefined) this.queue.fill();
    else this.queue.settle();
  }

  /**
   * Ends every running run and releases the waiting ones, which stay queued; gives their ids. What cannot be recorded now is
   * trained again from the last checkpoint when the run is resumed.
   */
  stopAll(): string[] {
    const waiting = this.queue.leave();
    for (const run of this.pool.training) this.pool.stop(run);
    this.claims.release(waiting);
    this.queue.settle();
    return waiting;
  }

  /** Lets every running run reach a checkpoint, if it can within `milliseconds`. After closing, the runs resume from there. */
  async suspend(milliseconds: number): Promise<void> {
    const left = new Set(this.pool.training);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const unsubscribe = this.events.add(({ kind, run }) => {
      if (kind !== 'paused' && kind !== 'finished' && kind !== 'stopped' && kind !== 'failed') return;
      left.delete(run);
      if (left.size === 0) resolve(undefined);
    });
    this.queue.drain();
    for (const run of left) {
      if (this.store.runs.get(run).status === 'paused') left.delete(run);
      else this.pool.pause(run);
    }
    const unwatch = this.halts.add((halt) => halt !== undefined && resolve(undefined));
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    if (left.size > 0 && this.recording.halt === undefined) await promise;
    clearTimeout(timer);
    unwatch();
    unsubscribe();
  }

  /**
   * Ends the workers and closes the store. Runs still in training become interrupted, where that cannot be recorded once
   * the store is opened again; those that wait stay queued.
   */
  async close(): Promise<void> {
    this.#watcher.close();
    this.queue.leave();
    await this.upkeep.close();
    await this.pool.close();
    this.recording.close();
    this.queue.settle();
    this.#owner.release();
    try {
      this.store.states.markInterrupted();
    } catch (error) {
      if (!isStoreUnusable(error)) throw error;
    } finally {
      this.store.close();
    }
  }
}
