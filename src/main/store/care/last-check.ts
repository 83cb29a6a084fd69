import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storeCheckSchema, type StoreCheck } from '../../../shared/api/store.ts';
import { makeFolders } from '../../make-folders.ts';
import { backupFolder } from './backups.ts';

/** Beside the backups and not in the store: what is said of a file that may be damaged. */
const fileOf = (store: string) => join(backupFolder(store), `${basename(store)}.last-check.json`);

/** The result of the store's last check; undefined if it was never checked or the result is unknown. */
export function readLastCheck(store: string): StoreCheck | undefined {
  try {
    return storeCheckSchema.parse(JSON.parse(readFileSync(fileOf(store), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Another file takes the place of the one that was checked. */
export function forgetLastCheck(store: string): void {
  rmSync(fileOf(store), { force: true });
}

/** Throws where the folder of the backups cannot be written. */
export function keepLastCheck(store: string, check: StoreCheck): void {
  makeFolders(backupFolder(store));
  const file = fileOf(store);
  writeFileSync(`${file}.new`, `${JSON.stringify(check, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
