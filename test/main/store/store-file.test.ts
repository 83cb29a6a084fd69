import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { spawnChild } from './children.ts';
import { newStorePath, openForTest } from './fixtures.ts';
import { newRun } from './new-run.ts';
import { epochRecord, upTo } from './recordings.ts';

const refusal = (code: string) => expect.objectContaining({ code }) as Error;

test('a store that is moved away is not written to, and is again once it is back', () => {
  const path = newStorePath();
  const store = openForTest(path);
  store.runs.create(newRun('a'));
  const elsewhere = join(dirname(path), 'elsewhere.sqlite');
  renameSync(path, elsewhere);
  expect(() => store.runs.create(newRun('b'))).toThrow(refusal('store-gone'));
  expect(existsSync(path)).toBe(false);
  expect(store.runs.list().map(({ run }) => run.id)).toEqual(['a']);
  renameSync(elsewhere, path);
  store.runs.create(newRun('b'));
  store.close();
  expect(
    openForTest(path)
      .runs.list()
      .map(({ run }) => run.id)
      .toSorted(),
  ).toEqual(['a', 'b']);
});

test('another file in its place is left as it is', () => {
  const path = newStorePath();
  const store = openForTest(path);
  store.runs.create(newRun('a'));
  const elsewhere = join(dirname(path), 'elsewhere.sqlite');
  renameSync(path, elsewhere);
  copyFileSync(elsewhere, path);
  const before = readFileSync(path);
  expect(() => store.runs.create(newRun('b'))).toThrow(refusal('store-replaced'));
  expect(readFileSync(path)).toEqual(before);
  renameSync(elsewhere, path);
  store.runs.create(newRun('b'));
});

test('a link that is turned to another file is noticed', () => {
  const path = newStorePath();
  const folder = join(dirname(path), 'disk');
  mkdirSync(folder);
  symlinkSync(join(folder, 'real.sqlite'), path);
  const store = openForTest(path);
  store.runs.create(newRun('a'));
  copyFileSync(join(folder, 'real.sqlite'), join(folder, 'other.sqlite'));
  rmSync(path);
  symlinkSync(join(folder, 'other.sqlite'), path);
  expect(() => store.runs.create(newRun('b'))).toThrow(refusal('store-replaced'));
});

test.each(['-wal', '-shm'])('where its %s is deleted nothing of it is lost, and others see what follows', (ending) => {
  const path = newStorePath();
  const store = openForTest(path);
  store.runs.create(newRun('a'));
  rmSync(path + ending);
  store.runs.create(newRun('b'));
  expect(existsSync(path + ending)).toBe(true);
  const other = new Database(path, { readonly: true });
  expect(other.prepare('SELECT count(*) FROM runs').pluck().get()).toBe(2);
  other.close();
});

test('where its log is deleted a kill afterwards loses nothing that was recorded', async () => {
  const path = newStorePath();
  const child = spawnChild('record.ts', path, 'a');
  await child.nextLine();
  rmSync(`${path}-wal`);
  // The line after the next tells of what was begun, at the earliest, when the log was gone.
  await child.nextLine();
  await child.nextLine();
  const acknowledged = Number(await child.nextLine());
  await child.kill();
  const store = openStore(path);
  const epochs = store.epochs.read('a');
  store.close();
  expect(epochs.length).toBeGreaterThanOrEqual(acknowledged);
  expect(epochs).toEqual(upTo(epochs.length, epochRecord));
});
