import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Of `nobody`, on every Linux. */
export const NOBODY = 65_534;
const TO_NOBODY = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

export const isRoot = process.getuid?.() === 0;

/** Gives a folder to the user that the window will run as. */
export function handOver(folder: string): void {
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
}

/** Whether the user that the window runs as may read a file. */
export function isReadByNobody(file: string): boolean {
  return spawnSync('setpriv', [...TO_NOBODY, '--', 'test', '-r', file]).status === 0;
}

/** A runtime in a home that is root's alone, as in most containers, is copied once to where others may read it. */
export function readableRuntime(executable: string): string {
  if (isReadByNobody(executable)) return executable;
  const folder = dirname(executable);
  const copy = join(tmpdir(), `gan-workbench-${basename(folder)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}-${process.pid}`;
    cpSync(folder, unfinished, { recursive: true });
    try {
      renameSync(unfinished, copy);
    } catch (error) {
      // Another test file was faster.
      if (!existsSync(copy)) throw error;
    }
  }
  return join(copy, basename(executable));
}

/**
 * A program that starts `executable` as an ordinary user where we are root, whom Chromium's sandbox does not serve. For
 * root Playwright adds --no-sandbox, which is taken away again; `sandboxed` says whether that has an end like it should.
 * A checkout that is root's alone is read by right of one capability, which the sandbox drops.
 */
export function asOrdinaryUser(executable: string, checkout: string, folder: string, sandboxed: boolean): string {
  if (!isRoot) return executable;
  const starter = join(folder, 'start');
  const reading = isReadByNobody(join(checkout, 'package.json'))
    ? ''
    : '--inh-caps=+dac_override --ambient-caps=+dac_override ';
  writeFileSync(
    starter,
    `#!/bin/bash
arguments=()
for argument in "$@"; do
  [ "$argument" = --no-sandbox ] || arguments+=("$argument")
done
exec setpriv ${TO_NOBODY.join(' ')} ${reading}-- '${readableRuntime(executable)}' ${sandboxed ? '' : '--no-sandbox '}"\${arguments[@]}"
`,
  );
  chmodSync(starter, 0o755);
  return starter;
}
