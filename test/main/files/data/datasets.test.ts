import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { tableContent } from '../../../../src/main/store/tables/dataset-digest.ts';
import { datasetKey } from '../../../../src/main/store/tables/dataset-keys.ts';
import { migrate } from '../../../../src/main/store/migrate.ts';
import { MIGRATIONS } from '../../../../src/main/store/migrations/index.ts';
import { filesFromStore, readFiles, readOrStoredFiles } from '../../../../src/main/files/data/files.ts';
import { importLaw } from '../../../../src/main/files/data/import-law.ts';
import type { Workbench } from '../../../../src/main/runs/workbench.ts';
import { imported } from './imported.ts';
import { temporaryStore, temporaryWorkbench } from '../../runs/temporary-store.ts';

const SMALL: RunConfigInput = {
  epochs: 2,
  batches_per_epoch: 2,
  batch_size: 8,
  generator: { hidden_widths: [4] },
  discriminator: { hidden_widths: [4] },
  snapshots: { samples: 50 },
};

const ROWS = Array.from({ length: 60 }, (_, row) => [(row + 1) / 100, 1001 + row] as const);
const first = ROWS.map(([x]) => x);
const second = ROWS.map(([, x]) => x);

function folderWith(name: string, lines: readonly string[]): { folder: string; bytes: Buffer; digest: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  writeFileSync(join(folder, name), bytes);
  return { folder, bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** A table of two columns with one name. */
const twins = () => folderWith('dup.csv', ['x,x', ...ROWS.map((row) => row.join(','))]);

type Columns = readonly (string | number)[];

async function launched(workbench: Workbench, folder: string, columns: Columns, seed = 1, file = 'dup.csv') {
  const target = {
    law: 'csv',
    file,
    columns: [...columns],
    ...(file === 'odd.csv' && { invalid_rows: 'skip' }),
  } as const;
  const read = await readFiles(runConfigSchema.parse({ ...SMALL, seed, target }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'own table' }]);
  await workbench.queue.idle();
  return workbench.store.runs.get(id);
}

/** The numbers that a recorded run trained on. */
const trainedOn = (workbench: Workbench, id: string) => [
  ...(filesFromStore(workbench.store.runs.get(id).config, workbench.store).table?.values ?? []),
];

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A store as the version before places of columns left it: one run that trained on column 0, which is called x. */
function oldStore(digest: string, file: string): { path: string; group: string } {
  const path = temporaryStore();
  const database = new Database(path);
  migrate(database, MIGRATIONS.slice(0, 10));
  database
    .prepare(
      `INSERT INTO datasets (digest, columns, kind, name, content, skipped_lines, created_at)
       VALUES (?, '["x"]', 'csv', ?, ?, '[]', '2026-01-01T00:00:00.000Z')`,
    )
    .run(digest, file, tableContent(Float64Array.from(first)));
  const target = { law: 'csv', file, columns: ['x'], invalid_rows: 'refuse', digest };
  const group = sha256(
    `{"batch_size":8,"batches_per_epoch":2,"discriminator":{"hidden_widths":[4]},"engine":"fused","epochs":2,"generator":{"hidden_widths":[4]},` +
      `"snapshots":{"samples":50},"target":{"columns":["x"],"digest":"${digest}","law":"csv"}}`,
  );
  database
    .prepare(
      `INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at, ended_at, error_code)
       VALUES ('old', 'an old run', 'failed', 1, ?, 1, ?, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', 'io')`,
    )
    .run(JSON.stringify(runConfigSchema.parse({ ...SMALL, engine: 'fused', target })), group);
  database.close();
  return { path, group };
}

describe('two columns of one name', () => {
  it('are distinguished by their position: each run trains on the chosen one, in its own group', async () => {
    const { folder } = twins();
    const workbench = temporaryWorkbench();
    const [left, right] = [await launched(workbench, folder, [0]), await launched(workbench, folder, [1])];
    expect(trainedOn(workbench, left.id)).toEqual(first);
    expect(trainedOn(workbench, right.id)).toEqual(second);
    expect([left.config.target, right.config.target]).toMatchObject([{ columns: [0] }, { columns: [1] }]);
    expect(right.group).not.toBe(left.group);
    expect((await launched(workbench, folder, [1], 2)).group).toBe(right.group);
  });

  it('stay apart where a run is duplicated after its file is gone, and in pairs', async () => {
    const { folder } = twins();
    const workbench = temporaryWorkbench();
    await launched(workbench, folder, [0]);
    const right = await launched(workbench, folder, [1]);
    const both = await launched(workbench, folder, [1, 0]);
    rmSync(folder, { recursive: true });
    const duplicate = runConfigSchema.parse({ ...right.config, seed: 9 });
    const read = await readOrStoredFiles(duplicate, folder, workbench.store, () => Promise.reject(new Error('none')));
    const [id] = workbench.queue.launch([{ read, name: 'duplicate' }]);
    await workbench.queue.idle();
    expect(trainedOn(workbench, id)).toEqual(second);
    expect(workbench.store.runs.get(id).group).toBe(right.group);
    expect(trainedOn(workbench, both.id)).toEqual(ROWS.flatMap(([x, y]) => [y, x]));
  });

  it('are told apart where the window imports them', async () => {
    const { bytes } = twins();
    const { store } = temporaryWorkbench();
    const refused = () => Promise.reject(new Error('no module'));
    const law = async (columns?: Columns) =>
      imported(
        await importLaw({ field: 'target', name: 'dup.csv', bytes, columns }, store, { list: refused, draw: refused }),
      );
    const laws = [await law(), await law([1])];
    expect(laws.map(({ law: { columns } }) => columns)).toEqual([[0], [1]]);
    expect(laws[0].columns.map(({ name, reference }) => [name, reference])).toEqual([
      ['x (column 0)', 0],
      ['x (column 1)', 1],
    ]);
    const values = laws.map(({ law: target }) => {
      const config = runConfigSchema.parse({ target });
      return [...(filesFromStore(config, store).table?.values ?? [])];
    });
    expect(values).toEqual([first, second]);
  });

  it('so are a column without a name and one whose name is another’s position', async () => {
    const { folder } = folderWith('odd.csv', ['column 1,', ...ROWS.map((row) => row.join(','))]);
    const workbench = temporaryWorkbench();
    const [left, right] = [
      await launched(workbench, folder, [0], 1, 'odd.csv'),
      await launched(workbench, folder, [1], 1, 'odd.csv'),
    ];
    expect(trainedOn(workbench, left.id)).toEqual(first);
    expect(trainedOn(workbench, right.id)).toEqual(second);
    expect(right.group).not.toBe(left.group);
  });
});

describe('in a store of the version that told columns by name alone', () => {
  it('the other column of that name is another dataset and another group, and the old run stays as it was', async () => {
    const { folder, digest } = twins();
    const { path, group } = oldStore(digest, 'dup.csv');
    const workbench = temporaryWorkbench(1, path);
    const right = await launched(workbench, folder, [1]);
    const left = await launched(workbench, folder, [0]);
    expect(trainedOn(workbench, right.id)).toEqual(second);
    expect(trainedOn(workbench, left.id)).toEqual(first);
    expect(trainedOn(workbench, 'old')).toEqual(first);
    const old = workbench.store.runs.get('old');
    expect(new Set([old.group, right.group, left.group]).size).toBe(3);
    expect(old.group).toBe(group);
    const again = await readOrStoredFiles(old.config, folder, workbench.store, () => Promise.reject(new Error('none')));
    const [id] = workbench.queue.launch([{ read: again, name: 'another seed' }]);
    expect(workbench.store.runs.get(id).group).toBe(group);
    await workbench.queue.idle();
    expect(trainedOn(workbench, id)).toEqual(first);
  });

  it('a file that is read as before is the same dataset, and its runs go on in the group of before', async () => {
    const { folder, digest } = folderWith('one.csv', ['x', ...first.map(String)]);
    const { path, group } = oldStore(digest, 'one.csv');
    const workbench = temporaryWorkbench(1, path);
    const run = await launched(workbench, folder, ['x'], 2, 'one.csv');
    expect(run.group).toBe(group);
    expect(trainedOn(workbench, run.id)).toEqual(first);
    const rows = new Database(path, { readonly: true });
    expect(rows.prepare('SELECT count(*) FROM datasets').pluck().get()).toBe(1);
    rows.close();
  });

  it('a file that is read differently than before is a new dataset and a new group', async () => {
    const { folder, digest } = folderWith('one.csv', ['x', ...second.map(String)]);
    // What the reader of then made of the file.
    const { path, group } = oldStore(digest, 'one.csv');
    const workbench = temporaryWorkbench(1, path);
    const run = await launched(workbench, folder, ['x'], 2, 'one.csv');
    expect(run.group).not.toBe(group);
    expect(trainedOn(workbench, run.id)).toEqual(second);
    expect(trainedOn(workbench, 'old')).toEqual(first);
  });

  it('every table gets the digest of its values', () => {
    const { digest } = twins();
    const { path } = oldStore(digest, 'dup.csv');
    const { store } = temporaryWorkbench(1, path);
    const { target } = store.runs.get('old').config;
    const dataset = target.law === 'csv' ? store.datasets.get(datasetKey(target)) : undefined;
    const bytes = Buffer.from(Float64Array.from(first).buffer);
    expect(dataset).toMatchObject({
      indices: [],
      readingRules: '',
      valuesDigest: createHash('sha256').update('60 rows of 1\n').update(bytes).digest('hex'),
    });
  });
});
