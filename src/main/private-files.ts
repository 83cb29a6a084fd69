import { chmodSync, lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/** Rights of the group and of others. */
const OTHERS = 0o077;
const WRITABLE_BY_ALL = 0o002;
const READABLE_BY_OTHERS = 0o044;
const ENTERED_BY_OTHERS = 0o011;

/** The umask that the program was started with; undefined where nothing was made private. */
let usualMask: number | undefined;

/**
 * Makes everything that this process creates from now on private to its user (files 0600, folders 0700), and what lies in `folder`,
 * the program's own. Files that the user asks to save are written with `withUsualMode`. Does nothing on Windows, where users'
 * folders are private. Only for the main thread: a process has one umask.
 */
export function keepFilesPrivate(folder: string): void {
  if (process.platform === 'win32') return;
  usualMask ??= process.umask(OTHERS);
  tighten(folder);
}

/** Creates files and folders for the user in `create`, or starts a program for them, with the rights that are usual. */
export function withUsualMode<Result>(create: () => Result): Result {
  if (usualMask === undefined) return create();
  process.umask(usualMask);
  try {
    return create();
  } finally {
    process.umask(OTHERS);
  }
}

/** Removes the rights of others from `path` and its content. Links are not followed, and other users' files are left alone. */
function tighten(path: string): void {
  const status = statusOf(path, lstatSync);
  if (status === undefined || status.isSymbolicLink() || status.uid !== process.getuid?.()) return;
  if ((status.mode & OTHERS) !== 0) takeAway(path, status.mode);
  if (!status.isDirectory()) return;
  for (const name of namesIn(path)) tighten(join(path, name));
}

function takeAway(path: string, mode: number): void {
  try {
    chmodSync(path, mode & 0o700);
  } catch (error) {
    // A disk that is read-only or knows no rights, or a file that has just gone.
    if (!(error instanceof Error && 'code' in error && ['EROFS', 'EPERM', 'ENOENT'].includes(String(error.code))))
      throw error;
  }
}

/** The names in a folder; empty if the folder has just been removed or cannot be read. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The status of a path; undefined if nothing is there or it cannot be read. Opening it then reports the error. */
function statusOf(path: string, look: (path: string) => Stats = statSync): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

export interface Exposure {
  readonly code: 'store-replaceable' | 'store-readable';
  readonly message: string;
}

/** What others on this machine may do with the store `file`, in a sentence; undefined where they may do nothing. */
export function exposureOf(file: string): Exposure | undefined {
  const status = statusOf(file);
  if (process.platform === 'win32' || status?.isDirectory() === true) return undefined;
  const folder = dirname(file);
  if (((statusOf(folder)?.mode ?? 0) & WRITABLE_BY_ALL) !== 0) {
    const message = `Every user of this machine can write to ${folder}, which holds the store ${file}; move it to a private folder.`;
    return { code: 'store-replaceable', message };
  }
  const isFolderClosed = ((statusOf(folder)?.mode ?? 0) & ENTERED_BY_OTHERS) === 0;
  if (isFolderClosed || ((status?.mode ?? 0) & READABLE_BY_OTHERS) === 0) return undefined;
  return { code: 'store-readable', message: `Other users of this machine can read the store ${file}.` };
}
