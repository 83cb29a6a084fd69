import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  backupFolder,
  backupPath,
  finishBackup,
  isBackupDue,
  listBackups,
} from '../../../src/main/store/care/backups.ts';
import { checkStore } from '../../../src/main/store/care/check.ts';
import { keepLastCheck, readLastCheck } from '../../../src/main/store/care/last-check.ts';
import { migrate } from '../../../src/main/store/migrate.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { moveStore } from '../../../src/main/store/care/move.ts';
import { acquireMaintenance, acquireOwner } from '../../../src/main/store/owners.ts';
import { recoverInPlace, restoreStore } from '../../../src/main/store/care/restore.ts';
import { vacuumStore } from '../../../src/main/store/care/vacuum.ts';
import { spawnChild } from './children.ts';
import { contentOf, copyAsKilled, filledStore } from './filled-store.ts';
import { newStorePath, openForTest } from './fixtures.ts';
import { newRun } from './new-run.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Kills of a process that restores; `GAN_WORKBENCH_RESTORE_KILLS=100` for more. */
const KILLS = Number(process.env.GAN_WORKBENCH_RESTORE_KILLS ?? 2);
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

const folder = mkdtempSync(join(tmpdir(), 'looking-after-'));
const sound = join(folder, 'sound.sqlite');

beforeAll(() => void filledStore(sound, 8));
afterAll(() => rmSync(folder, { recursive: true }));

function copyOfSound(): string {
  const path = newStorePath();
  copyFileSync(sound, path);
  return path;
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Every file beside the store, and the store, by name; backups left out. */
function filesOf(path: string): Record<string, string> {
  const names = readdirSync(dirname(path)).filter((name) => name !== 'backups');
  return Object.fromEntries(names.map((name) => [name, digest(readFileSync(join(dirname(path), name)))]));
}

describe('a backup', () => {
  test('has what is written while it is made, and is one sound file', async () => {
    const path = copyOfSound();
    const store = openForTest(path);
    let steps = 0;
    const unfinished = await store.copyForBackup('requested', {
      progress: () => {
        steps += 1;
        if (steps === 1) store.runs.create(newRun('meanwhile'));
      },
    });
    expect(listBackups(path)).toEqual([]);
    const backup = finishBackup(unfinished);
    expect(listBackups(path)).toEqual([backup]);
    expect(backup).toMatchObject({ kind: 'requested', bytes: statSync(backupPath(path, backup.name)).size });
    expect(readdirSync(backupFolder(path))).toEqual([backup.name]);
    store.close();
    expect(contentOf(backupPath(path, backup.name))).toEqual(contentOf(path));
  });

  test('that was cut off is ignored', async () => {
    const store = openForTest(copyOfSound());
    const stopped = new AbortController();
    const copying = store.copyForBackup('automatic', { signal: stopped.signal, progress: () => stopped.abort() });
    await expect(copying).rejects.toThrow();
    expect(readdirSync(backupFolder(store.path))).toEqual([]);
  });

  test('the last five automatic ones are kept, and all others', async () => {
    const store = openForTest(copyOfSound());
    const kinds = [...Array.from({ length: 7 }, () => 'automatic' as const), 'requested' as const];
    for (const kind of kinds) finishBackup(await store.copyForBackup(kind));
    const kept = listBackups(store.path);
    expect(kept.map(({ kind }) => kind)).toEqual(['requested', ...Array.from({ length: 5 }, () => 'automatic')]);
    expect(kept.map(({ at }) => at)).toEqual(
      kept
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  });

  test('is due once a day if something was written since', async () => {
    const path = copyOfSound();
    expect(isBackupDue(path)).toBe(true);
    const store = openForTest(path);
    finishBackup(await store.copyForBackup('automatic'));
    store.close();
    // Closing it wrote what was in its log already.
    utimesSync(path, new Date(), new Date(Date.parse(listBackups(path)[0].at) - 1000));
    const tomorrow = Date.now() + 1.1 * DAY;
    expect([isBackupDue(path), isBackupDue(path, tomorrow)]).toEqual([false, false]);
    utimesSync(path, new Date(), new Date(Date.now() + 1000));
    expect([isBackupDue(path), isBackupDue(path, tomorrow)]).toEqual([false, true]);
  });

  test('is made before a migration, of the store as it was', () => {
    const path = newStorePath();
    const database = new Database(path);
    migrate(database, MIGRATIONS.slice(0, -1));
    database.exec(`INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at)
      VALUES ('old', 'an old run', 'queued', 7, '{"version":1,"seed":7}', 1, 'g', '2026-01-01T00:00:00.000Z')`);
    database.close();
    openForTest(path).close();
    const [backup] = listBackups(path);
    expect(backup.kind).toBe('before-migration');
    const before = new Database(backupPath(path, backup.name), { readonly: true });
    expect(before.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length - 1);
    expect(before.prepare('SELECT name FROM runs').pluck().get()).toBe('an old run');
    before.close();
    openForTest(path).close();
    expect(listBackups(path)).toHaveLength(1);
  });
});

describe('a restore', () => {
  async function withBackup(): Promise<{ path: string; name: string }> {
    const path = copyOfSound();
    const store = openForTest(path);
    const { name } = finishBackup(await store.copyForBackup('requested'));
    store.runs.create(newRun('later'));
    store.close();
    return { path, name };
  }

  test('restores everything, and keeps the previous store', async () => {
    const { path, name } = await withBackup();
    const [then, now] = [contentOf(sound), contentOf(path)];
    const { setAside } = restoreStore(path, backupPath(path, name));
    expect(contentOf(path)).toEqual(then);
    expect(contentOf(String(setAside))).toEqual(now);
    expect(basename(String(setAside))).toMatch(/^runs\.set-aside-\d{4}-.*Z\.sqlite$/);
  });

  test('keeps the write-ahead log of a store that was cut off with it', async () => {
    const { path, name } = await withBackup();
    const [living, killed] = [newStorePath(), newStorePath()];
    copyFileSync(path, living);
    openForTest(living).runs.create(newRun('in the log'));
    copyAsKilled(living, killed);
    const { setAside } = restoreStore(killed, backupPath(path, name));
    expect(contentOf(killed)).toEqual(contentOf(sound));
    expect(contentOf(String(setAside)).runs.some((row) => row.includes('in the log'))).toBe(true);
  });

  test('of a damaged backup changes nothing', async () => {
    const { path, name } = await withBackup();
    const backup = backupPath(path, name);
    const bytes = readFileSync(backup);
    bytes.fill(0xff, 3 * 8192, 60 * 8192);
    writeFileSync(backup, bytes);
    const before = filesOf(path);
    expect(() => restoreStore(path, backup)).toThrow(refusal('store-damaged'));
    writeFileSync(backup, 'no database');
    expect(() => restoreStore(path, backup)).toThrow(refusal('not-a-store'));
    expect(filesOf(path)).toEqual(before);
  });

  test('is refused while another has the store open, and the other while it goes on', async () => {
    const { path, name } = await withBackup();
    const other = spawnChild('own.ts', path);
    await other.nextLine();
    const before = filesOf(path);
    expect(() => restoreStore(path, backupPath(path, name))).toThrow(refusal('store-in-use'));
    expect(() => recoverInPlace(path)).toThrow(refusal('store-in-use'));
    expect(() => vacuumStore(path, 'full')).toThrow(refusal('store-in-use'));
    await expect(moveStore(path, `${path}.moved`, () => true)).rejects.toThrow(refusal('store-in-use'));
    expect(filesOf(path)).toEqual(before);
    await other.kill();
    const maintenance = acquireMaintenance(path);
    expect(() => acquireOwner(path)).toThrow(refusal('store-busy'));
    expect(() => restoreStore(path, backupPath(path, name))).toThrow(refusal('store-busy'));
    maintenance.release();
    expect(restoreStore(path, backupPath(path, name)).setAside).toBeDefined();
  });

  test(`killed ${KILLS} times, always leaves a whole store`, { timeout: 20_000 + KILLS * 3000 }, async () => {
    const { path, name } = await withBackup();
    const [then, now] = [contentOf(sound), contentOf(path)];
    let kills = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawnChild('restore.ts', path, backupPath(path, name));
      await child.nextLine();
      await new Promise((resolve) => setTimeout(resolve, (kill * 37) % 90));
      await child.kill();
      kills += 1;
      openForTest(path).close();
      const found = contentOf(path);
      expect([JSON.stringify(then), JSON.stringify(now)]).toContain(JSON.stringify(found));
      expect(existsSync(`${path}.replacing`)).toBe(false);
    }
    expect(kills).toBe(KILLS);
    // Whatever was there at first is still somewhere.
    const kept = readdirSync(dirname(path)).filter((file) => file.endsWith('.sqlite'));
    expect(kept.some((file) => JSON.stringify(contentOf(join(dirname(path), file))) === JSON.stringify(now))).toBe(
      true,
    );
    restoreStore(path, backupPath(path, name));
    expect(readdirSync(dirname(path)).filter((file) => file.includes('.partial'))).toEqual([]);
  });
});

describe('a recovery in place', () => {
  test('keeps the damaged file byte for byte', () => {
    const path = copyOfSound();
    const bytes = readFileSync(path);
    bytes.fill(0, 0, 100);
    writeFileSync(path, bytes);
    keepLastCheck(path, { kind: 'quick', at: new Date().toISOString(), seconds: 1, problems: ['a page'] });
    const { setAside, runs } = recoverInPlace(path);
    expect(runs).toHaveLength(8);
    expect(readLastCheck(path)).toBeUndefined();
    expect(readFileSync(String(setAside)).equals(bytes)).toBe(true);
    expect(checkStore(path, 'full').problems).toEqual([]);
    expect(contentOf(path).snapshots).toEqual(contentOf(sound).snapshots);
  });
});

describe('a check', () => {
  test('of an undamaged store finds nothing, and changes nothing', () => {
    const path = copyOfSound();
    const before = readFileSync(path);
    expect([checkStore(path, 'quick').problems, checkStore(path, 'full').problems]).toEqual([[], []]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('in full also finds a snapshot and a checkpoint that cannot be read, by their run and epoch', () => {
    const path = copyOfSound();
    const database = new Database(path);
    database.exec(`UPDATE snapshots SET frame = x'0101ffff' WHERE run_key = 1 AND epoch = 8;
      UPDATE checkpoints SET bytes = x'01ffffff' WHERE run_key = 2 AND kind = 'kept' AND epoch = 1`);
    database.close();
    expect(checkStore(path, 'quick').problems).toEqual([]);
    const { problems } = checkStore(path, 'full');
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('run r0 (run 0): the snapshot of epoch 8');
    expect(problems[1]).toContain('run r1 (run 1): the checkpoint of epoch 1');
  });
});

test('a vacuum gives the space of deleted runs back, also while it is used', () => {
  const path = copyOfSound();
  const database = new Database(path);
  database.pragma('foreign_keys = ON');
  database.exec(`DELETE FROM runs WHERE id <> 'r0'`);
  database.close();
  const other = openForTest(path);
  const some = vacuumStore(path, 'incremental');
  expect(some.after).toBeLessThan(0.6 * some.before);
  other.close();
  const all = vacuumStore(path, 'full');
  expect(all.after).toBeLessThanOrEqual(some.after);
  expect(checkStore(path, 'full').problems).toEqual([]);
});

describe('a move', () => {
  test('leaves the same store in another folder, and nothing where it was', async () => {
    const path = copyOfSound();
    const target = join(dirname(path), 'elsewhere', 'moved.sqlite');
    const told: string[] = [];
    const moved = await moveStore(path, target, (to) => {
      told.push(to);
      return true;
    });
    expect(moved).toEqual({ target, isRemembered: true });
    expect(told).toEqual([target]);
    expect(readdirSync(dirname(path))).toEqual(['elsewhere']);
    expect(contentOf(target)).toEqual(contentOf(sound));
  });

  test('to what is there already, or that cannot be remembered, leaves it where it was', async () => {
    const path = copyOfSound();
    writeFileSync(`${path}.taken`, 'mine');
    await expect(moveStore(path, `${path}.taken`, () => true)).rejects.toThrow(refusal('file-exists'));
    expect(readFileSync(`${path}.taken`, 'utf8')).toBe('mine');
    await expect(
      moveStore(path, `${path}.new`, () => {
        throw new Error('the settings cannot be written');
      }),
    ).rejects.toThrow('the settings');
    expect(readdirSync(dirname(path)).sort()).toEqual(['runs.sqlite', 'runs.sqlite.taken']);
    expect(contentOf(path)).toEqual(contentOf(sound));
  });
});
