import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const isPosix = process.platform !== 'win32';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'compiled-code-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const compiled = () => join(cache, 'gan-workbench', 'compiled');

function version(program: readonly [string, ...string[]] = [process.execPath]) {
  // Without the folder in which a run of the tests keeps what it compiled.
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const [file, ...args] = program;
  const { status, stdout, stderr } = spawnSync(file, [...args, CLI, '--version'], { encoding: 'utf8', env });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
}

it.runIf(process.platform !== 'darwin')("keeps compiled code in the user's cache, for this user alone", () => {
  version();
  expect(readdirSync(compiled())).not.toEqual([]);
  if (isPosix) expect(statSync(compiled()).mode & 0o077).toBe(0);
  version();
});

describe.runIf(process.platform === 'linux')('with the umask 002, as on Ubuntu', () => {
  const underUbuntu = ['/bin/sh', '-c', 'umask 002; exec "$0" "$@"', process.execPath] as const;

  it('keeps compiled code in folders that it creates for this user alone', () => {
    rmSync(cache, { recursive: true });
    version(underUbuntu);
    expect(readdirSync(compiled())).not.toEqual([]);
    for (const folder of [cache, join(cache, 'gan-workbench'), compiled()])
      expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('keeps compiled code where its folder was created earlier, for the group to write', () => {
    const folder = join(cache, 'gan-workbench');
    mkdirSync(folder);
    chmodSync(folder, 0o775);
    version(underUbuntu);
    expect(readdirSync(compiled())).not.toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });
});

it.runIf(process.platform === 'linux')('changes no folder that a link stands for', () => {
  const elsewhere = join(cache, 'elsewhere');
  mkdirSync(elsewhere);
  chmodSync(elsewhere, 0o775);
  symlinkSync(elsewhere, join(cache, 'gan-workbench'));
  version();
  expect(statSync(elsewhere).mode & 0o777).toBe(0o775);
  expect(readdirSync(elsewhere)).toEqual([]);
});

it.runIf(process.platform === 'linux').each(['', 'compiled'])(
  'takes no code from a folder into which others can write: gan-workbench/%s',
  (name) => {
    const open = join(cache, 'gan-workbench', name);
    mkdirSync(compiled(), { recursive: true, mode: 0o700 });
    chmodSync(open, 0o777);
    version();
    expect(readdirSync(compiled())).toEqual([]);
  },
);

it.runIf(process.platform === 'linux')('starts where nothing can be kept', () => {
  rmSync(cache, { recursive: true });
  cache = '/proc/none';
  version();
  expect(existsSync(cache)).toBe(false);
});
