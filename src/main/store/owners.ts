import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { customAlphabet } from 'nanoid';
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
 * Becomes an owner: holds an exclusive transaction on a side file of its own, `<store>.owner-<id>`, until released. The
 * system drops that lock when the process ends, however it ends; so whoever cannot get the lock knows that the owner lives.
 */
export function acquireOwner(storePath: string): Owner {
  removeStale(storePath);
  for (;;) {
    const id = newId();
    const file = sideFile(storePath, id);
    const lock = lockOrWait(file);
    // Someone who clears stale files may have taken this one in the moment before it was locked; then try another.
    if (existsSync(file)) return ownerOf(id, file, lock);
    lock.close();
  }
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

function removeStale(storePath: string): void {
  const store = resolve(storePath);
  const prefix = `${basename(store)}.owner-`;
  for (const name of readdirSync(dirname(store))) {
    if (name.startsWith(prefix)) removeIfStale(join(dirname(store), name));
  }
}

/** Removes a side file that nobody holds; false where someone does. */
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
    throw explained(error, file);
  }
  discard(file, lock);
  return true;
}

/** Removes the file while its lock is held, so that nobody mistakes it for a living owner's or locks it in between. */
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
