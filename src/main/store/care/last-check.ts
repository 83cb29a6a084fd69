import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storeCheckSchema, type StoreCheck } from '../../../shared/api/store.ts';
import { makeFolders } from '../../locations.ts';
import { backupFolder } from './backups.ts';

/** Stored with the backups, not in the store, because the store may be damaged. */
const fileOf = (store: string) => join(backupFolder(store), `${basename(store)}.last-check.json`);

/** The result of the store's last check; undefined if it was never checked or the result is unknown. */
export function readLastCheck(store: string): StoreCheck | undefined {
  try {
    return storeCheckSchema.parse(JSON.parse(readFileSync(fileOf(store), 'utf8')));
  } catch {
    return undefined;
  }
}

/** The checked file is replaced by another one. */
export function forgetLastCheck(store: string): void {
  rmSync(fileOf(store), { force: true });
}

/** Throws if the folder of the backups cannot be written. */
export function keepLastCheck(store: string, check: StoreCheck): void {
  makeFolders(backupFolder(store));
  const file = fileOf(store);
  writeFileSync(`${file}.new`, `${JSON.stringify(check, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
