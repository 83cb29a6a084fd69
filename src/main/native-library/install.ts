import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WorkbenchError } from '../../shared/errors.ts';
import { assemble } from './assemble.ts';
import { isWhole, readOrigin } from './cache.ts';
import { cachedLibrary, type NativeLibrary } from './location.ts';
import { type InstallOptions, type Plan, planInstallation } from './plan.ts';
import type { Tell } from './progress.ts';
import { makeScratch, removeScratch } from './scratch.ts';
import { SOURCES } from './sources.ts';

export type { InstallOptions } from './plan.ts';

/** Codes of a rename onto a folder that is not empty; Windows says EPERM. */
const OCCUPIED = ['ENOTEMPTY', 'EEXIST', 'EPERM'];

/** Moves a finished folder to its place, even if another process does the same. */
async function settle(finished: string, { folder, isAskedFor }: Plan, scratch: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await rename(finished, folder);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!OCCUPIED.includes(code) || tries === 3) throw error;
    }
    // Another installation was faster, or something broken lies there, or what was asked for before.
    const other = readOrigin(folder);
    if (other && isAskedFor(other) && (await isWhole(folder))) return;
    await rename(folder, join(scratch, `replaced-${tries}`)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'No space is left',
  EDQUOT: 'Your disk quota is exhausted',
  EACCES: 'You have no permission to write',
  EPERM: 'You have no permission to write',
  EROFS: 'The disk is read-only',
};

/** The sentence for what the disk refuses; any other error as it is. */
function explained(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : REASONS[code];
  if (error instanceof WorkbenchError || reason === undefined) return error;
  return new WorkbenchError('not-written', `${reason} in ${dirname(folder)} (${message}).`, { cause: error });
}

/** What is already installed in the folder, if it is complete and as asked for. */
async function alreadyThere({ folder, isAskedFor }: Plan, tell: Tell): Promise<NativeLibrary | undefined> {
  const origin = readOrigin(folder);
  if (origin === undefined || !isAskedFor(origin)) return undefined;
  if (await isWhole(folder)) {
    tell({ kind: 'line', text: `It is already installed and intact: ${folder}` });
    return cachedLibrary(folder, origin);
  }
  tell({ kind: 'line', text: `${folder} is damaged and is downloaded again.` });
  return undefined;
}

/**
 * Installs TensorFlow's native library in the user's cache, unless it is there already, and gives its location. It appears there as
 * a whole or not at all. Throws a `WorkbenchError` with the reason of a failure, or the signal's reason.
 */
export async function installNativeLibrary(options: InstallOptions): Promise<NativeLibrary> {
  const { environment = process.env, signal = new AbortController().signal, tell } = options;
  signal.throwIfAborted();
  const plan = await planInstallation(options);
  const { folder } = plan;
  const there = await alreadyThere(plan, tell);
  if (there) return there;
  try {
    const scratch = await makeScratch(dirname(folder));
    try {
      const target = join(scratch, 'library');
      await mkdir(target);
      const work = { sources: options.sources ?? SOURCES, environment, signal, tell, scratch, target };
      const origin = await assemble(work, plan.bring);
      signal.throwIfAborted();
      await settle(target, plan, scratch);
      tell({ kind: 'line', text: `Installed in ${folder}` });
      return cachedLibrary(folder, origin);
    } finally {
      await removeScratch(scratch);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explained(error, folder);
  }
}
