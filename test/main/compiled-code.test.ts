import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

function version() {
  // Without the folder in which a run of the tests keeps what it compiled.
  const env = { ...process.env, NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, '--version'], { encoding: 'utf8', env });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' });
}

it.runIf(process.platform !== 'darwin')("keeps compiled code in the user's cache, for this user alone", () => {
  version();
  expect(readdirSync(compiled())).not.toEqual([]);
  if (isPosix) expect(statSync(compiled()).mode & 0o077).toBe(0);
  version();
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
