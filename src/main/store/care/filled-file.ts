import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';
import { makeFolders } from '../../locations.ts';
import { damaged, layOut, notWritable, type Connection } from '../connection.ts';
import { syncFile } from '../store-files.ts';

/**
 * Creates an empty database at `path` to be filled. A crash before `finishFilled` leaves an unusable file. Throws
 * `file-exists`.
 */
export function createForFilling(path: string): Connection {
  if (existsSync(path)) {
    throw new WorkbenchError('file-exists', `${path} already exists and is not overwritten; name another file.`);
  }
  let connection;
  try {
    makeFolders(dirname(path));
    connection = new Database(path);
  } catch (error) {
    throw notWritable(path, error instanceof Error ? error.message : String(error));
  }
  layOut(connection);
  // Nobody else reads it yet, and an unfinished file is deleted.
  connection.pragma('journal_mode = MEMORY');
  connection.pragma('synchronous = OFF');
  return connection;
}

/** Checks a filled database, flushes it to the disk and closes it. Throws `store-damaged`. */
export function finishFilled(connection: Connection): void {
  const { name } = connection;
  const found = String(connection.pragma('quick_check', { simple: true }));
  if (found !== 'ok') throw damaged(name, found);
  connection.close();
  syncFile(name);
}
