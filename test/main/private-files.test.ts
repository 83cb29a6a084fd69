import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exposureOf } from '../../src/main/private-files.ts';
import { openStore } from '../../src/main/store/store.ts';
import { ServedProcess } from '../reliability/served-process.ts';

const CLI = fileURLToPath(new URL('../../src/main/cli/index.ts', import.meta.url));
const NOBODY = 65_534;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The command line, in a shell with the umask that most people have. */
function workbench(...args: readonly string[]) {
  const command = ['-c', 'umask 022; exec "$0" "$@"', process.execPath, CLI, ...args];
  return spawnSync('/bin/sh', command, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, XDG_DATA_HOME: join(folder, 'data') },
  });
}

const mode = (...path: readonly string[]) => (statSync(join(folder, ...path)).mode & 0o777).toString(8);

/** The modes of all files and folders below a folder. */
function modesBelow(...path: readonly string[]): readonly string[] {
  return readdirSync(join(folder, ...path), { recursive: true, encoding: 'utf8' }).map((name) => {
    const isFolder = statSync(join(folder, ...path, name)).isDirectory();
    return `${isFolder ? 'folder' : 'file'} ${mode(...path, name)}`;
  });
}

describe.skipIf(process.platform === 'win32')('what others on the machine may read', () => {
  it('is no store and no log of its writes, wherever it lies, but what was saved on purpose', () => {
    const trained = workbench('train', '--preset', 'quick', '--no-figures', '--store', 'new/runs.sqlite');
    expect(trained.stderr).not.toContain('warning');
    expect([mode('new'), mode('new', 'runs.sqlite')]).toEqual(['700', '600']);
    expect(modesBelow('new').every((one) => ['file 600', 'folder 700'].includes(one))).toBe(true);
    const store = openStore(join(folder, 'new', 'runs.sqlite'));
    const [{ run }] = store.runs.list();
    store.close();
    workbench('export', run.id, '--store', 'new/runs.sqlite', '--figure', 'losses', '-o', 'losses.png');
    workbench('export', run.id, '--store', 'new/runs.sqlite', '--run-file', 'run.ganrun');
    expect([mode('losses.png'), mode('run.ganrun')]).toEqual(['644', '644']);
  });

  it('is nothing in the program’s own folder, also of what an earlier version left there', async () => {
    const own = join(folder, 'data', 'gan-workbench');
    mkdirSync(join(own, 'log'), { recursive: true });
    writeFileSync(join(own, 'settings.json'), '{}');
    writeFileSync(join(own, 'log', 'workbench.log'), '');
    chmodSync(own, 0o755);
    chmodSync(join(own, 'settings.json'), 0o644);
    const served = await ServedProcess.start(folder);
    await served.kill();
    expect(mode('data', 'gan-workbench')).toBe('700');
    const modes = modesBelow('data', 'gan-workbench');
    expect(modes.length).toBeGreaterThanOrEqual(3);
    expect(modes.filter((one) => !['file 600', 'folder 700'].includes(one))).toEqual([]);
  });

  it('is no word of others where the folder of a store lets nobody in', () => {
    const path = join(folder, 'runs.sqlite');
    openStore(path).close();
    chmodSync(path, 0o644);
    expect(exposureOf(path)).toBeUndefined();
    chmodSync(folder, 0o755);
    expect(exposureOf(path)?.code).toBe('store-readable');
  });

  it('is left as it was outside that folder', () => {
    workbench('train', '--preset', 'quick', '--no-figures', '--store', 'runs.sqlite');
    chmodSync(join(folder, 'runs.sqlite'), 0o644);
    workbench('runs', '--store', 'runs.sqlite');
    expect(mode('runs.sqlite')).toBe('644');
  });
});

describe.skipIf(process.platform === 'win32')('a store in a folder that everybody may write into', () => {
  it('is warned of', () => {
    chmodSync(folder, 0o777);
    const { stderr } = workbench('train', '--preset', 'quick', '--no-figures', '--store', 'runs.sqlite');
    expect(stderr).toContain(`warning: Every user of this machine can write to ${folder}`);
  });

  it.runIf(process.getuid?.() === 0)('is not replaced by what another user put beside it', () => {
    const path = join(folder, 'runs.sqlite');
    openStore(path).close();
    const planted = openStore(join(folder, 'planted.sqlite'));
    planted.close();
    const before = statSync(path).ino;
    writeFileSync(`${path}.replacing`, JSON.stringify({ fresh: 'planted.sqlite', aside: 'gone.sqlite' }));
    for (const file of [`${path}.replacing`, join(folder, 'planted.sqlite')]) chownSync(file, NOBODY, NOBODY);
    openStore(path).close();
    expect(statSync(path).ino).toBe(before);
  });
});
