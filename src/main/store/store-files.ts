import { closeSync, fsyncSync, openSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';

/** What SQLite puts behind a database's path for what belongs to it: its write-ahead log, and the index of that. */
export const LOG_SUFFIX = '-wal';
export const LOG_INDEX_SUFFIX = '-shm';

/** The ending of an incomplete file's name. */
export const PARTIAL = '.partial';

/** A UTC time that is allowed in file names on every system: `2026-01-02T03-04-05-678Z`. */
export function timeInName(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-');
}

/** The time that `timeInName` wrote, ISO 8601. */
export function timeOfName(text: string): string {
  return text.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z$/, 'T$1:$2:$3.$4Z');
}

/** A file beside the store, named for what it is and when it was put there: `runs.set-aside-2026-01-02T03-04-05-678Z.sqlite`. */
export function besideStore(path: string, what: string, at: Date): string {
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}.${what}-${timeInName(at)}${extension}`);
}

/** Brings a file to the disk: after this, losing power does not lose it. Nobody may have it open as a database here. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Brings the names in a folder to the disk. */
export function syncFolder(path: string): void {
  // Windows opens no folder, and keeps its names without being asked.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
