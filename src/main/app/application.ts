import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueState } from '../../shared/api/training.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { Listeners } from '../../shared/listeners.ts';
import { TableReader } from '../files/data/reading/table-reader.ts';
import { RunFileTransfers } from '../files/run-files/transfers.ts';
import { dataFolder, makeFolders } from '../locations.ts';
import { exposureOf } from '../private-files.ts';
import { PreviewThread } from '../runs/previews/preview-thread.ts';
import { ScratchTraining } from '../runs/previews/scratch-training.ts';
import { QueueMonitor } from '../runs/queue-monitor.ts';
import { forkProcess, type ProcessStarter } from '../runs/training-host.ts';
import { Workbench, type WorkbenchOptions } from '../runs/workbench.ts';
import { CurrentStore, type Opened } from './current-store.ts';
import { ErrorReport } from './error-report.ts';
import { LibraryFetch } from './library-fetch.ts';
import { LogFile } from './log-file.ts';
import { noticeOf, Notices } from './notices.ts';
import { QueueFeed } from './queue-feed.ts';
import { askedStore } from './settings-file.ts';
import { Settings } from './settings.ts';

export interface ApplicationOptions {
  /** The store's file; else the environment's, the settings', or the one in the platform's data folder. */
  readonly store?: string | undefined;
  readonly jobs?: number | undefined;
  /** Starts the processes of runs on TensorFlow; Node's unless given. */
  readonly startProcess?: ProcessStarter | undefined;
}

/** How long closing waits for running runs to reach a checkpoint. Runs that take longer resume from an earlier checkpoint. */
const SUSPEND_MILLISECONDS = 5000;

/** Errors of the store outside any request of which users are notified. */
const NOTIFIED = new Set(['store-damaged', 'store-log-missing']);

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

/** Opens the store, the settings and the log, and owns all that a window needs beside them. */
export class Application {
  readonly log: LogFile;
  readonly errors: ErrorReport;
  readonly notices: Notices;
  readonly settings: Settings;
  readonly store: CurrentStore;
  readonly queue: QueueFeed;
  readonly previewThread = new PreviewThread((error) => this.log.error(error));
  /** What recorded runs' modules and networks give: a thread of its own, so that no trial waits for a large drawing. */
  readonly draws = new PreviewThread((error) => this.log.error(error));
  /** Trains what a window tries, beside the queue. */
  readonly scratch: ScratchTraining;
  /** Reads the tables that windows send. */
  readonly tables = new TableReader();
  /** Run files between a window and the store. */
  readonly runFiles = new RunFileTransfers();
  readonly library = new LibraryFetch(
    () => this.settings.changed(),
    (error) => this.errors.explained(error).message,
  );
  readonly #startProcess: ProcessStarter | undefined;
  readonly #experimentListeners = new Listeners<undefined>();

  /** Throws what `openStore` refuses, but for a store that is damaged or too new: for that the window has remedies. */
  constructor({ store, jobs, startProcess }: ApplicationOptions = {}) {
    this.#startProcess = startProcess;
    this.scratch = new ScratchTraining(startProcess ?? forkProcess);
    const folder = dataFolder();
    makeFolders(folder);
    this.log = new LogFile(join(folder, 'log'));
    this.errors = new ErrorReport(this.log, () => this.store.path);
    this.notices = new Notices(this.log);
    this.settings = new Settings(jobs);
    if (this.settings.problem) this.notices.notify(this.settings.problem);
    this.queue = new QueueFeed(
      () => this.#queueState(),
      (error) => this.log.error(error),
    );
    this.store = new CurrentStore(askedStore(store), {
      open: (path) => this.#open(path),
      changed: () => {
        this.settings.changed();
        this.queue.notify();
      },
      remember: (path) => this.settings.keep({ store: path }),
      failed: (error) => this.#leftStoreFailed(error),
      explained: (error) => this.errors.explained(error),
    });
    this.store.opened?.workbench.queue.adoptWhenPossible();
  }

  /** Throws `no-store` while none is open. */
  get workbench(): Workbench {
    return this.store.workbench;
  }

  /** How many runs train, and how many wait. */
  get active(): { readonly training: number; readonly waiting: number } {
    const workbench = this.store.opened?.workbench;
    return { training: workbench?.recording.training.length ?? 0, waiting: workbench?.queue.waiting.length ?? 0 };
  }

  /** Runs trained side by side from now on, also after a restart. */
  setJobs(jobs: number): void {
    if (this.store.opened) this.workbench.queue.jobs = jobs;
    this.settings.keep({ jobs });
  }

  /** Holds waiting runs back, also after a restart, or lets them begin again. */
  setHeld(held: boolean): void {
    this.store.opened?.workbench.queue.hold(held);
    this.queue.changed();
    this.settings.keep({ held });
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

  /** Notifies that a sweep or a study has changed. */
  experimentsChanged(): void {
    this.#experimentListeners.tell(undefined);
  }

  /** Closes everything. Running runs are either interrupted, to be resumed later, or stopped. Waiting runs stay queued. */
  async close(how: 'pause' | 'stop'): Promise<void> {
    // A store that is just being replaced is let come to its end.
    await this.store.settled();
    this.queue.close();
    await this.library.close();
    const { opened } = this.store;
    if (how === 'pause') await opened?.workbench.suspend(SUSPEND_MILLISECONDS);
    else {
      opened?.workbench.stopAll();
      await opened?.workbench.queue.idle();
    }
    opened?.monitor.close();
    this.queue.close();
    await this.previewThread.close();
    await this.draws.close();
    await this.scratch.close();
    await this.tables.close();
    this.runFiles.close();
    await opened?.workbench.close();
    await this.log.close();
  }

  #open(store: string): Opened {
    const startProcess = this.#startProcess;
    const options = { store, jobs: this.settings.jobs, startProcess, report: (error: unknown) => this.#report(error) };
    const workbench = openedWorkbench(options);
    workbench.queue.hold(this.settings.held);
    this.#sayExposure(store);
    return { workbench, monitor: this.#attend(workbench) };
  }

  /** A store that others may read may be meant so; one that others may replace is warned of. */
  #sayExposure(store: string): void {
    const exposure = exposureOf(store);
    if (exposure?.code === 'store-replaceable') this.notices.notify({ ...exposure, run: undefined });
    else if (exposure) this.log.info(exposure.message);
  }

  /** Logs what goes wrong outside any request; users are notified of what is wrong with the store. */
  #report(error: unknown): void {
    this.log.error(error);
    if (!(error instanceof WorkbenchError) || !NOTIFIED.has(error.code)) return;
    const { code, message } = error;
    const inWindow = code === 'store-damaged' ? ' The settings offer both.' : '';
    this.notices.notify({ code, message: message + inWindow, run: undefined });
  }

  /** Something went wrong with the store that was left for another, or with remembering that. */
  #leftStoreFailed(error: unknown): void {
    const { code, message } = this.errors.explained(error);
    this.notices.notify({ code, message: `The other store was opened, with a problem: ${message}`, run: undefined });
    this.settings.changed();
  }

  #attend(workbench: Workbench): QueueMonitor {
    workbench.events.add((event) => {
      const notice = noticeOf(event);
      if (notice) this.notices.notify(notice);
    });
    let known: string | undefined;
    workbench.halts.add((halt) => {
      // It is tried again and again: what has not changed is in the log already.
      if (halt?.message !== known) this.log.info(halt ? `recording paused: ${halt.message}` : 'recording resumed');
      known = halt?.message;
    });
    return new QueueMonitor(workbench, (event) => this.queue.changed(event));
  }

  #queueState(): QueueState {
    const nothing = {
      training: [],
      waiting: [],
      jobs: this.settings.jobs,
      held: this.settings.held,
      secondsLeft: undefined,
      halt: undefined,
    };
    return this.store.opened?.monitor.event() ?? nothing;
  }
}
