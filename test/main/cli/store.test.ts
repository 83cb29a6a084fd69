import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { filledStore } from '../store/filled-store.ts';
import { eventsOf, newFolder } from './command-line.ts';
import { runHere } from './here.ts';

let sound: string;
let count = 0;

beforeAll(() => {
  sound = filledStore(join(newFolder(), 'sound.sqlite'), 8);
});

/** A copy of a store in a folder of its own. */
function copied(): string {
  const path = join(newFolder(), `runs-${count++}.sqlite`);
  copyFileSync(sound, path);
  return path;
}

function damaged(): string {
  const path = copied();
  const bytes = readFileSync(path);
  bytes.fill(0x55, 0, 100);
  bytes.fill(0x55, 40 * 8192, 44 * 8192);
  writeFileSync(path, bytes);
  return path;
}

describe('store check', () => {
  it('says that a store is undamaged', async () => {
    const { code, stdout } = await runHere(['store', 'check'], copied());
    expect(code).toBe(0);
    expect(stdout).toContain('is undamaged (full check');
  });

  it('ends with 3 and the remedies if it is damaged', async () => {
    const path = damaged();
    const { code, stderr } = await runHere(['store', 'check'], path);
    expect(code).toBe(3);
    expect(stderr).toContain('store recover');
    const missing = await runHere(['store', 'check'], join(dirname(path), 'none.sqlite'));
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('does not exist');
  });
});

describe('a damaged store', () => {
  it.each([['runs'], ['show', 'r0'], ['groups'], ['train', '--preset', 'quick'], ['store', 'backup']])(
    'makes %s end with 3 and name store recover, and stays as it is',
    async (...args) => {
      const path = damaged();
      const before = readFileSync(path);
      const { code, stderr } = await runHere(args, path);
      expect(code).toBe(3);
      expect(stderr).toContain(path);
      expect(stderr).toContain('store recover');
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );
});

describe('store backup and restore', () => {
  it('restore an earlier state, and keep the later one', async () => {
    const path = copied();
    const [made] = eventsOf(await runHere(['store', 'backup', '--json'], path), 'backup');
    expect(made).toMatchObject({ store: path, kind: 'requested' });
    const list = await runHere(['store', 'restore'], path);
    expect(list.stdout).toContain(String(made.name));
    writeFileSync(path, 'rubbish '.repeat(1000));
    const [restored] = eventsOf(await runHere(['store', 'restore', 'latest', '--json'], path), 'restored');
    expect(readFileSync(String(restored.set_aside), 'utf8')).toMatch(/^rubbish/);
    const runs = await runHere(['runs', '--json'], path);
    // One of the eight is in the trash.
    expect(eventsOf(runs, 'run')).toHaveLength(7);
  });

  it('refuse a missing backup', async () => {
    const path = copied();
    for (const backup of ['latest', 'none.sqlite']) {
      const { code, stderr } = await runHere(['store', 'restore', backup], path);
      expect(code).toBe(2);
      expect(stderr).toContain('no backup');
    }
  });
});

describe('store recover', () => {
  it('replaces the store by its readable data, keeps the damaged file, and lists what was lost', async () => {
    const path = damaged();
    const before = readFileSync(path);
    const result = await runHere(['store', 'recover', '--json'], path);
    expect(result.code).toBe(0);
    const [{ runs, lost_runs: lost, from }] = eventsOf(result, 'recovered');
    expect([runs, lost]).toEqual([8, 0]);
    expect(eventsOf(result, 'recovered_run').map(({ run }) => run)).toEqual([
      'r0',
      'r1',
      'r2',
      'r3',
      'r4',
      'r5',
      'r6',
      'r7',
    ]);
    expect(readFileSync(String(from)).equals(before)).toBe(true);
    expect((await runHere(['store', 'check'], path)).code).toBe(0);
  });

  it('writes it elsewhere when asked to', async () => {
    const path = damaged();
    const before = readFileSync(path);
    const to = join(dirname(path), 'saved.sqlite');
    const { stdout } = await runHere(['store', 'recover', '--to', to], path);
    expect(stdout).toContain('8 runs saved');
    expect(stdout).toContain('lost: run r');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(to)).toBe(true);
    expect(readdirSync(dirname(path)).sort()).toEqual([basename(path), 'saved.sqlite']);
  });
});

describe('store move and vacuum', () => {
  it('move a store, and the window opens it at its new place', async () => {
    const data = newFolder();
    vi.stubEnv('XDG_DATA_HOME', data);
    onTestFinished(() => void vi.unstubAllEnvs());
    const path = join(data, 'gan-workbench', 'runs.sqlite');
    mkdirSync(dirname(path));
    copyFileSync(sound, path);
    const to = join(data, 'disk', 'runs.sqlite');
    const result = await runHere(['store', 'move', to, '--json'], path);
    expect(eventsOf(result, 'moved')).toMatchObject([{ from: path, to, remembered: true }]);
    expect(existsSync(path)).toBe(false);
    expect(JSON.parse(readFileSync(join(data, 'gan-workbench', 'settings.json'), 'utf8'))).toMatchObject({ store: to });
    const vacuumed = await runHere(['store', 'vacuum', '--json'], to);
    const [{ before, after }] = eventsOf(vacuumed, 'vacuumed');
    expect(Number(after)).toBeLessThanOrEqual(Number(before));
  });
});
