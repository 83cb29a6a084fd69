import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { runFields } from '../../../src/shared/filter/run-fields.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { readFiles } from '../../../src/main/files/data/files.ts';
import { readMetrics } from '../../../src/main/files/run-series.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import { temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const SMALL: RunConfigInput = { epochs: 40, snapshots: { every: 10, samples: 200 }, ema_decay: 0.9 };

async function trained(config: RunConfigInput, store = temporaryStore()) {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-share-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const random = randomStream('share', 'table');
  const grams = Array.from({ length: 300 }, () => String(4200 + 800 * random.normal()));
  writeFileSync(join(folder, 'table.csv'), grams.join('\n'));
  const workbench = temporaryWorkbench(1, store);
  const read = await readFiles(runConfigSchema.parse({ ...SMALL, ...config }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'share' }]);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
  if (run.status !== 'finished') throw new Error(`the run is ${run.status}`);
  return { workbench, store, id, run };
}

const summaryOf = ({ workbench, id }: Awaited<ReturnType<typeof trained>>, key: string) =>
  workbench.store.runs.summaries(id).find(({ metric }) => metric === key);

it.each<[string, RunConfigInput, number]>([
  ['a normal law', { target: { law: 'normal', mean: 3, standard_deviation: 2.5 } }, 2.5],
  ['a uniform law', { target: { law: 'uniform', low: 0, high: 12 } }, Math.sqrt(12)],
  ['a standardized table', { target: { law: 'csv', file: 'table.csv', standardize: true } }, 800],
  ['a table as it is', { target: { law: 'csv', file: 'table.csv' } }, 800],
])(
  'the distance to %s is told as a share of its standard deviation too, wherever it is told',
  async (_, config, std) => {
    const one = await trained(config);
    const { workbench, id, run } = one;
    const unit = run.targetScale?.[0]?.standardDeviation ?? NaN;
    expect(unit / std).toBeCloseTo(1, 1);
    const [distance, share] = [summaryOf(one, 'wasserstein_1'), summaryOf(one, 'wasserstein_1_share')];
    expect(share?.tailMean).toBe((distance?.tailMean ?? NaN) / unit);
    expect(share?.minimumEpoch).toBe(distance?.minimumEpoch);
    expect(summaryOf(one, 'ema_wasserstein_1_share')?.last).toBe(
      (summaryOf(one, 'ema_wasserstein_1')?.last ?? NaN) / unit,
    );
    expect(run.final.metrics.wasserstein_1_share).toBe((run.final.metrics.wasserstein_1 ?? NaN) / unit);
    const fields = runFields(run, workbench.store.runs.summaries(id));
    expect(fields('w1_share_tail')).toBe(share?.tailMean);
    expect(fields('final_wasserstein_1_share')).toBe(run.final.metrics.wasserstein_1_share);
    for (const { metrics } of workbench.store.snapshots.readMeasurements(id))
      expect(metrics.wasserstein_1_share).toBe((metrics.wasserstein_1 ?? NaN) / unit);
    const floors = workbench.store.noiseFloors.read(id);
    const floorOf = (key: string) => floors.find(({ metric }) => metric === key)?.mean ?? NaN;
    expect(floorOf('wasserstein_1_share')).toBe(floorOf('wasserstein_1') / unit);
    const { columns } = readMetrics(workbench.store, id, { after: -1, last: 40 }, 100);
    expect([...columns['wasserstein_1_share'].mean]).toEqual(
      [...columns['wasserstein_1'].mean].map((mean) => mean / unit),
    );
  },
);

it('a target without a standard deviation has no share', async () => {
  const one = await trained({ target: { law: 'student_t', degrees_of_freedom: 1.5 } });
  expect(summaryOf(one, 'wasserstein_1')).toBeDefined();
  expect(summaryOf(one, 'wasserstein_1_share')).toBeUndefined();
});

it('a run from before standard deviations were recorded has its share by its formula', async () => {
  const one = await trained({ target: { law: 'normal', standard_deviation: 2.5 } });
  const before = summaryOf(one, 'wasserstein_1_share');
  const database = new Database(one.store);
  database.exec('UPDATE runs SET target_x_mean = NULL, target_x_std = NULL');
  database.close();
  expect(summaryOf(one, 'wasserstein_1_share')).toEqual(before);
  expect(before?.last).toBeGreaterThan(0);
});
