import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const PREFIX = '.tensorflow-';
/**
 * Milliseconds. No download takes longer, so older folders are left over, from this or another machine that shares the home folder.
 */
const LONGEST = 24 * 60 * 60 * 1000;

function own(): string {
  return `${PREFIX}${hostname()}-`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isLeft(parent: string, name: string): Promise<boolean> {
  if (!name.startsWith(PREFIX)) return false;
  const pid = name.startsWith(own()) ? Number(name.slice(own().length).split('-')[0]) : NaN;
  if (Number.isInteger(pid)) return !isRunning(pid);
  const { mtimeMs } = await stat(join(parent, name));
  return Date.now() - mtimeMs > LONGEST;
}

async function sweep(parent: string, name: string): Promise<void> {
  if (await isLeft(parent, name)) await removeScratch(join(parent, name));
}

/** Deletes a folder in which a process that is ending may still write. */
export async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Gives a new folder in `parent` for what is fetched, and deletes there what killed installations have left. */
export async function makeScratch(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    // Another installation may be sweeping the same, or an npm without its parent still writes there: then the next does.
    await sweep(parent, name).catch(() => undefined);
  }
  return mkdtemp(join(parent, `${own()}${process.pid}-`));
}
