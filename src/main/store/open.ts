import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../shared/errors.ts';
import { makeFolders } from '../locations.ts';
import { backUpBeforeMigration } from './care/backups.ts';
import { damaged, explained, layOut, notSqlite, notWritable, type Connection } from './connection.ts';
import { writeObstacle } from './care/disk.ts';
import { APPLICATION_ID, migrate, refuseNewer, schemaVersion } from './migrate.ts';
import { openCopy, openCopyOf } from './care/private-copy.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { hasLivingOwner } from './owners.ts';
import { quickProblems } from './care/problems.ts';
import { readWriteAheadLog } from './care/recovery/write-ahead-log.ts';
import { finishReplacement } from './care/replace.ts';
import { LOG_SUFFIX } from './store-files.ts';

/** How long a write waits for another process's: writes take milliseconds, a migration of a large store longer. */
export const BUSY_MILLISECONDS = 10_000;

/** Bytes in the smallest page, and so in the smallest database. */
const SMALLEST_PAGE = 512;

export interface OpenOptions {
  /** Read only: the file must exist, and nothing is created or migrated. */
  readonly readonly?: boolean;
}

/**
 * Opens the store at `path`, creates it (and its folder) where there is none, and brings it to this program's schema.
 * Whatever is refused is left as it was. Throws `not-a-store`, `store-too-new`, `store-too-old` (read only),
 * `store-not-found` (read only), `store-not-writable`, `store-damaged` or `store-busy`.
 */
export function openConnection(path: string, options: OpenOptions = {}): Connection {
  const file = resolve(path);
  const readonly = options.readonly ?? false;
  try {
    finishReplacement(file);
  } catch (error) {
    // Whoever may write there finishes it.
    if (!readonly || error instanceof WorkbenchError) throw error;
  }
  const isNew = isMissingOrEmpty(file);
  if (isNew && readonly) {
    throw new WorkbenchError('store-not-found', `${file} does not exist; check the path, or train a run to create it.`);
  }
  try {
    if (readonly) return prepareForReading(file);
    if (!isNew) inspect(file);
    return prepareForWriting(file);
  } catch (error) {
    throw explained(error, file);
  }
}

/** Why an existing store cannot be written; undefined if it can. */
export function readOnlyReason(path: string): string | undefined {
  const file = resolve(path);
  return writeObstacle([file, dirname(file)]);
}

function isMissingOrEmpty(file: string): boolean {
  let found;
  try {
    found = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw notWritable(file, reasonOf(error));
  }
  if (found?.isDirectory()) {
    throw new WorkbenchError('not-a-store', `${file} is a folder; name a file in it, such as ${file}/runs.sqlite.`);
  }
  // SQLite takes a file shorter than its smallest page for an empty database and would write over it.
  if (found !== undefined && found.size > 0 && found.size < SMALLEST_PAGE) throw notSqlite(file);
  return found === undefined || found.size === 0;
}

/**
 * Looks into an existing file through a connection that cannot write, and throws unless it is a store that can be used.
 * (Never through `fs`: closing a descriptor would drop the locks of this process's other connections to the file.)
 */
function inspect(file: string): void {
  refuseDamagedLog(file);
  const connection = connect(file, true);
  try {
    requireStore(connection, file);
    requireSound(connection, file);
  } finally {
    connection.close();
  }
  requireWritable(file);
}

/** Throws `not-a-store` or `store-too-new`. */
function requireStore(connection: Connection, file: string): void {
  const applicationId = Number(connection.pragma('application_id', { simple: true }));
  const tables = connection.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0;
  const isEmpty = tables === 0 && applicationId === 0;
  if (applicationId !== APPLICATION_ID && !isEmpty) {
    throw new WorkbenchError(
      'not-a-store',
      `${file} is another program's SQLite database, not a store of runs. Choose another file.`,
    );
  }
  refuseNewer(file, schemaVersion(connection));
}

function requireSound(connection: Connection, file: string): void {
  if (schemaVersion(connection) === 0) return;
  const problem = quickProblems(connection, { table: 'runs', most: 1 }).at(0);
  if (problem !== undefined) throw damaged(file, problem);
}

function prepareForReading(file: string): Connection {
  refuseDamagedLog(file);
  let connection = connectForReading(file);
  try {
    requireStore(connection, file);
    if (schemaVersion(connection) < MIGRATIONS.length) connection = broughtUpToDate(connection, file);
    requireSound(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a store of an earlier version that cannot be written, as a copy with this program's schema. */
function broughtUpToDate(connection: Connection, file: string): Connection {
  if (readOnlyReason(file) === undefined) {
    throw new WorkbenchError(
      'store-too-old',
      `${file} has schema ${schemaVersion(connection)} and is opened read-only; open it for writing once to upgrade it to ${MIGRATIONS.length}.`,
    );
  }
  const copy = openCopyOf(connection, migrate);
  connection.close();
  return copy;
}

/**
 * Refuses a store with a damaged frame in its write-ahead log. SQLite skips all frames after it and later overwrites them, so they
 * could not be saved later. A last transaction that a kill cut off is no damage. While another process writes, the log is sound,
 * although it may look otherwise for a moment.
 */
function refuseDamagedLog(file: string): void {
  if (!existsSync(`${file}${LOG_SUFFIX}`) || hasLivingOwner(file)) return;
  const log = readWriteAheadLog(`${file}${LOG_SUFFIX}`);
  if (log === undefined || log.unusable === 0) return;
  const pages = log.unusable === 1 ? 'a page' : `${log.unusable} pages`;
  throw damaged(file, `its write-ahead log ${log.path}: ${pages} written last lie behind a damaged part of it`);
}

function requireWritable(file: string): void {
  try {
    accessSync(file, constants.W_OK);
    // SQLite keeps its write-ahead log beside the file.
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw notWritable(file, reasonOf(error));
  }
}

function prepareForWriting(file: string): Connection {
  if (!existsSync(file)) {
    try {
      makeFolders(dirname(file));
      accessSync(dirname(file), constants.W_OK);
    } catch (error) {
      throw notWritable(file, reasonOf(error));
    }
  }
  const connection = connect(file, false);
  try {
    layOut(connection);
    switchToWriteAheadLog(connection);
    // Each commit reaches the disk before it counts: power loss drops nothing acknowledged.
    connection.pragma('synchronous = FULL');
    const version = schemaVersion(connection);
    if (version > 0 && version < MIGRATIONS.length) backUpBeforeMigration(connection, MIGRATIONS.length);
    migrate(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** SQLite answers "busy" at once, without its time-out, when two processes switch a new file at the same moment. */
function switchToWriteAheadLog(connection: Connection): void {
  const until = performance.now() + BUSY_MILLISECONDS;
  for (;;) {
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function connect(file: string, readonly: boolean): Connection {
  const connection = new Database(file, { readonly, fileMustExist: readonly, timeout: BUSY_MILLISECONDS });
  connection.pragma('foreign_keys = ON');
  return connection;
}

/**
 * Opens a store where SQLite cannot create its files: if nothing can be written beside the file, a copy is read. On a full disk
 * SQLite cannot create its shared memory; if no other process has the file open, private memory is used.
 */
function connectForReading(file: string): Connection {
  const connection = connect(file, true);
  try {
    schemaVersion(connection);
    return connection;
  } catch (error) {
    connection.close();
    const reason = explained(error, file);
    if (!(reason instanceof WorkbenchError)) throw error;
    if (reason.code === 'store-not-writable') return openCopy(file);
    if (reason.code !== 'store-full') throw error;
  }
  const alone = connect(file, false);
  alone.pragma('locking_mode = EXCLUSIVE');
  alone.pragma('query_only = ON');
  return alone;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
