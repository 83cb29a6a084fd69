import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { moduleKey } from '../../../../src/main/store/tables/dataset-keys.ts';
import { MIGRATIONS } from '../../../../src/main/store/migrations/index.ts';
import { sql as moduleByteOrderMark } from '../../../../src/main/store/migrations/0017-module-byte-order-mark.ts';
import { contentDigest } from '../../../../src/main/store/run-files/digest.ts';
import { writeRunFile } from '../../../../src/main/store/run-files/write.ts';
import { readFiles } from '../../../../src/main/files/data/files.ts';
import { runFileJob } from '../../../../src/main/files/run-files/export.ts';
import { importRunFile } from '../../../../src/main/files/run-files/import.ts';
import { Workbench } from '../../../../src/main/runs/workbench.ts';
import { runConfigSchema } from '../../../../src/shared/config/schema.ts';
import { withoutNorms } from '../../store/without-norms.ts';
import { temporaryStore, temporaryWorkbench } from '../../runs/temporary-store.ts';
import { testFolder } from './exported.ts';

const folder = testFolder();

/** As an editor on Windows saves it. */
const SOURCE = '\uFEFFexport const data = (count, random) => Array.from({ length: count }, () => random.normal());\n';
const DIGEST = createHash('sha256').update(SOURCE, 'utf8').digest('hex');

/** A run on the module, trained in a store at `path` and exported into a run file. */
async function trainedAndExported(name: string) {
  writeFileSync(join(folder, 'laws.mjs'), SOURCE);
  const path = temporaryStore();
  const file = join(folder, `${name}.ganrun`);
  const workbench = new Workbench({ store: path, jobs: 1 });
  const config = runConfigSchema.parse({
    epochs: 4,
    batches_per_epoch: 1,
    snapshots: { samples: 20 },
    target: { law: 'module', file: 'laws.mjs', export: 'data' },
  });
  const [id] = workbench.queue.launch([{ read: await readFiles(config, folder), name }]);
  await workbench.queue.idle();
  expect(workbench.store.runs.get(id).status).toBe('finished');
  writeRunFile(file, runFileJob(workbench.store, [id]));
  await workbench.close();
  return { path, file, id };
}

/** Makes a store or run file one of the program that kept modules without their mark. */
function withoutMark(path: string) {
  const version = MIGRATIONS.indexOf(moduleByteOrderMark);
  const database = new Database(path);
  const { changes } = database
    .prepare(`UPDATE datasets SET content = ? WHERE kind = 'module'`)
    .run(Buffer.from(SOURCE.slice(1), 'utf8'));
  expect(changes).toBe(1);
  withoutNorms(database);
  if (database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'run_file'`).get() !== undefined)
    database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
  database.pragma(`user_version = ${version}`);
  database.close();
}

const sourceIn = ({ store }: ReturnType<typeof temporaryWorkbench>) => {
  const dataset = store.datasets.get(moduleKey(DIGEST));
  return dataset.kind === 'module' ? dataset.source : undefined;
};

it('a run on a module file that begins with a byte order mark is imported from its run file', async () => {
  const { file, id } = await trainedAndExported('whole');
  const other = temporaryWorkbench();
  expect(importRunFile(other.store, file, { allowModules: true }).imported).toEqual([id]);
  expect(sourceIn(other)).toBe(SOURCE);
});

it('a store and a run file in which the mark is missing get it back', async () => {
  const { path, file, id } = await trainedAndExported('earlier');
  withoutMark(path);
  withoutMark(file);
  const there = temporaryWorkbench(1, path);
  expect(sourceIn(there)).toBe(SOURCE);
  expect(importRunFile(there.store, file, { allowModules: true }).there).toEqual([id]);
  const other = temporaryWorkbench();
  expect(importRunFile(other.store, file, { allowModules: true }).imported).toEqual([id]);
  expect(sourceIn(other)).toBe(SOURCE);
});
