import { chownSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of `nobody`, on every Linux. */
const NOBODY = 65_534;

export const isRoot = process.getuid?.() === 0;

/** Gives a folder to the user that the window will run as. */
export function handOver(folder: string): void {
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
}

/**
 * A program that starts `executable` as an ordinary user where we are root, whom Chromium's sandbox does not serve. For
 * root Playwright adds --no-sandbox, which is taken away again; `sandboxed` says whether that has an end like it should.
 */
export function asOrdinaryUser(executable: string, folder: string, sandboxed: boolean): string {
  if (!isRoot) return executable;
  const starter = join(folder, 'start');
  writeFileSync(
    starter,
    `#!/bin/bash
arguments=()
for argument in "$@"; do
  [ "$argument" = --no-sandbox ] || arguments+=("$argument")
done
exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups -- '${executable}' ${sandboxed ? '' : '--no-sandbox '}"\${arguments[@]}"
`,
  );
  chmodSync(starter, 0o755);
  return starter;
}
