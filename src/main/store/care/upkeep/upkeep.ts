import type { Backup, StoreActivity, StoreCheck, StoreCheckKind } from '../../../../shared/api/store.ts';
import { WorkbenchError } from '../../../../shared/errors.ts';
import { isBackupDue } from '../backups.ts';
import { damaged } from '../../connection.ts';
import { keepLastCheck, readLastCheck } from '../last-check.ts';
import type { ClosingState } from '../closing-state.ts';
import type { Store } from '../../store.ts';
import { Listeners } from '../../../../shared/listeners.ts';
import { inThread } from './thread.ts';

/** A delay, so that the first screen and the first runs do not wait for it. */
const FIRST_LOOK_MILLISECONDS = 10_000;
/** Repeated, because a window may stay open for weeks. */
const LOOK_MILLISECONDS = 60 * 60 * 1000;
const CHECK_AFTER_MILLISECONDS = 24 * 60 * 60 * 1000;

type AskedBackup = 'automatic' | 'requested';

export interface UpkeepOptions {
  readonly left: ClosingState;
  /** Called with errors that occur outside any call, and with the problems that a check finds. */
  readonly report: (error: unknown) => void;
  readonly firstLookMilliseconds?: number | undefined;
}

/** Checks and backs up an open store once a day, and on request. */
export class Upkeep {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  readonly #listeners = new Listeners<undefined>();
  readonly #ending = new AbortController();
  readonly #timers: NodeJS.Timeout[];
  #isCutOff: boolean;
  #activity: StoreActivity | undefined;
  /** Checks that wait, by their kind. */
  readonly #waitingChecks = new Map<StoreCheckKind, Promise<StoreCheck>>();
  readonly #waitingBackups = new Map<AskedBackup, Promise<Backup>>();
  /** One after another, because a check and a backup both read the whole file. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: Store, { left, report, firstLookMilliseconds = FIRST_LOOK_MILLISECONDS }: UpkeepOptions) {
    this.#store = store;
    this.#report = report;
    this.#isCutOff = left !== 'closed';
    const look = () => void this.#look();
    this.#timers = [setTimeout(look, firstLookMilliseconds).unref(), setInterval(look, LOOK_MILLISECONDS).unref()];
  }

  /** The job that is running. */
  get activity(): StoreActivity | undefined {
    return this.#activity;
  }

  /** Calls `listener` when there is a new check or backup, and when an activity begins, progresses or ends. */
  watch(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Checks the store and stores the result. */
  check(how: StoreCheckKind): Promise<StoreCheck> {
    return this.#next({ kind: 'checking' }, this.#waitingChecks, how, async () => {
      const check = await inThread({ kind: 'check', store: this.#store.path, how }, this.#ending.signal);
      this.#keep(check);
      return check;
    });
  }

  backUp(kind: AskedBackup): Promise<Backup> {
    return this.#next({ kind: 'backing_up' }, this.#waitingBackups, kind, async () => {
      const { signal } = this.#ending;
      const progress = (done: number, total: number) => this.#tell({ kind: 'backing_up', share: done / total });
      const backup = await this.#store.copyForBackup(kind, { progress, signal });
      return await inThread({ kind: 'finish_backup', backup }, signal);
    });
  }

  /** Cancels the running job, and starts no more. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#ending.abort(new WorkbenchError('closed', 'The store was closed before this was done.'));
    await this.#last;
  }

  async #look(): Promise<void> {
    // The result of a check, or a backup, cannot be stored.
    if (this.#store.readOnlyReason !== undefined) return;
    try {
      if (this.#isCheckDue()) await this.check('quick');
      this.#isCutOff = false;
      if (this.#hasRuns() && isBackupDue(this.#store.path)) await this.backUp('automatic');
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#report(error);
    }
  }

  #isCheckDue(): boolean {
    const last = readLastCheck(this.#store.path);
    if (!this.#hasRuns()) return false;
    return this.#isCutOff || last === undefined || Date.now() - Date.parse(last.at) > CHECK_AFTER_MILLISECONDS;
  }

  /** Whether the store has anything to back up. */
  #hasRuns(): boolean {
    return !this.#store.runs.isEmpty();
  }

  #keep(check: StoreCheck): void {
    try {
      keepLastCheck(this.#store.path, check);
    } catch (error) {
      this.#report(error);
    }
    const [first] = check.problems;
    if (check.problems.length > 0) this.#report(damaged(this.#store.path, first));
  }

  /** Runs a job. Equal requests that come while it waits share one job. */
  #next<Kind, Result>(
    activity: StoreActivity,
    waiting: Map<Kind, Promise<Result>>,
    kind: Kind,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const asked = waiting.get(kind);
    if (asked) return asked;
    const result = this.#last.then(async () => {
      waiting.delete(kind);
      this.#ending.signal.throwIfAborted();
      this.#tell(activity);
      try {
        return await work();
      } finally {
        this.#tell(undefined);
      }
    });
    waiting.set(kind, result);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #tell(activity: StoreActivity | undefined): void {
    this.#activity = activity;
    this.#listeners.tell(undefined);
  }
}
