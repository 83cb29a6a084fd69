import { closeSync, existsSync, fstatSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WorkbenchError } from '../../../shared/errors.ts';
import { makeFolders } from '../../locations.ts';
import { copyDatabase, makeWhole } from './backups.ts';
import { notWritable } from '../connection.ts';
import { openConnection } from '../open.ts';
import { acquireMaintenance } from '../owners.ts';
import { readBytes } from './recovery/bytes.ts';
import { LOG_INDEX_SUFFIX, LOG_SUFFIX, PARTIAL, syncFolder } from '../store-files.ts';

/** The part of the first page that describes the use of the file, not its content. */
const HEADER_BYTES = 100;
const CHUNK_BYTES = 1 << 20;

export interface Moved {
  /** The new path of the store. */
  readonly target: string;
  readonly isRemembered: boolean;
}

/**
 * Moves a store: copies it, compares the copy byte by byte, calls `remember` so that programs open the new path (it
 * returns false if that is not needed), and only then removes the original. Throws `store-in-use`, `file-exists` or
 * `store-not-writable`; the store then stays in its place.
 */
export async function moveStore(
  from: string,
  to: string,
  remember: (to: string) => boolean,
  progress?: (done: number, total: number) => void,
): Promise<Moved> {
  const [store, target] = [resolve(from), resolve(to)];
  if (existsSync(target)) {
    throw new WorkbenchError('file-exists', `${target} already exists and is not overwritten; name another file.`);
  }
  const maintenance = acquireMaintenance(store);
  try {
    const copy = target + PARTIAL;
    await copyStore(store, target, copy, progress);
    requireEqual(store, copy);
    refuseWritten(store, copy);
    renameSync(copy, target);
    syncFolder(dirname(target));
    const isRemembered = rememberOrRemove(target, remember);
    for (const suffix of ['', LOG_SUFFIX, LOG_INDEX_SUFFIX]) rmSync(store + suffix, { force: true });
    syncFolder(dirname(store));
    return { target, isRemembered };
  } finally {
    maintenance.release();
  }
}

function rememberOrRemove(target: string, remember: (to: string) => boolean): boolean {
  try {
    return remember(target);
  } catch (error) {
    rmSync(target);
    throw error;
  }
}

async function copyStore(
  store: string,
  target: string,
  copy: string,
  progress: ((done: number, total: number) => void) | undefined,
): Promise<void> {
  try {
    makeFolders(dirname(target));
  } catch (error) {
    throw notWritable(target, error instanceof Error ? error.message : String(error));
  }
  const connection = openConnection(store);
  try {
    // From here on everything is in the one file.
    connection.pragma('wal_checkpoint(TRUNCATE)');
    rmSync(copy, { force: true });
    await copyDatabase(connection, copy, progress ? { progress } : {});
  } finally {
    connection.close();
  }
  makeWhole(copy);
}

/**
 * Processes that do not train, such as a command that marks a run, are not locked out; what they wrote meanwhile is not
 * in the copy.
 */
function refuseWritten(store: string, copy: string): void {
  if ((statSync(store + LOG_SUFFIX, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  rmSync(copy, { force: true });
  throw new WorkbenchError(
    'store-in-use',
    `${store} was written to while it was copied and was not moved. Close the programs that have it open and try again.`,
  );
}

function requireEqual(store: string, copy: string): void {
  const [one, other] = [openSync(store, 'r'), openSync(copy, 'r')];
  try {
    const { size } = fstatSync(one);
    let isEqual = size === fstatSync(other).size;
    for (let at = HEADER_BYTES; isEqual && at < size; at += CHUNK_BYTES) {
      isEqual = readBytes(one, at, CHUNK_BYTES).equals(readBytes(other, at, CHUNK_BYTES));
    }
    if (isEqual) return;
  } finally {
    closeSync(one);
    closeSync(other);
  }
  rmSync(copy, { force: true });
  throw new WorkbenchError(
    'store-io',
    `The copy ${copy} differed from ${store} and was removed; the store was not moved. Check the target disk.`,
  );
}
