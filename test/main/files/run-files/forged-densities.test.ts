import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { importRunFile } from '../../../../src/main/files/run-files/import.ts';
import { groupHash } from '../../../../src/main/store/group-hash.ts';
import { contentDigest } from '../../../../src/main/store/run-files/digest.ts';
import { openStore } from '../../../../src/main/store/store.ts';
import { storedConfig } from '../../../../src/main/store/tables/run-rows.ts';
import { temporaryStore } from '../../runs/temporary-store.ts';
import { exportedRuns, testFolder } from './exported.ts';

interface ConfigRow {
  readonly config: string;
}

it('a run file whose target is no density is refused with what is wrong with it, whether or not its run says a mean', async () => {
  const folder = testFolder();
  const exported = await exportedRuns(folder);
  const { vanilla } = exported.ids;
  const densities = [
    { density: 'x', range: [-1, 1], message: 'target.density: "x" is negative at ' },
    { density: '1', range: [], message: 'target.density: "1" has no finite integral' },
  ];
  for (const { density, range, message } of densities) {
    for (const mean of [0, null]) {
      const file = join(folder, `${Math.random()}.ganrun`);
      copyFileSync(exported.file, file);
      const database = new Database(file);
      const row = database.prepare<[string], ConfigRow>('SELECT config FROM runs WHERE id = ?').get(vanilla);
      if (row === undefined) throw new Error('no run of a formula');
      const config = JSON.parse(row.config) as object;
      const text = JSON.stringify({ ...config, target: { law: 'formula', density, range } });
      database
        .prepare('UPDATE runs SET config = ?, group_hash = ?, target_x_mean = ?, target_x_std = ? WHERE id = ?')
        .run(text, groupHash(storedConfig(vanilla, text), 'fused', undefined), mean, mean === null ? null : 1, vanilla);
      database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
      database.close();
      const store = openStore(temporaryStore());
      onTestFinished(() => store.close());
      expect(() => importRunFile(store, file, { allowModules: true })).toThrow(
        expect.objectContaining({
          code: 'run-file-invalid',
          message: expect.stringContaining(`run ${vanilla}: ${message}`) as string,
        }),
      );
      expect(store.runs.list()).toEqual([]);
    }
  }
});
