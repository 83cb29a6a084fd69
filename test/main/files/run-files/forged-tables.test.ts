import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tableContent, valuesDigest } from '../../../../src/main/store/tables/dataset-digest.ts';
import { contentDigest } from '../../../../src/main/store/run-files/digest.ts';
import { openStore, type Store } from '../../../../src/main/store/store.ts';
import { storedConfig } from '../../../../src/main/store/tables/run-rows.ts';
import { filesFromStore, readFiles } from '../../../../src/main/files/data/files.ts';
import { groupHash } from '../../../../src/main/store/group-hash.ts';
import { importRunFile } from '../../../../src/main/files/run-files/import.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { temporaryStore } from '../../runs/temporary-store.ts';
import { exportedRuns, testFolder, type Exported } from './exported.ts';

const folder = testFolder();
let exported: Exported;
beforeAll(async () => (exported = await exportedRuns(folder)));

const REAL = Array.from({ length: 90 }, (_, row) => 160 + (row % 40));
const FORGED = REAL.map((value) => value + 1000);

interface RunRow {
  readonly run_key: number;
  readonly id: string;
  readonly config: string;
}

/** The exported file with other numbers under the digest of heights.csv, and its own digest computed anew. */
function forgedFile(change: (database: Database.Database, numbers: string) => void): string {
  const file = join(folder, `${Math.random()}.ganrun`);
  copyFileSync(exported.file, file);
  const database = new Database(file);
  const values = Float64Array.from(FORGED);
  database.prepare("UPDATE datasets SET content = ? WHERE kind = 'csv'").run(tableContent(values));
  change(database, valuesDigest(values, 1));
  database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
  database.close();
  return file;
}

/** Makes the run of the table say the digest of values that its table has by now; undefined says none, as runs of before. */
function rewriteConfig(database: Database.Database, values: string | undefined): void {
  const row = database
    .prepare<[string], RunRow>('SELECT run_key, id, config FROM runs WHERE id = ?')
    .get(exported.ids['table']);
  if (row === undefined) throw new Error('no run of a table');
  const text = JSON.parse(row.config) as { target: { values_digest?: string | undefined } };
  text.target.values_digest = values;
  const written = JSON.stringify(text);
  const config = storedConfig(row.id, written);
  database
    .prepare('UPDATE runs SET config = ?, group_hash = ? WHERE run_key = ?')
    .run(written, groupHash(config, 'fused', undefined), row.run_key);
}

/** As a run file of a version before the store told places of columns. */
function asOfBefore(database: Database.Database, numbers: string): void {
  database
    .prepare("UPDATE datasets SET values_digest = ?, column_indices = '[]', reading_rules = '' WHERE kind = 'csv'")
    .run(numbers);
  rewriteConfig(database, undefined);
}

function emptyStore(): Store {
  const store = openStore(temporaryStore());
  onTestFinished(() => store.close());
  return store;
}

/** What a run trains on that is launched with the real file, after all that the store holds. */
async function trainedOnRealFile(store: Store): Promise<readonly number[]> {
  const target = { law: 'csv' as const, file: 'heights.csv', columns: ['height'] };
  const read = await readFiles(runConfigSchema.parse({ target }), folder);
  for (const dataset of read.datasets) store.datasets.put(dataset, '2026-11-28T12:00:00.000Z');
  return [...(filesFromStore(read.config, store).table?.values ?? [])];
}

const allowed = { allowModules: true };

describe('a run file with forged numbers under the digest of a real table', () => {
  it('is refused where the digest of the numbers is still that of the real ones', () => {
    const file = forgedFile(() => undefined);
    const store = emptyStore();
    expect(() => importRunFile(store, file, allowed)).toThrow(/the numbers of heights\.csv do not match their digest/);
    expect(store.runs.list()).toEqual([]);
  });

  it('keeps its numbers to its own run: the real file, imported later, is trained on', async () => {
    const file = forgedFile((database, numbers) => {
      database.prepare("UPDATE datasets SET values_digest = ? WHERE kind = 'csv'").run(numbers);
      rewriteConfig(database, numbers);
    });
    const store = emptyStore();
    importRunFile(store, file, allowed);
    expect(await trainedOnRealFile(store)).toEqual(REAL);
    expect([...(filesFromStore(store.runs.get(exported.ids['table']).config, store).table?.values ?? [])]).toEqual(
      FORGED,
    );
    // The real runs come beside it too.
    importRunFile(store, exported.file, allowed);
    expect(await trainedOnRealFile(store)).toEqual(REAL);
  });

  it('does so also where it says to be from before tables had a digest of their numbers', async () => {
    const store = emptyStore();
    importRunFile(store, forgedFile(asOfBefore), allowed);
    expect(await trainedOnRealFile(store)).toEqual(REAL);
  });

  it('is compared with what the store has from before, and refused', () => {
    const store = emptyStore();
    const real = forgedFile((database) => {
      database.prepare("UPDATE datasets SET content = ? WHERE kind = 'csv'").run(tableContent(Float64Array.from(REAL)));
      asOfBefore(database, valuesDigest(Float64Array.from(REAL), 1));
    });
    importRunFile(store, real, allowed);
    const forged = forgedFile((database, numbers) => {
      asOfBefore(database, numbers);
      // A run that the store has already brings no table along.
      database.prepare("UPDATE runs SET id = 'abcdefgh23' WHERE id = ?").run(exported.ids['table']);
    });
    expect(() => importRunFile(store, forged, allowed)).toThrow(
      /already has other content with the digest of heights\.csv/,
    );
    expect([...(filesFromStore(store.runs.get(exported.ids['table']).config, store).table?.values ?? [])]).toEqual(
      REAL,
    );
  });
});
