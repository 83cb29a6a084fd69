import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { WorkbenchError } from '../../../src/shared/errors.ts';
import { newFolder, newStorePath, openForTest } from './fixtures.ts';
import { newRun } from './new-run.ts';

/** The refusal to open `path`: one sentence or two, with the path in it. */
function refusal(path: string, options: { readonly?: boolean } = {}): string {
  try {
    openForTest(path, options);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    expect(error.message).toContain(path);
    expect(error.message).not.toContain('\n');
    return error.code;
  }
  throw new Error(`${path} was opened`);
}

/** Everything in the folder of `path`, byte for byte. */
function folderOf(path: string): Record<string, string> {
  const folder = dirname(path);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('hex')]),
  );
}

function sqlite(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

describe('a new store', () => {
  test('is a WAL database with incremental vacuum, our application id and this schema', () => {
    const path = join(newFolder(), 'a', 'b', 'runs.sqlite');
    openForTest(path);
    const database = new Database(path, { readonly: true });
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('auto_vacuum')).toBe(2);
    expect(pragma('application_id')).toBe(0x47414e57);
    expect(pragma('user_version')).toBe(MIGRATIONS.length);
    database.close();
  });

  test('may begin as an empty file', () => {
    const path = newStorePath();
    writeFileSync(path, '');
    openForTest(path).runs.create(newRun('a'));
    expect(openForTest(path).runs.get('a').status).toBe('queued');
  });
});

describe('refused, and left as it was:', () => {
  test.each(['x', 'epoch,loss\n1,0.7\n'.repeat(1000)])('a file that is not SQLite', (content) => {
    const path = newStorePath();
    writeFileSync(path, content);
    const before = folderOf(path);
    expect(refusal(path)).toBe('not-a-store');
    expect(refusal(path, { readonly: true })).toBe('not-a-store');
    expect(folderOf(path)).toEqual(before);
  });

  test.each(['', 'PRAGMA journal_mode = WAL;'])("another program's database %s", (mode) => {
    const path = newStorePath();
    sqlite(
      path,
      `${mode} CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x'); PRAGMA application_id = 7`,
    );
    const before = folderOf(path);
    expect(refusal(path)).toBe('not-a-store');
    expect(folderOf(path)).toMatchObject(before);
    sqlite(path, 'PRAGMA application_id = 0');
    expect(refusal(path)).toBe('not-a-store');
  });

  test('a store of a newer program', () => {
    const path = newStorePath();
    openForTest(path).runs.create(newRun('a'));
    sqlite(path, `PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    expect(refusal(path)).toBe('store-too-new');
    expect(refusal(path, { readonly: true })).toBe('store-too-new');
    sqlite(path, `PRAGMA user_version = ${MIGRATIONS.length}`);
    expect(openForTest(path).runs.get('a').name).toBe('vanilla');
  });

  test('a store whose pages are damaged', () => {
    const path = newStorePath();
    openForTest(path).close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 100, 4096);
    writeFileSync(path, bytes);
    expect(refusal(path)).toBe('store-damaged');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('a folder', () => {
    expect(refusal(newFolder())).toBe('not-a-store');
  });

  test('a path below a file', () => {
    const file = newStorePath();
    writeFileSync(file, '');
    expect(refusal(join(file, 'runs.sqlite'))).toBe('store-not-writable');
  });

  test('a missing store that is only to be read', () => {
    const path = newStorePath();
    expect(refusal(path, { readonly: true })).toBe('store-not-found');
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('a new store in a folder, and a store in a file, that may not be written', () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'locked'));
    const existing = join(folder, 'existing.sqlite');
    openForTest(existing).close();
    chmodSync(existing, 0o444);
    chmodSync(join(folder, 'locked'), 0o555);
    // Nothing is closed to root, so there the store is opened by a process of the user "nobody".
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const script = fileURLToPath(new URL('processes/open.ts', import.meta.url));
    for (const path of [join(folder, 'locked', 'runs.sqlite'), existing]) {
      const answer = execFileSync(process.execPath, [script, path], { encoding: 'utf8', ...user });
      expect(answer).toContain('store-not-writable');
      expect(answer).toContain(path);
    }
    expect(readdirSync(folder)).toEqual(['existing.sqlite', 'locked']);
  });
});

test('a store that is only read gives everything and changes nothing', () => {
  const path = newStorePath();
  openForTest(path).runs.create(newRun('a'));
  const reading = openForTest(path, { readonly: true });
  expect(reading.runs.get('a').config.epochs).toBe(600);
  expect(() => reading.runs.create(newRun('b'))).toThrow(expect.objectContaining({ code: 'store-not-writable' }));
});
