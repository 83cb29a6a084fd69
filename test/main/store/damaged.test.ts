import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingState } from '../../../src/main/store/care/closing-state.ts';
import { WorkbenchError } from '../../../src/shared/errors.ts';
import { copyAsKilled, filledStore, fillStore } from './filled-store.ts';
import { newStorePath, openForTest } from './fixtures.ts';
import { newRun } from './new-run.ts';
import { randomSource } from './random.ts';

const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
const sound = join(folder, 'sound.sqlite');
const PAGE = 8192;

beforeAll(() => void filledStore(sound, 16));
afterAll(() => rmSync(folder, { recursive: true }));

/** What lies beside the store, and the store, as digests; without what SQLite makes empty for whoever only reads. */
function filesOf(path: string): Record<string, string> {
  const names = readdirSync(dirname(path)).filter((name) => !name.endsWith('-shm'));
  const files = names.map((name) => [name, readFileSync(join(dirname(path), name))] as const);
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  return Object.fromEntries(
    files.filter(([, bytes]) => bytes.length > 0).map(([name, bytes]) => [name, digest(bytes)]),
  );
}

/** What is said to whoever opens it; the files beside and the file itself stay as they are. */
function saidOf(path: string): string {
  const before = filesOf(path);
  try {
    openForTest(path).close();
  } catch (error) {
    expect(error).toBeInstanceOf(WorkbenchError);
    expect(filesOf(path)).toEqual(before);
    return error instanceof Error ? error.message : '';
  }
  return 'opened';
}

describe('opening a store that is damaged says what to do about it, and leaves it as it is:', () => {
  test.each([
    ['its header', (bytes: Buffer) => bytes.fill(0x5a, 0, 100)],
    ['its first page', (bytes: Buffer) => bytes.fill(0, 100, PAGE)],
    ['a cut off end', (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 3))],
    ['all of it', (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x2a))],
  ])('%s', (_what, damage) => {
    const path = newStorePath();
    writeFileSync(path, damage(readFileSync(sound)));
    const said = saidOf(path);
    expect(said).toContain(path);
    expect(said).toContain('store recover');
    expect(said).toContain('store restore');
  });

  test('the pages of the runs themselves, wherever they are', () => {
    const { uniform } = randomSource(7);
    let refused = 0;
    for (let count = 0; count < 12; count++) {
      const path = newStorePath();
      const bytes = readFileSync(sound);
      const page = 1 + Math.floor(uniform() * 60);
      for (let at = page * PAGE; at < (page + 1) * PAGE; at++) bytes[at] = Math.floor(256 * uniform());
      writeFileSync(path, bytes);
      const said = saidOf(path);
      if (said !== 'opened') {
        refused += 1;
        expect(said).toContain('store recover');
      }
    }
    expect(refused).toBeGreaterThan(0);
  });
});

describe('a write-ahead log', () => {
  function killed(): string {
    const [living, path] = [newStorePath(), newStorePath()];
    const store = openForTest(living);
    fillStore(store, 4);
    for (let index = 0; index < 5; index++) store.runs.create(newRun(`later-${index}`));
    copyAsKilled(living, path);
    return path;
  }

  test('that is damaged in its middle is not written over', () => {
    const path = killed();
    const log = readFileSync(`${path}-wal`);
    log.fill(0xee, Math.floor(log.length / 2), Math.floor(log.length / 2) + 50);
    writeFileSync(`${path}-wal`, log);
    const said = saidOf(path);
    expect(said).toContain(`${path}-wal`);
    expect(said).toContain('store recover');
  });

  test('whose last transaction was cut off by a kill is no damage', () => {
    const path = killed();
    const log = readFileSync(`${path}-wal`);
    writeFileSync(`${path}-wal`, log.subarray(0, log.length - 3000));
    expect(closingState(path)).toBe('cut off');
    expect(saidOf(path)).toBe('opened');
  });

  test('behind whose end lies what a transaction left that was taken back is no damage', () => {
    const [living, path] = [newStorePath(), newStorePath()];
    const store = openForTest(living);
    const database = new Database(living);
    database.pragma('cache_size = 10');
    database.pragma('wal_autocheckpoint = 0');
    // More than the cache holds goes into the log before it is known whether it stays.
    database.exec(`CREATE TABLE temp.counts AS WITH RECURSIVE c(n) AS (SELECT 1 UNION SELECT n + 1 FROM c LIMIT 300)
      SELECT n FROM c; BEGIN IMMEDIATE`);
    database.exec(`INSERT INTO datasets (kind, columns, digest, name, content, created_at)
      SELECT 'module', '[]', printf('%064d', n), 'a.js', zeroblob(9000), '2026-01-01T00:00:00.000Z' FROM counts; ROLLBACK`);
    database.close();
    const before = statSync(`${living}-wal`).size;
    store.runs.create(newRun('kept'));
    expect(statSync(`${living}-wal`).size).toBe(before);
    copyAsKilled(living, path);
    expect(saidOf(path)).toBe('opened');
    const opened = openForTest(path);
    expect(opened.runs.get('kept').id).toBe('kept');
    opened.close();
  });

  test('that is gone is noticed', () => {
    const path = killed();
    rmSync(`${path}-wal`);
    writeFileSync(`${path}-shm`, '');
    expect(closingState(path)).toBe('log missing');
    rmSync(`${path}-shm`);
    expect(closingState(path)).toBe('closed');
  });
});
