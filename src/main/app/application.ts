import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ApiError } from '../../shared/api/messages.ts';
import type { SettingsEvent, Theme } from '../../shared/api/settings.ts';
import type { StoreEvent } from '../../shared/api/store.ts';
import type { NoticeEvent, QueueState } from '../../shared/api/training.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { makeFolders } from '../make-folders.ts';
import { exposureOf } from '../private-files.ts';
import { explained as sqliteExplained } from '../store/connection.ts';
import type { Recovery } from '../store/care/recovery/recover.ts';
import type { Replaced } from '../store/care/restore.ts';
import { engineAvailability } from '../training/engines/availability.ts';
import { LibraryFetch, thirdPartyLibrary } from './library-fetch.ts';
import { HeldStore, type Opened } from './held-store.ts';
import { Listeners } from '../../shared/listeners.ts';
import { dataFolder } from './locations.ts';
import { LogFile } from './log-file.ts';
import { engineState } from './engine-state.ts';
import { defaultJobs, threadsPerRun } from '../runs/pool.ts';
import type { ProcessStarter } from '../runs/training-host.ts';
import { Pace } from '../runs/pace.ts';
import { QueueMonitor } from '../runs/queue-monitor.ts';
import { RunFileDesk } from '../files/run-files/desk.ts';
import { askedStore, readSettings, settingsPath, writeSettings, type StoredSettings } from './settings-file.ts';
import { TableReader } from '../files/data/reading/table-reader.ts';
import { Trials } from '../runs/previews/trials.ts';
import { Workbench, type WorkbenchOptions } from '../runs/workbench.ts';

export interface ApplicationOptions {
  /** The store's file; else the environment's, the settings', or the one in the platform's data folder. */
  readonly store?: string | undefined;
  readonly jobs?: number | undefined;
  /** Starts the processes of runs on TensorFlow; Node's unless given. */
  readonly startProcess?: ProcessStarter | undefined;
}

/** Runs that do not come to a checkpoint in this time when the application is closed are resumed from an earlier one. */
const SUSPEND_MILLISECONDS = 5000;

/** What is said of the store outside any request. */
const TOLD = new Set(['store-damaged', 'store-log-missing']);

/** A store that this user may not write to can still be looked at. */
function openedWorkbench(options: WorkbenchOptions): Workbench {
  try {
    return new Workbench(options);
  } catch (error) {
    const isThere = statSync(options.store, { throwIfNoEntry: false })?.isFile() ?? false;
    if (!isThere || !(error instanceof WorkbenchError) || error.code !== 'store-not-writable') throw error;
    return new Workbench({ ...options, readonly: true });
  }
}

/** The workbench and what a window needs around it: settings, the log, the queue's state, and a store that can be changed. */
export class Application {
  readonly log: LogFile;
  readonly trials = new Trials((error) => this.log.error(error));
  /** What recorded runs' modules and networks give: a thread of its own, so that no trial waits for a large drawing. */
  readonly draws = new Trials((error) => this.log.error(error));
  /** Reads the tables that windows send. */
  readonly tables = new TableReader();
  /** Run files between a window and the store. */
  readonly runFiles = new RunFileDesk();
  readonly library = new LibraryFetch(
    () => this.#settingsListeners.tell(undefined),
    (error) => this.explained(error).message,
  );
  readonly #settingsPath: string;
  readonly #startProcess: ProcessStarter | undefined;
  readonly #queueListeners = new Listeners<QueueState>();
  readonly #settingsListeners = new Listeners<undefined>();
  readonly #noticeListeners = new Listeners<NoticeEvent>();
  readonly #storeListeners = new Listeners<undefined>();
  readonly #experimentListeners = new Listeners<undefined>();
  readonly #earlyNotices: NoticeEvent[] = [];
  readonly #queuePace = new Pace(() => {
    try {
      this.#tellQueue();
    } catch (error) {
      // A store that cannot be read just now: the next change tells again.
      this.log.error(error);
    }
  });
  readonly #held: HeldStore;
  #settings: StoredSettings;
  #jobs: number;

  /** Throws what `openStore` refuses, but for a store that is damaged or too new: for that the window has remedies. */
  constructor({ store, jobs, startProcess }: ApplicationOptions = {}) {
    this.#startProcess = startProcess;
    const folder = dataFolder();
    makeFolders(folder);
    this.log = new LogFile(join(folder, 'log'));
    this.#settingsPath = settingsPath();
    const { settings, problem } = readSettings(this.#settingsPath);
    this.#settings = settings;
    if (problem !== undefined) this.notify({ code: 'settings-unreadable', message: problem, run: undefined });
    this.#jobs = jobs ?? settings.jobs ?? defaultJobs();
    this.#held = new HeldStore(askedStore(store), {
      open: (path) => this.#open(path),
      changed: () => this.#storeChanged(),
      failed: (error) => this.#tellLeft(error),
      explained: (error) => this.explained(error),
    });
    this.#held.opened?.workbench.queue.adoptWhenPossible();
  }

  /** Throws `no-store` while none is open. */
  get workbench(): Workbench {
    return this.#held.workbench;
  }

  /** The store's file, whether it is open or not. */
  get storePath(): string {
    return this.#held.path;
  }

  /** How many runs train, and how many wait. */
  get active(): { readonly training: number; readonly waiting: number } {
    const workbench = this.#held.opened?.workbench;
    return { training: workbench?.recording.training.length ?? 0, waiting: workbench?.queue.waiting.length ?? 0 };
  }

  /** Calls `listener` now, soon after the queue has changed, and at the beat while it trains. */
  watchQueue(listener: (event: QueueState) => void): () => void {
    listener(this.#queueState());
    return this.#queueListeners.add(listener);
  }

  /** Tells of the queue soon: something about it has changed that is no run's affair. */
  queueChanged(): void {
    this.#queuePace.soon();
  }

  watchSettings(listener: () => void): () => void {
    return this.#settingsListeners.add(listener);
  }

  /** Calls `listener` for every notice; the first one also hears of what went wrong before it was there. */
  watchNotices(listener: (notice: NoticeEvent) => void): () => void {
    for (const notice of this.#earlyNotices.splice(0)) listener(notice);
    return this.#noticeListeners.add(listener);
  }

  /** Calls `listener` when another store has been opened, or none is any more: all that was told of runs no longer holds. */
  watchStore(listener: () => void): () => void {
    return this.#storeListeners.add(listener);
  }

  /** Calls `listener` when a sweep or a study has changed, here or by another process. */
  watchExperiments(listener: () => void): () => void {
    const unwatchOthers = this.workbench.others.add(listener);
    const unwatch = this.#experimentListeners.add(listener);
    return () => {
      unwatch();
      unwatchOthers();
    };
  }

  /** Tells that a sweep or a study has changed. */
  experimentsChanged(): void {
    this.#experimentListeners.tell(undefined);
  }

  /** Tells the user of something outside any request. */
  notify(notice: NoticeEvent): void {
    this.log.info(`notice ${notice.code}: ${notice.message}`);
    if (this.#noticeListeners.size === 0) this.#earlyNotices.push(notice);
    this.#noticeListeners.tell(notice);
  }

  /** Logs an error that nobody expected, whole, and gives it in plain words. */
  unexpected(error: unknown): ApiError {
    this.log.error(error);
    return {
      code: 'internal',
      message: `Unexpected error; details are in the log file ${this.log.path}.`,
    };
  }

  /** As it can be shown: a sentence of its own, or one for what nobody expected, which is logged. */
  explained(error: unknown): ApiError {
    if (error instanceof WorkbenchError) return { code: error.code, message: error.message, path: error.path };
    const plain = sqliteExplained(error, this.#held.path);
    if (!(plain instanceof WorkbenchError)) return this.unexpected(error);
    this.log.error(error);
    return { code: plain.code, message: plain.message };
  }

  settings(): Omit<SettingsEvent, 'shell' | 'versions'> {
    const jobs = this.#jobs;
    const { path, opened } = this.#held;
    const bytes = opened?.workbench.store.bytes() ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return {
      theme: this.#settings.theme,
      jobs,
      usualJobs: defaultJobs(),
      cores: availableParallelism(),
      store: { path, bytes },
      engines: engineAvailability().map((engine) => engineState(engine, threadsPerRun(jobs))),
      library: this.library.state,
      thirdPartyLibrary: thirdPartyLibrary(),
      logFile: this.log.path,
    };
  }

  setTheme(theme: Theme): void {
    this.#keep({ theme });
  }

  setJobs(jobs: number): void {
    this.#jobs = jobs;
    if (this.#held.opened) this.#held.opened.workbench.queue.jobs = jobs;
    this.#keep({ jobs });
  }

  /** Holds waiting runs back, also after a restart, or lets them begin again. */
  setHeld(held: boolean): void {
    this.#held.opened?.workbench.queue.hold(held);
    this.queueChanged();
    this.#keep({ held });
  }

  /** Closes the store and opens another. Throws `run-in-training`, or what `openStore` refuses: then nothing changes. */
  openStore(path: string): Promise<void> {
    return this.#held.open(path, (store) => this.#keep({ store }));
  }

  /** Opens a store that could not be opened once more. Throws what that refuses. */
  async tryAgain(): Promise<void> {
    if (!this.#held.opened) await this.openStore(this.#held.path);
  }

  storeState(): StoreEvent {
    return this.#held.state;
  }

  /** Calls `listener` when `storeState` has changed. */
  watchStoreState(listener: () => void): () => void {
    return this.#held.watch(listener);
  }

  /** As `HeldStore.restore`. */
  restoreBackup(backup: string): Promise<Replaced> {
    return this.#held.restore(backup);
  }

  /** As `HeldStore.recover`. */
  recoverStore(): Promise<Recovery & Replaced> {
    return this.#held.recover();
  }

  #storeChanged(): void {
    this.#storeListeners.tell(undefined);
    this.#settingsListeners.tell(undefined);
    this.#tellQueue();
  }

  /** What went wrong with the store that was left for another, or with remembering that. */
  #tellLeft(error: unknown): void {
    const { code, message } = this.explained(error);
    this.notify({ code, message: `Another store is open, but: ${message}`, run: undefined });
    this.#settingsListeners.tell(undefined);
  }

  /** Ends it all: runs in training go on later from where they are, or end for good. Waiting ones stay queued. */
  async close(how: 'pause' | 'stop'): Promise<void> {
    // A store that is just being replaced is let come to its end.
    await this.#held.settled();
    this.#queuePace.cancel();
    await this.library.close();
    const { opened } = this.#held;
    if (how === 'pause') await opened?.workbench.suspend(SUSPEND_MILLISECONDS);
    else {
      opened?.workbench.stopAll();
      await opened?.workbench.queue.idle();
    }
    opened?.monitor.close();
    this.#queuePace.cancel();
    await this.trials.close();
    await this.draws.close();
    await this.tables.close();
    this.runFiles.close();
    await opened?.workbench.close();
    await this.log.close();
  }

  #open(store: string): Opened {
    const startProcess = this.#startProcess;
    const options = { store, jobs: this.#jobs, startProcess, report: (error: unknown) => this.#hear(error) };
    const workbench = openedWorkbench(options);
    workbench.queue.hold(this.#settings.held);
    this.#sayExposure(store);
    return { workbench, monitor: this.#attend(workbench) };
  }

  /** A store that others may read may be meant so; one that others may replace is warned of. */
  #sayExposure(store: string): void {
    const exposure = exposureOf(store);
    if (exposure?.code === 'store-replaceable') this.notify({ ...exposure, run: undefined });
    else if (exposure) this.log.info(exposure.message);
  }

  /** What goes wrong outside any request is logged; what is wrong with the store is told as well. */
  #hear(error: unknown): void {
    this.log.error(error);
    if (!(error instanceof WorkbenchError) || !TOLD.has(error.code)) return;
    const { code, message } = error;
    const inWindow = code === 'store-damaged' ? ' The settings offer both.' : '';
    this.notify({ code, message: message + inWindow, run: undefined });
  }

  #keep(change: Partial<StoredSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    writeSettings(this.#settingsPath, this.#settings);
    this.#settingsListeners.tell(undefined);
  }

  #attend(workbench: Workbench): QueueMonitor {
    workbench.events.add((event) => {
      const { run } = event;
      if (event.kind === 'not_recorded') {
        const message = `A run was stopped because it could not be recorded: ${event.error.message}`;
        this.notify({ code: 'not-recorded', message, run });
      } else if (event.kind === 'crashed') {
        const message = `The run was interrupted, and can go on from its last checkpoint: ${event.error.message}`;
        this.notify({ code: event.error.code, message, run });
      } else if (event.kind === 'not_resumed') {
        const message = `The run could not go on, and stays what it was: ${event.error.message}`;
        this.notify({ code: event.error.code, message, run });
      }
    });
    let known: string | undefined;
    workbench.halts.add((halt) => {
      // It is tried again and again: what has not changed is in the log already.
      if (halt?.message !== known) this.log.info(halt ? `recording has halted: ${halt.message}` : 'recording goes on');
      known = halt?.message;
    });
    return new QueueMonitor(workbench, (event) => {
      if (event?.kind === 'progress') this.#queuePace.atBeat();
      else this.#queuePace.soon();
    });
  }

  #tellQueue(): void {
    this.#queuePace.cancel();
    if (this.#queueListeners.size > 0) this.#queueListeners.tell(this.#queueState());
  }

  #queueState(): QueueState {
    const nothing = {
      training: [],
      waiting: [],
      jobs: this.#jobs,
      held: this.#settings.held,
      secondsLeft: undefined,
      halt: undefined,
    };
    return this.#held.opened?.monitor.event() ?? nothing;
  }
}
