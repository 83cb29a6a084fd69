import { WorkbenchError } from '../../shared/errors.ts';
import { copyForBackup } from './care/backups.ts';
import type { CopyOptions, UnfinishedBackup } from './care/backups.ts';
import { collectionsOf, type Collections } from './collections/collections.ts';
import { explained, inUse, nameOf, write } from './connection.ts';
import type { Connection } from './connection.ts';
import { openConnection, readOnlyReason } from './open.ts';
import type { OpenOptions } from './open.ts';
import { isOwnerAlive } from './owners.ts';
import { mergeRunFile, type MergedRun } from './run-files/merge.ts';
import { StoreFile } from './store-file.ts';
import { tablesOf, type Tables } from './tables/tables.ts';

export type { RunListing } from './collections/runs.ts';

/**
 * All runs of one SQLite file. Opens the file, runs transactions and has a collection for each subject. Every change is one short
 * transaction: when the function returns, it is in the file; if it throws, nothing is. Functions that name a run throw
 * `run-not-found`; any that changes something may throw what `isStoreUnusable` recognises.
 */
export class Store {
  readonly path: string;
  #connection: Connection;
  #file: StoreFile;
  readonly runs: Collections['runs'];
  /** Who trains a run, and where it stands. */
  readonly states: Collections['states'];
  /** Writes what training sends of a run, and takes it back. */
  readonly recordings: Collections['recordings'];
  readonly epochs: Collections['epochs'];
  readonly snapshots: Collections['snapshots'];
  readonly checkpoints: Collections['checkpoints'];
  readonly noiseFloors: Collections['noiseFloors'];
  readonly sweeps: Collections['sweeps'];
  readonly studies: Collections['studies'];
  readonly groupLooks: Collections['groupLooks'];
  /** The users' own tables and modules. */
  readonly datasets: Collections['datasets'];
  #tables: Tables;
  readonly #isForWriting: boolean;
  #beforeWrite: () => void = () => undefined;

  constructor(connection: Connection) {
    this.path = nameOf(connection);
    this.#connection = connection;
    this.#isForWriting = !connection.readonly && connection.pragma('query_only', { simple: true }) === 0;
    this.#file = new StoreFile(nameOf(connection));
    this.#tables = tablesOf(connection);
    const collections = collectionsOf({
      tables: () => this.#tables,
      write: (work) => this.#write(work),
      isForWriting: this.#isForWriting,
      giveBackSpace: () => void this.#connection.pragma('incremental_vacuum'),
      isOwnerAlive: (owner) => isOwnerAlive(this.path, owner),
    });
    this.runs = collections.runs;
    this.states = collections.states;
    this.recordings = collections.recordings;
    this.epochs = collections.epochs;
    this.snapshots = collections.snapshots;
    this.checkpoints = collections.checkpoints;
    this.noiseFloors = collections.noiseFloors;
    this.sweeps = collections.sweeps;
    this.studies = collections.studies;
    this.groupLooks = collections.groupLooks;
    this.datasets = collections.datasets;
  }

  close(): void {
    this.#connection.close();
  }

  /** Why it can only be read; undefined where it can be written. */
  get readOnlyReason(): string | undefined {
    return this.#isForWriting ? undefined : (readOnlyReason(this.path) ?? 'it was opened read-only');
  }

  /** The file that is read: the store itself, or a copy if nothing can be written beside it. */
  get readFile(): string {
    return this.#connection.name;
  }

  /** What the store takes on the disk, in bytes. */
  bytes(): number {
    return (
      Number(this.#connection.pragma('page_count', { simple: true })) *
      Number(this.#connection.pragma('page_size', { simple: true }))
    );
  }

  /** Copies the store for a backup while it is in use; `finishBackup` completes it. */
  copyForBackup(kind: 'automatic' | 'requested', options: CopyOptions = {}): Promise<UnfinishedBackup> {
    return copyForBackup(this.#connection, kind, options);
  }

  /** Has `guard` called before every change that is no part of a larger one; what it throws refuses the change. */
  guardChanges(guard: () => void): void {
    this.#beforeWrite = guard;
  }

  /** How long a change waits for another process's, `store-busy` after that: nothing else is done meanwhile. */
  setPatience(milliseconds: number): void {
    this.#connection.pragma(`busy_timeout = ${milliseconds}`);
  }

  /** Throws `store-gone` or `store-replaced` where the path no longer leads to the file that is open. */
  verifyFile(): void {
    if (!this.#isForWriting) return;
    if (!this.#file.verify() || !this.#connection.open) this.#openAgain();
  }

  /** A number that changes when another connection, of this process or another, has written. */
  dataVersion(): number {
    return Number(this.#connection.pragma('data_version', { simple: true }));
  }

  /** Makes all changes of `work` one transaction: they are in the file together when it returns, or it threw and none is. */
  atomically<Result>(work: () => Result): Result {
    return this.#write(work);
  }

  /** Takes the runs of a checked run file over, all of them or none; `at` is UTC, ISO 8601. Throws `dataset-differs`. */
  importRuns(checkedFile: string, at: string): MergedRun[] {
    return mergeRunFile(this.#connection, checkedFile, at, (work) => this.#write(work));
  }

  #write<Result>(work: () => Result): Result {
    if (!this.#isForWriting) throw readOnly(this.path, this.readOnlyReason);
    if (!this.#connection.inTransaction) {
      this.#beforeWrite();
      this.verifyFile();
    }
    return write(this.#connection, work);
  }

  /** Handles a deleted log that only this connection still has: writes its content into the file and starts a new log. */
  #openAgain(): void {
    try {
      // Closed already where an attempt before this one could not open it.
      if (this.#connection.open) {
        const [{ busy }] = this.#connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
        if (busy !== 0) throw inUse(this.path);
        // First: within one process a new connection would share what the old one has of the log.
        this.#connection.close();
      }
      this.#connection = openConnection(this.path);
      this.#file = new StoreFile(this.path);
      this.#tables = tablesOf(this.#connection);
    } catch (error) {
      throw explained(error, this.path);
    }
  }
}

function readOnly(path: string, why = 'it was opened read-only'): WorkbenchError {
  const message = `${path} is read-only: ${why}. Its runs can be viewed, compared and exported, but not changed.`;
  return new WorkbenchError('store-not-writable', message);
}

/** Opens the store at `path`, or creates it; see `openConnection` for what it refuses. */
export function openStore(path: string, options: OpenOptions = {}): Store {
  return new Store(openConnection(path, options));
}
