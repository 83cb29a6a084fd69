import { lstatSync, mkdirSync } from 'node:fs';
// Not by name: an old Node, which is refused in a sentence, has not this function.
import nodeModule from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { makeFolders } from './make-folders.ts';

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
 * Keeps the machine code that V8 makes of the modules loaded from now on, so that the next start need not make it again. V8 takes it only
 * for the same text. Does nothing where the folder cannot be written, or others could put code into it.
 */
export function keepCompiledCode(environment: NodeJS.ProcessEnv = process.env): void {
  const cache = cacheFolder(environment);
  const folder = join(cache, 'compiled');
  try {
    makeFolders(cache);
    mkdirSync(folder, { mode: 0o700, recursive: true });
    if (isOwn(cache) && isOwn(folder)) nodeModule.enableCompileCache(folder);
  } catch {
    // It starts slower, that is all.
  }
}
