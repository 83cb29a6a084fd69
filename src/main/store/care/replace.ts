import { existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '../../../shared/errors.ts';
import { isMaintained } from '../owners.ts';
import { LOG_INDEX_SUFFIX, LOG_SUFFIX, syncFile, syncFolder } from '../store-files.ts';

/** Names of files in the store's folder. */
const replacementSchema = z.strictObject({
  /** The complete store that replaces it. */
  fresh: z.string().min(1),
  /** The new name of the replaced store. */
  aside: z.string().min(1),
});
type Replacement = z.output<typeof replacementSchema>;

/** The note that says which file replaces which, in case this process is killed in between. */
const noteOf = (path: string) => `${path}.replacing`;

/**
 * Replaces the store at `path` by the file `fresh`. The old store is renamed to `aside`, with its write-ahead log. Both
 * are in the store's folder. If the process is killed at any moment, the next program that opens the store finishes the
 * replacement. No other process may have the store open.
 */
export function replaceStore(path: string, fresh: string, aside: string): void {
  const store = resolve(path);
  const note = noteOf(store);
  writeFileSync(`${note}.new`, JSON.stringify({ fresh: basename(fresh), aside: basename(aside) }));
  syncFile(`${note}.new`);
  renameSync(`${note}.new`, note);
  syncFolder(dirname(store));
  carryOut(store);
}

/** Finishes the replacement that a killed process began. Throws `store-busy` while that process lives. */
export function finishReplacement(path: string): void {
  const store = resolve(path);
  if (!isOurNote(store)) return;
  if (isMaintained(store)) {
    throw new WorkbenchError('store-busy', `${store} is being restored or recovered; try again when that is done.`);
  }
  carryOut(store);
}

/** Whether there is a note by this user or the owner of the store. In a folder that others may write to, anybody can place one. */
function isOurNote(store: string): boolean {
  const note = noteIn(store);
  if (note === undefined || !note.isFile()) return false;
  return (
    process.platform === 'win32' ||
    [process.getuid?.(), statSync(store, { throwIfNoEntry: false })?.uid].includes(note.uid)
  );
}

function noteIn(store: string): Stats | undefined {
  try {
    return lstatSync(noteOf(store), { throwIfNoEntry: false });
  } catch {
    // Its parent is not a folder or cannot be read, which opening the store reports.
    return undefined;
  }
}

function carryOut(store: string): void {
  const folder = dirname(store);
  const replacement = readNote(noteOf(store));
  if (replacement) {
    const fresh = join(folder, basename(replacement.fresh));
    const aside = join(folder, basename(replacement.aside));
    // If it no longer exists, it already has its new name, and only the note was left.
    if (existsSync(fresh) && lstatSync(fresh).uid === statSync(noteOf(store)).uid) {
      for (const suffix of ['', LOG_SUFFIX]) {
        if (existsSync(store + suffix) && !existsSync(aside + suffix)) renameSync(store + suffix, aside + suffix);
      }
      rmSync(store + LOG_INDEX_SUFFIX, { force: true });
      syncFolder(folder);
      renameSync(fresh, store);
    }
  }
  syncFolder(folder);
  rmSync(noteOf(store), { force: true });
}

/** Undefined if the file is not a note. Notes are written as a whole, so another program wrote it. */
function readNote(path: string): Replacement | undefined {
  try {
    return replacementSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
