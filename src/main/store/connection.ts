import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../shared/errors.ts';
import { diskOf, hasNoRoom, writeObstacle } from './care/disk.ts';

export type Connection = Database.Database;
export type Statement<Bound extends unknown[], Row> = Database.Statement<Bound, Row>;

/** The stores of which connections read copies. */
const copied = new WeakMap<Connection, string>();

/** Makes messages name the store, and not the private copy that the connection reads. */
export function nameAs(connection: Connection, store: string): void {
  copied.set(connection, store);
}

/** The file of the store that a connection has open. */
export function nameOf(connection: Connection): string {
  return copied.get(connection) ?? connection.name;
}

/** Lays an empty database out as a store; takes effect only before the first table. */
export function layOut(connection: Connection): void {
  // A snapshot of the plane takes half of such a page, and would leave much of a smaller one empty.
  connection.pragma('page_size = 8192');
  // Freed pages can be handed back to the disk later.
  connection.pragma('auto_vacuum = INCREMENTAL');
}

/** Runs `work` in one short IMMEDIATE transaction: all of it is in the store afterwards, or nothing. */
export function write<Result>(connection: Connection, work: () => Result): Result {
  try {
    return connection.transaction(work).immediate();
  } catch (error) {
    throw explained(error, nameOf(connection));
  }
}

/** SQLite's error as a sentence that names the file; any other error as it is. */
export function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const [, kind] = error.code.split('_');
  switch (kind) {
    case 'NOTADB':
      return notSqlite(path);
    case 'CORRUPT':
      return damaged(path, error.message, error);
    case 'CANTOPEN':
    case 'READONLY':
    case 'PERM':
    case 'AUTH':
      return notWritable(path, error.message);
    case 'FULL':
      return full(path);
    case 'BUSY':
    case 'LOCKED':
      return inUse(path);
    case 'IOERR':
      return brokenDisk(path, error);
    default:
      return error;
  }
}

/** Errors that say something of the store as a whole, and not of what was to be written. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'store-full',
  'store-not-writable',
  'store-gone',
  'store-replaced',
  'store-busy',
  'store-io',
  'not-a-store',
]);

/** Whether the error means that nothing can be written until the store's file or disk has changed. */
export function isStoreUnusable(error: unknown): error is WorkbenchError {
  if (!(error instanceof WorkbenchError)) return false;
  // A single run can be damaged too, by hand; only SQLite says that the file is.
  return UNUSABLE.has(error.code) || (error.code === 'store-damaged' && error.cause instanceof Database.SqliteError);
}

export function inUse(path: string): WorkbenchError {
  return new WorkbenchError('store-busy', `${path} is locked by another program; close that program and try again.`);
}

function full(path: string): WorkbenchError {
  const disk = diskOf(path);
  const where = disk === undefined ? 'its disk is full' : `its disk (${disk.mountedAt}) is full`;
  return new WorkbenchError('store-full', `${path} cannot grow: ${where}. Free some space there.`);
}

/** Finds out from the disk whether it is read only or full: SQLite has one error for everything that a disk refuses. */
function brokenDisk(path: string, { message }: Error): WorkbenchError {
  const obstacle = writeObstacle([path, `${path}-wal`, dirname(path)]);
  if (obstacle !== undefined) return notWritable(path, obstacle);
  const disk = diskOf(path);
  if (disk !== undefined && hasNoRoom(disk)) return full(path);
  return new WorkbenchError('store-io', `${path} cannot be read or written: ${message}. Check its disk.`);
}

/** A damaged file is left as it is: what can be done about it is the user's to choose. */
export function damaged(path: string, reason: string, cause?: Error): WorkbenchError {
  const message = `${path} is damaged (${reason}) and was not changed. ${REMEDIES}`;
  return new WorkbenchError('store-damaged', message, { cause });
}

const REMEDIES =
  '“gan-workbench store recover” copies what can be read into a new store; “gan-workbench store restore” restores a backup. Both keep the damaged file.';

export function notSqlite(path: string): WorkbenchError {
  return new WorkbenchError(
    'not-a-store',
    `${path} is not a store: it is not an SQLite database. Choose another file; if it was a store, it is damaged: ${REMEDIES}`,
  );
}

export function notWritable(path: string, reason: string): WorkbenchError {
  return new WorkbenchError(
    'store-not-writable',
    `${path} cannot be written: ${reason}. Make it writable, or choose a file in a folder that you may write to.`,
  );
}
