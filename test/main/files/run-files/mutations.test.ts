import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { WorkbenchError } from '../../../../src/shared/errors.ts';
import { runDigest } from '../../../../src/main/store/run-files/digest.ts';
import { openStore, type Store } from '../../../../src/main/store/store.ts';
import { importRunFile } from '../../../../src/main/files/run-files/import.ts';
import { randomSource } from '../../store/random.ts';
import { exportedRuns, testFolder, type Exported } from './exported.ts';
import { FORGED, HARMLESS, mutate, MUTATIONS, RANDOM_MUTATIONS, SCHEMA } from './mutations.ts';

/** `RUN_FILE_MUTATIONS=1000 npm test -- test/main/files/run-files/mutations.test.ts` is the long form. */
const COUNT = Number(process.env['RUN_FILE_MUTATIONS'] ?? MUTATIONS.length + 30);

const folder = testFolder();
let exported: Exported;
/** The store that everything is imported into, and another one to begin with anew. */
const [path, empty] = [join(folder, 'store.sqlite'), join(folder, 'empty.sqlite')];

beforeAll(async () => {
  exported = await exportedRuns(folder);
  openStore(empty).close();
});

/** A store that holds a run of its own which no file has. */
function freshStore(): Store {
  copyFileSync(empty, path);
  return openStore(path);
}

/** SHA-256 of every byte of a store's files. */
function bytesOf(file: string): string {
  const hash = createHash('sha256');
  for (const part of [file, `${file}-wal`]) if (existsSync(part)) hash.update(readFileSync(part));
  return hash.digest('hex');
}

/** By id, what every run of a store or run file is and recorded. */
function contentOf(file: string): Map<string, string> {
  const database = new Database(file, { readonly: true });
  const runs = database.prepare<[], { run_key: number; id: string }>('SELECT run_key, id FROM runs ORDER BY id').all();
  const content = new Map(runs.map(({ run_key, id }) => [id, runDigest(database, 'main', run_key)]));
  database.close();
  return content;
}

it(`refuses ${COUNT} mutated run files whole, or imports what was exported`, () => {
  const { uniform } = randomSource(20260102);
  const right = contentOf(exported.file);
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  let store = freshStore();
  let before = bytesOf(path);
  const file = join(folder, 'mutated.ganrun');
  for (let index = 0; index < COUNT; index++) {
    const mutation = MUTATIONS.at(index) ?? RANDOM_MUTATIONS[index % RANDOM_MUTATIONS.length];
    mutate(exported.file, file, mutation, uniform);
    let outcome: string;
    try {
      importRunFile(store, file, { allowModules: true });
      outcome = 'imported';
      const expected = HARMLESS.includes(mutation) ? contentOf(file) : right;
      store.close();
      const found = contentOf(path);
      const isRight = [...found].every(([id, digest]) => expected.get(id) === digest) && found.size === expected.size;
      // A run that trained is one that was cut off, in the store.
      if (!isRight && mutation.name !== 'a run in training, with an owner')
        wrong.push(`${mutation.name}: not as exported`);
      if (FORGED.includes(mutation) || SCHEMA.includes(mutation)) wrong.push(`${mutation.name}: imported`);
      store = freshStore();
      before = bytesOf(path);
    } catch (error) {
      outcome = error instanceof WorkbenchError ? error.code : 'unexpected';
      if (!(error instanceof WorkbenchError)) wrong.push(`${mutation.name}: ${String(error)}`);
      else if (!error.message.startsWith(`Nothing was imported from ${file}: `))
        wrong.push(`${mutation.name}: ${error.message}`);
      if (HARMLESS.includes(mutation)) wrong.push(`${mutation.name}: ${String(error)}`);
      if (bytesOf(path) !== before) wrong.push(`${mutation.name}: the store was changed`);
    }
    const key = `${mutation.kind}, ${outcome}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  store.close();
  for (const [key, count] of [...counts].sort()) console.log(`${String(count).padStart(5)}  ${key}`);
  expect(wrong).toEqual([]);
});
