import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The disk (file system) of a file. */
export interface Disk {
  /** The folder at which it is mounted. */
  readonly mountedAt: string;
  /** Bytes that this user may still write to it. */
  readonly freeBytes: number;
}

/** With less than this, a page with its header does not fit into the log. */
const NO_ROOM_BYTES = 32_768;

/** The disk of `path`; undefined if it cannot be found. */
export function diskOf(path: string): Disk | undefined {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return { mountedAt: mountPoint(dirname(path)), freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

/** A disk is mounted at the folder whose parent is on another disk. */
function mountPoint(folder: string): string {
  const { dev } = statSync(folder);
  let mounted = folder;
  while (dirname(mounted) !== mounted && statSync(dirname(mounted)).dev === dev) mounted = dirname(mounted);
  return mounted;
}

export function hasNoRoom({ freeBytes }: Disk): boolean {
  return freeBytes < NO_ROOM_BYTES;
}

const OBSTACLES: Readonly<Record<string, string>> = {
  EROFS: 'its disk is read-only',
  EPERM: 'it is write-protected',
  EACCES: 'you have no permission to write to it',
};

/** Why one of these files or folders cannot be written; undefined if all that exist can. */
export function writeObstacle(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    try {
      accessSync(path, constants.W_OK);
    } catch (error) {
      if (!(error instanceof Error)) continue;
      const code = 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') continue;
      return (typeof code === 'string' && OBSTACLES[code]) || error.message;
    }
  }
  return undefined;
}
