import type { ApiError } from '../../shared/api/messages.ts';
import type { StoreActivity, StoreEvent } from '../../shared/api/store.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { backupFolder, backupPath, listBackups } from '../store/care/backups.ts';
import { readLastCheck } from '../store/care/last-check.ts';
import type { Recovery } from '../store/care/recovery/recover.ts';
import type { Replaced } from '../store/care/restore.ts';
import { Listeners } from '../../shared/listeners.ts';
import { storePath } from '../locations.ts';
import type { QueueMonitor } from '../runs/queue-monitor.ts';
import { inThread } from '../store/care/upkeep/thread.ts';
import type { Workbench } from '../runs/workbench.ts';

/** The code of what cannot be had while no store is open. */
export const NO_STORE = 'no-store';

/** What the window helps with instead of not opening at all. */
const REMEDIABLE = new Set(['store-damaged', 'not-a-store', 'store-too-new']);

const isDamage = (code: string | undefined) => code === 'store-damaged' || code === 'not-a-store';

/** A store that is open. */
export interface Opened {
  readonly workbench: Workbench;
  readonly monitor: QueueMonitor;
}

export interface CurrentStoreOptions {
  /** Opens the store at a path. Throws what `openStore` refuses. */
  readonly open: (path: string) => Opened;
  /** Another store is open now, or none. */
  readonly changed: () => void;
  /** Has the store that was opened be opened at the next start, too. */
  readonly remember: (path: string) => void;
  /** What goes wrong with a store that is left. */
  readonly failed: (error: unknown) => void;
  readonly explained: (error: unknown) => ApiError;
}

/**
 * Holds the store that a window has open, or the reason why it has none. Opens another store, and replaces the store by a backup or
 * a recovered one.
 */
export class CurrentStore {
  readonly #options: CurrentStoreOptions;
  readonly #stateListeners = new Listeners<undefined>();
  readonly #openedListeners = new Listeners<undefined>();
  #path: string;
  #opened: Opened | undefined;
  #problem: ApiError | undefined;
  #activity: StoreActivity | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Throws what `openStore` refuses, but for a store that is damaged or too new: for that there are remedies. */
  constructor(path: string, options: CurrentStoreOptions) {
    this.#path = path;
    this.#options = options;
    try {
      this.#opened = this.#open(path);
    } catch (error) {
      if (!(error instanceof WorkbenchError) || !REMEDIABLE.has(error.code)) throw error;
      this.#problem = options.explained(error);
    }
  }

  /** The store's file, whether it is open or not. */
  get path(): string {
    return this.#path;
  }

  /** undefined while none is open. */
  get opened(): Opened | undefined {
    return this.#opened;
  }

  /** Throws `no-store` while none is open. */
  get workbench(): Workbench {
    if (this.#opened) return this.#opened.workbench;
    const why = this.#problem?.message ?? 'wait a moment.';
    throw new WorkbenchError(NO_STORE, `The store ${this.#path} is not open: ${why}`);
  }

  /** How the file is, and what is being done with it. */
  get state(): StoreEvent {
    return {
      path: this.#path,
      problem: this.#problem,
      readOnly: this.#opened?.workbench.store.readOnlyReason,
      activity: this.#activity ?? this.#opened?.workbench.upkeep.activity,
      lastCheck: readLastCheck(this.#path),
      backups: listBackups(this.#path),
      backupFolder: backupFolder(this.#path),
    };
  }

  /** Calls `listener` when `state` has changed. */
  watch(listener: () => void): () => void {
    return this.#stateListeners.add(listener);
  }

  /** Calls `listener` when another store was opened, or none is open any more. What was sent about runs is then out of date. */
  watchOpened(listener: () => void): () => void {
    return this.#openedListeners.add(listener);
  }

  /** Closes the store and opens another. Throws `run-in-training`, or what `openStore` refuses: then nothing changes. */
  open(path: string): Promise<void> {
    return this.#afterOthers(() => this.#change(path));
  }

  /** Opens a store that could not be opened once more. Throws what that refuses. */
  async tryAgain(): Promise<void> {
    if (!this.#opened) await this.open(this.#path);
  }

  /** Puts a backup, by its name, in the place of the store. Throws `run-in-training`, `store-in-use` and what `restoreStore` refuses. */
  async restore(backup: string): Promise<Replaced> {
    // Before anything is closed for it.
    backupPath(this.#path, backup);
    return await this.#afterOthers(() =>
      this.#replace({ kind: 'restoring' }, () => inThread({ kind: 'restore', store: this.#path, backup })),
    );
  }

  /** Puts what can be read of a damaged store in its place. Throws `store-sound`, `run-in-training` and `store-in-use`. */
  async recover(): Promise<Recovery & Replaced> {
    if (!this.#isDamaged) {
      throw new WorkbenchError('store-sound', 'No damage is known in this store; run a check first.');
    }
    return await this.#afterOthers(() =>
      this.#replace({ kind: 'recovering' }, () => inThread({ kind: 'recover', store: this.#path })),
    );
  }

  get #isDamaged(): boolean {
    if (this.#problem !== undefined || isDamage(this.#opened?.workbench.recording.halt?.code)) return true;
    return (readLastCheck(this.#path)?.problems.length ?? 0) > 0;
  }

  /** Resolves when nothing is being opened or replaced. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** One after another, however each of them ends. */
  #afterOthers<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #refuseActive(): void {
    const workbench = this.#opened?.workbench;
    // What cannot be recorded here is given up: when this store is opened again, it goes on from its last checkpoint.
    if (!workbench || workbench.recording.halt !== undefined) return;
    if (workbench.recording.training.length + workbench.queue.waiting.length === 0) return;
    throw new WorkbenchError(
      'run-in-training',
      'Runs are training or queued in this store; wait for them or stop them, then try again.',
    );
  }

  async #change(path: string): Promise<void> {
    this.#refuseActive();
    const opened = this.#open(storePath(path));
    const before = this.#opened;
    before?.monitor.close();
    this.#path = opened.workbench.store.path;
    this.#become(opened);
    // From here on it is the store: what goes wrong now with the one before, or with remembering, is only told.
    try {
      await before?.workbench.close();
      this.#options.remember(this.#path);
    } catch (error) {
      this.#options.failed(error);
    }
  }

  /** Closes the store, calls `replace` to put another file in its place, and opens that file. */
  async #replace<Result>(activity: StoreActivity, replace: () => Promise<Result>): Promise<Result> {
    this.#refuseActive();
    const before = this.#opened;
    before?.monitor.close();
    this.#activity = activity;
    this.#become(undefined);
    try {
      await before?.workbench.close();
      return await replace();
    } finally {
      this.#activity = undefined;
      this.#openAgain();
    }
  }

  #openAgain(): void {
    try {
      this.#become(this.#open(this.#path));
    } catch (error) {
      this.#become(undefined, this.#options.explained(error));
    }
  }

  /** Makes this the open store; undefined means that none is open. */
  #become(opened: Opened | undefined, problem?: ApiError): void {
    this.#opened = opened;
    this.#problem = problem;
    this.#openedListeners.tell(undefined);
    this.#options.changed();
    this.#stateListeners.tell(undefined);
    opened?.workbench.queue.adoptWhenPossible();
  }

  #open(path: string): Opened {
    const opened = this.#options.open(path);
    const { workbench } = opened;
    workbench.upkeep.watch(() => this.#stateListeners.tell(undefined));
    workbench.halts.add((halt) => {
      // What else is wrong with it is to be known before something is done about it.
      if (isDamage(halt?.code)) void workbench.upkeep.check('quick').catch(() => undefined);
    });
    return opened;
  }
}
