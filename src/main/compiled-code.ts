import { closeSync, constants, fchmodSync, fstatSync, lstatSync, mkdirSync, openSync } from 'node:fs';
// Not by name: an old Node, which is refused in a sentence, has not this function.
import nodeModule from 'node:module';
import { join } from 'node:path';
import { cacheFolder, makeFolders } from './locations.ts';

const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_OTHERS = 0o022;

/** Whether nobody but this user can put something into a folder. */
function isOwn(folder: string): boolean {
  const status = lstatSync(folder);
  if (!status.isDirectory()) return false;
  return (
    process.platform === 'win32' || (status.uid === process.getuid?.() && (status.mode & WRITABLE_BY_OTHERS) === 0)
  );
}

/**
 * Takes the right to write from the group of a folder of this user's: under the umask 002, which is usual on Ubuntu, others of our
 * commands create it with that right. What is in it is checked by itself. A folder that all can write to stays as it is.
 */
function closeToGroup(folder: string): void {
  if (process.platform === 'win32') return;
  // Opened, so that what is looked at is what is changed.
  const opened = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const { mode, uid } = fstatSync(opened);
    if (uid === process.getuid?.() && (mode & WRITABLE_BY_OTHERS) === WRITABLE_BY_GROUP)
      fchmodSync(opened, mode & 0o777 & ~WRITABLE_BY_OTHERS);
  } finally {
    closeSync(opened);
  }
}

/**
 * Keeps the machine code that V8 makes of the modules loaded from now on, so that the next start need not make it again. V8 takes it only
 * for the same text. Does nothing where the folder cannot be written, or others could put code into it.
 */
export function keepCompiledCode(environment: NodeJS.ProcessEnv = process.env): void {
  const cache = cacheFolder(environment);
  const folder = join(cache, 'compiled');
  try {
    makeFolders(cache, 0o700);
    closeToGroup(cache);
    mkdirSync(folder, { mode: 0o700, recursive: true });
    if (isOwn(cache) && isOwn(folder)) nodeModule.enableCompileCache(folder);
  } catch {
    // It starts slower, that is all.
  }
}
