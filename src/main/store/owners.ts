import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { customAlphabet } from 'nanoid';
import { WorkbenchError } from '../../shared/errors.ts';
import { explained } from './connection.ts';

/** A process that trains runs of a store. */
export interface Owner {
  /** What `runs.owner` names it by. */
  readonly id: string;
  /** Gives the proof of life up; a second call does nothing. */
  release(): void;
}

/** The journal in memory, because nothing is written: no second file beside the side file. */
const LOCK = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE';

/** The locks of this process by owner: reachable from here, so that none is collected, and dropped, while its owner lives. */
const held = new Map<string, Database.Database>();

/** Names files, on file systems too that do not tell upper case from lower. */
const newId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 16);

/**
 * Becomes an owner: holds an exclusive transaction on its own side file, `<store>.owner-<id>`, until released. The system drops
 * that lock when the process ends, however it ends, so a lock that cannot be taken proves that the owner lives. Throws `store-busy`
 * while another process restores, moves or recovers the store.
 */
export function acquireOwner(storePath: string): Owner {
  removeStale(storePath);
  const owner = newOwner(storePath);
  // Now that others see it: one of the two sees the other, whichever comes first.
  if (!isMaintained(storePath)) return owner;
  owner.release();
  throw new WorkbenchError('store-busy', `${resolve(storePath)} is being maintained by another process; ${LATER}`);
}

const LATER = 'try again when it is done.';

function newOwner(storePath: string): Owner {
  for (;;) {
    const id = newId();
    const owner = lockedAs(id, sideFile(storePath, id));
    if (owner) return owner;
  }
}

/** undefined if another process removed the file as stale before it was locked. */
function lockedAs(id: string, file: string): Owner | undefined {
  const lock = lockOrWait(file);
  if (existsSync(file)) return ownerOf(id, file, lock);
  lock.close();
  return undefined;
}

/**
 * Keeps everybody else from becoming an owner of a store until released, to restore, move, recover or vacuum it. Throws
 * `store-in-use` where a living process has it open, and `store-busy` where another is already at it.
 */
export function acquireMaintenance(storePath: string): Owner {
  const file = maintenanceFile(storePath);
  if (isMaintained(storePath)) {
    throw new WorkbenchError('store-busy', `${resolve(storePath)} is being maintained by another process; ${LATER}`);
  }
  let maintenance;
  do maintenance = lockedAs(file, file);
  while (!maintenance);
  const living = removeStale(storePath);
  if (living === 0) return maintenance;
  maintenance.release();
  const who = living === 1 ? 'another process' : `${living} other processes`;
  const message = `${resolve(storePath)} is open in ${who}, a window or a command that trains; close it there and try again. Nothing was changed.`;
  throw new WorkbenchError('store-in-use', message);
}

/** Whether any living process is an owner of the store. */
export function hasLivingOwner(storePath: string): boolean {
  return removeStale(storePath) > 0;
}

/** Whether a living process restores, moves, recovers or vacuums the store. */
export function isMaintained(storePath: string): boolean {
  return !removeIfStale(maintenanceFile(storePath));
}

function maintenanceFile(storePath: string): string {
  return `${resolve(storePath)}.maintenance`;
}

/** Whether the process that holds this id still lives. This one does, also where its side file was moved away or deleted. */
export function isOwnerAlive(storePath: string, id: string): boolean {
  return held.has(id) || !removeIfStale(sideFile(storePath, id));
}

function ownerOf(id: string, file: string, lock: Database.Database): Owner {
  held.set(id, lock);
  return {
    id,
    release() {
      if (held.delete(id)) discard(file, lock);
    },
  };
}

function sideFile(storePath: string, id: string): string {
  return `${resolve(storePath)}.owner-${id}`;
}

/** Removes the side files of ended owners and gives the number of living ones. */
function removeStale(storePath: string): number {
  const store = resolve(storePath);
  const prefix = `${basename(store)}.owner-`;
  const names = readdirSync(dirname(store)).filter((name) => name.startsWith(prefix));
  return names.filter((name) => !removeIfStale(join(dirname(store), name))).length;
}

/** Removes an unlocked side file; false if a process holds its lock. */
function removeIfStale(file: string): boolean {
  if (!existsSync(file)) return true;
  let lock;
  try {
    lock = new Database(file, { fileMustExist: true, timeout: 0 });
    lock.exec(LOCK);
  } catch (error) {
    lock?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    // Another process removed it first.
    if (!existsSync(file)) return true;
    const reason = explained(error, file);
    if (reason instanceof WorkbenchError && reason.code === 'store-not-writable') return !isHeld(file);
    throw reason;
  }
  discard(file, lock);
  return true;
}

/** Whether a process holds a side file that this user may not write. An unreadable file counts as held. */
function isHeld(file: string): boolean {
  let lock;
  try {
    lock = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch {
    return true;
  } finally {
    lock?.close();
  }
}

/** Removes the file while its lock is held, so that nobody takes it for a living owner's file or locks it in between. */
function discard(file: string, lock: Database.Database): void {
  try {
    rmSync(file, { force: true });
    lock.close();
  } catch {
    // Windows does not remove an open file.
    lock.close();
    removeUnlocked(file);
  }
}

function removeUnlocked(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder that became read only: whoever opens the store once it can be written clears it.
  }
}

function lockOrWait(file: string): Database.Database {
  let lock;
  try {
    lock = new Database(file, { timeout: 1000 });
    lock.exec(LOCK);
    return lock;
  } catch (error) {
    lock?.close();
    throw explained(error, file);
  }
}
