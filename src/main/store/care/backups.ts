import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { Backup, BackupKind } from '../../../shared/api/store.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { makeFolders } from '../../locations.ts';
import { damaged, explained, nameOf, notWritable, type Connection } from '../connection.ts';
import { quickProblems } from './problems.ts';
import { LOG_SUFFIX, PARTIAL, syncFile, syncFolder, timeInName, timeOfName } from '../store-files.ts';

/** The number of automatic backups that are kept. Requested ones, and those before a migration, are never removed. */
export const AUTOMATIC_KEPT = 5;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** The folder of a store's backups, shared with other stores in the same folder. */
export function backupFolder(store: string): string {
  return join(dirname(resolve(store)), 'backups');
}

/** The path of a backup by its name. Throws `backup-not-found`. */
export function backupPath(store: string, name: string): string {
  const found = listBackups(store).find((backup) => backup.name === name);
  if (found) return join(backupFolder(store), found.name);
  throw new WorkbenchError(
    'backup-not-found',
    `There is no backup ${name} of ${resolve(store)} in ${backupFolder(store)}; list the backups first.`,
  );
}

/** The backups of a store, newest first. */
export function listBackups(store: string): Backup[] {
  const folder = backupFolder(store);
  if (!existsSync(folder)) return [];
  const prefix = `${basename(store)}.`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => backupOf(folder, name, name.slice(prefix.length)))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

function backupOf(folder: string, name: string, rest: string): Backup[] {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)\.(automatic|requested|before-schema-\d+)\.sqlite$/.exec(rest);
  const found = parts && statSync(join(folder, name), { throwIfNoEntry: false });
  if (!found) return [];
  const [, time, what] = parts;
  const kind: BackupKind = what === 'automatic' || what === 'requested' ? what : 'before-migration';
  return [{ name, kind, at: timeOfName(time), bytes: found.size }];
}

/** Whether the newest backup is older than a day and the store was written since. */
export function isBackupDue(store: string, now = Date.now()): boolean {
  const newest = listBackups(store).at(0);
  if (!newest) return true;
  const at = Date.parse(newest.at);
  return now - at > DAY_MILLISECONDS && lastWritten(store) > at;
}

/** When the store's file was last written, in milliseconds. */
function lastWritten(store: string): number {
  const times = [store, `${store}${LOG_SUFFIX}`].map((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found && found.size > 0 ? found.mtimeMs : 0;
  });
  return Math.max(...times);
}

/** A backup in progress. */
export interface UnfinishedBackup {
  readonly store: string;
  readonly name: string;
  /** The file name of a backup until it is finished. */
  readonly partial: string;
}

export interface CopyOptions {
  /** Reports how many of all pages are left. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Pages per step (800 kB, a few milliseconds); between steps the process does other work. */
const PAGES_A_STEP = 100;

/**
 * Starts a backup and copies the store into it in small steps, while the store is in use. What this connection writes
 * meanwhile is included. `finishBackup` completes it.
 */
export async function copyForBackup(
  connection: Connection,
  kind: 'automatic' | 'requested',
  options: CopyOptions = {},
): Promise<UnfinishedBackup> {
  const backup = newBackup(nameOf(connection), kind);
  await copyDatabase(connection, backup.partial, options);
  return backup;
}

/** Copies a database page by page into a new file. If that fails, the incomplete file is removed. */
export async function copyDatabase(
  connection: Connection,
  to: string,
  { progress, signal }: CopyOptions = {},
): Promise<void> {
  try {
    await connection.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        signal?.throwIfAborted();
        progress?.(totalPages - remainingPages, totalPages);
        return PAGES_A_STEP;
      },
    });
    signal?.throwIfAborted();
  } catch (error) {
    rmSync(to, { force: true });
    throw explained(error, to);
  }
}

/** Checks a copy, flushes it to the disk and renames it to a backup. Throws `store-damaged`. */
export function finishBackup({ store, name, partial }: UnfinishedBackup): Backup {
  const folder = backupFolder(store);
  makeWhole(partial);
  renameSync(partial, join(folder, name));
  syncFolder(folder);
  rotate(store);
  const found = listBackups(store).find((backup) => backup.name === name);
  if (found) return found;
  throw new WorkbenchError('backup-not-found', `The backup ${name} was written to ${folder} and is no longer there.`);
}

/** Turns a copied database into one checked file without a log. Throws `store-damaged`; then the copy is removed. */
export function makeWhole(copy: string): void {
  const database = new Database(copy, { fileMustExist: true });
  try {
    database.pragma('journal_mode = DELETE');
    const problem = quickProblems(database, { most: 1 }).at(0);
    if (problem !== undefined) throw damaged(copy, problem);
    database.close();
    syncFile(copy);
  } catch (error) {
    database.close();
    rmSync(copy, { force: true });
    throw explained(error, copy);
  }
}

/** Copies a store that is about to be migrated, synchronously. */
export function backUpBeforeMigration(connection: Connection, toVersion: number): void {
  const backup = newBackup(nameOf(connection), `before-schema-${toVersion}`);
  connection.prepare('VACUUM INTO ?').run(backup.partial);
  finishBackup(backup);
}

function newBackup(store: string, what: string): UnfinishedBackup {
  const folder = backupFolder(store);
  try {
    makeFolders(folder);
  } catch (error) {
    throw notWritable(folder, error instanceof Error ? error.message : String(error));
  }
  removeAbandoned(store);
  const name = `${basename(store)}.${timeInName(new Date())}.${what}.sqlite`;
  return { store, name, partial: join(folder, `${name}${PARTIAL}`) };
}

/** Removes leftovers of killed backups. */
function removeAbandoned(store: string): void {
  const folder = backupFolder(store);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${basename(store)}.`) || !name.includes(PARTIAL)) continue;
    const file = join(folder, name);
    const found = statSync(file, { throwIfNoEntry: false });
    // A backup that is not finished by then was killed.
    if (found && Date.now() - found.mtimeMs > DAY_MILLISECONDS) rmSync(file, { force: true });
  }
}

function rotate(store: string): void {
  const automatic = listBackups(store).filter(({ kind }) => kind === 'automatic');
  for (const { name } of automatic.slice(AUTOMATIC_KEPT)) rmSync(join(backupFolder(store), name), { force: true });
}
