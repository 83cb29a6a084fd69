import { chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';
import { nameAs, nameOf, type Connection } from '../connection.ts';
import { LOG_SUFFIX } from '../store-files.ts';

/** The most attempts to copy a file that changes meanwhile. */
const ATTEMPTS = 5;

/**
 * Opens a private copy of a store for reading, because SQLite cannot read a file with a write-ahead log in a folder
 * that it may not write to. The content of the log is included. Messages name the store instead of the copy, which is
 * removed when it is closed. Throws `store-not-readable`, or `store-full` if there is no space for it.
 */
export function openCopy(file: string): Connection {
  return openPrivate(file, (copy) => copyWhole(file, copy));
}

/** As `openCopy`, for a store that another connection is reading, after `change` has modified the copy. */
export function openCopyOf(connection: Connection, change: (copy: Connection) => void): Connection {
  return openPrivate(nameOf(connection), (copy) => {
    connection.prepare<[string]>('VACUUM INTO ?').run(copy);
    const changed = new Database(copy, { fileMustExist: true });
    try {
      change(changed);
    } finally {
      changed.close();
    }
  });
}

function openPrivate(file: string, fill: (copy: string) => void): Connection {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-store-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(file));
    fill(copy);
    const connection = new Database(copy, { readonly: true, fileMustExist: true });
    const close = connection.close.bind(connection);
    process.once('exit', remove);
    nameAs(connection, file);
    connection.close = () => {
      close();
      process.off('exit', remove);
      remove();
      return connection;
    };
    return connection;
  } catch (error) {
    remove();
    throw readable(file, error);
  }
}

/** Copies the file and its log as they are at one moment. Copies again if another process wrote meanwhile. */
function copyWhole(file: string, copy: string): void {
  for (let attempt = 1; ; attempt++) {
    const before = stateOf(file);
    for (const suffix of [LOG_SUFFIX, '']) {
      rmSync(copy + suffix, { force: true });
      if (statSync(file + suffix, { throwIfNoEntry: false }) === undefined) continue;
      copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE);
      chmodSync(copy + suffix, 0o600);
    }
    if (stateOf(file) === before) return;
    if (attempt === ATTEMPTS) {
      throw new WorkbenchError('store-busy', `${file} is being written by another process; try again in a moment.`);
    }
  }
}

function stateOf(file: string): string {
  const found = ['', LOG_SUFFIX].map((suffix) => statSync(file + suffix, { bigint: true, throwIfNoEntry: false }));
  return found.map((one) => `${one?.size} ${one?.mtimeNs}`).join(' ');
}

function readable(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof WorkbenchError) return error;
  if (error.code === 'ENOSPC' || error.code === 'SQLITE_FULL') {
    return new WorkbenchError(
      'store-full',
      `${file} can only be read from a copy, and ${tmpdir()} has no room for it; free some space there.`,
    );
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new WorkbenchError('store-not-readable', `${file} cannot be read by this user; ask its owner.`);
  }
  return error;
}
