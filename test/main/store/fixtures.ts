import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openStore, type Store } from '../../../src/main/store/store.ts';
import { newRun } from './new-run.ts';
import { START } from './recordings.ts';

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

/** A folder of this test's own. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function newStorePath(): string {
  return join(newFolder(), 'runs.sqlite');
}

export function openForTest(path = newStorePath(), options: { readonly?: boolean } = {}): Store {
  const store = openStore(path, options);
  cleanups.push(() => store.close());
  return store;
}

/** A store with one run in training. */
export function storeInTraining(id = 'run-1', path = newStorePath(), start = START): Store {
  const store = openForTest(path);
  store.runs.create({ ...newRun(id), owner: 'nobody' });
  store.states.start(id, start, { law: 'normal', floors: [] });
  return store;
}
