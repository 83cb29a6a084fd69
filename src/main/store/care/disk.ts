import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The disk (file system) that a file lies on. */
export interface Disk {
  /** The folder at which it is mounted. */
  readonly mountedAt: string;
  /** Bytes that may still be written to it by who runs this program. */
  readonly freeBytes: number;
}

/** Less than this is no room for a page and its header in the log. */
const NO_ROOM_BYTES = 32_768;

/** The disk of `path`; undefined where it cannot be asked. */
export function diskOf(path: string): Disk | undefined {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return { mountedAt: mountPoint(dirname(path)), freeBytes: bavail * bsize };
  } catch {
    return undefined;
  }
}

/** A folder is on another disk than the one above it exactly where a disk is mounted. */
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

/** Why one of these files or folders, as far as they exist, cannot be written; undefined where all can. */
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
