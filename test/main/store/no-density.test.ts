import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { lawsOf } from '../../../src/main/training/laws.ts';
import { targetMoment } from '../../../src/shared/target-moments.ts';
import { newStorePath, openForTest } from './fixtures.ts';

it('a stored run whose formula is no density is still read, and training it is refused with a code and a sentence', async () => {
  const path = newStorePath();
  openForTest(path).close();
  const database = new Database(path);
  const config = { version: 1, seed: 1, target: { law: 'formula', density: 'x', range: [-1, 1] } };
  database
    .prepare(
      `INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at,
        started_at, engine, kernels, rounding, threads, device, epochs_done, training_seconds, data_x_low, data_x_high)
      VALUES ('odd', 'odd', 'interrupted', 1, ?, 1, 'g', '2026-01-01T00:00:00.000Z',
        '2026-01-01T00:00:01.000Z', 'fused', 'k', 'r', 1, 'cpu', 8, 8, -1, 1)`,
    )
    .run(JSON.stringify(config));
  database.close();
  const store = openForTest(path);
  const run = store.runs.get('odd');
  expect(store.runs.list()).toHaveLength(1);
  expect(targetMoment(run, 'mean')).toBeUndefined();
  await expect(lawsOf(run.config, { table: undefined, modules: [] })).rejects.toMatchObject({
    code: 'not-a-density',
    message: expect.stringMatching(/^The target "x" is not a density: it is negative at /) as string,
  });
});
