import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** A way to run a program that may not write to a folder. */
export interface ReadOnlyPlace {
  readonly name: string;
  /** What the program says of it. */
  readonly reason: string;
  /** The program and its arguments, as they are run. */
  readonly command: (program: string, args: readonly string[]) => readonly [string, readonly string[]];
}

/** Takes the right to write away; for root, whom no right stops, the program runs as somebody else. */
export function withoutPermission(folder: string): ReadOnlyPlace {
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
  return {
    name: 'a folder and file without permission to write',
    reason: 'you have no permission to write to it',
    command: (program, args) => (isRoot ? ['setpriv', [...user, program, ...args]] : [program, args]),
  };
}

const MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';

/** Mounts the folder read only, for the program alone. */
export function onReadOnlyDisk(folder: string): ReadOnlyPlace {
  return {
    name: 'a disk that is mounted read only',
    reason: 'its disk is read-only',
    command: (program, args) => ['unshare', [isRoot ? '-m' : '-rm', 'sh', '-c', MOUNT, folder, program, ...args]],
  };
}
