import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { sameBuild } from '../../../src/shared/builds.ts';
import { PRESETS } from '../../../src/shared/config/presets.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { MetricKey, Metrics } from '../../../src/shared/metrics.ts';
import type { Run } from '../../../src/shared/run.ts';
import { groupHash } from '../../../src/main/store/group-hash.ts';
import { readFiles } from '../../../src/main/files/data/files.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { recorded } from './recorded.ts';
import { request, temporaryWorkbench } from './temporary-store.ts';

/*
 * Digests of runs that the program of commit e472759 trained, before tables could be standardized. The reference engine
 * computes the same on every machine; the fused one is promised to for its kernel build and rounding alone, which stand beside it:
 * a build whose bits today's kernels compute by other code.
 */
const RECORDED = {
  vanilla: {
    reference: '8f604d5f39153691cd9128c7a80a5415dac5101cdd96007a13d59175da2289a4',
    fused: '36426a79707dabcbce69b5a42ec1177d85297c2e49c1cb882a3e4d6bbb1afc04',
    group: '2054d67b684077e985f448f7ebea68d1e7c0d668b6b24e0f9b5a18eec845e684',
  },
  csv: {
    reference: 'c85a787b6f14ea5bb7940a7b65c31c9577ba114df236c1da3c62219a9574d9f1',
    fused: '17817aea209263b34d6edca619d26a61113d78f72e548ec5ed055436c177b6ab',
    group: '26fcd104c425f86b166b890d03201d60a6d6e698e352f30e88c558f3b6197da2',
  },
} as const;
const BUILD = {
  engine: 'fused',
  kernels: 'relaxed-simd ca203d14f5a8',
  rounding: '253ad37a3728',
  threads: 1,
  device: 'cpu',
} as const;

const METRICS: readonly MetricKey[] = [
  'wasserstein_1',
  'ks',
  'jensen_shannon',
  'ideal_discriminator_loss',
  'mean',
  'std',
  'skewness',
  'excess_kurtosis',
];
const CSV_TARGET = { law: 'csv', file: 'table.csv', columns: ['height'] } satisfies RunConfigInput['target'];
const CSV: RunConfigInput = { target: CSV_TARGET, epochs: 60, ema_decay: 0.9 };
const SHORT: RunConfigInput = { epochs: 12, snapshots: { every: 4, samples: 200 } };

function folderWithTable(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-bytes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const random = randomStream('same bytes', 'table');
  const rows = Array.from({ length: 300 }, (_, row) => `${row},${(1 + 0.5 * random.normal()).toFixed(3)}`);
  writeFileSync(join(folder, 'table.csv'), ['id,height', ...rows].join('\n'));
  return folder;
}

/** A digest of what a run computed: no clock, id or name enters. */
function digestOf({ store }: Workbench, id: string): string {
  const run = store.runs.get(id);
  const hash = createHash('sha256');
  const measured = (metrics: Metrics | undefined) => METRICS.map((key) => metrics?.[key] ?? null);
  for (const { epoch, lossGenerator, lossReal, lossFake } of store.epochs.read(id))
    hash.update(JSON.stringify([epoch, lossGenerator, lossReal, lossFake]));
  for (const { epoch, metrics, averageMetrics, outside, frame } of store.snapshots.read(id).map(unpackSnapshot)) {
    hash.update(JSON.stringify([epoch, measured(metrics), measured(averageMetrics), outside]));
    if (frame.dimension !== 1) continue;
    for (const values of [frame.samples, frame.discriminator, frame.generator, frame.averaged])
      if (values) hash.update(JSON.stringify([...values]));
  }
  hash.update(store.checkpoints.read(id, 'last')?.bytes ?? new Uint8Array(0));
  if (run.status === 'finished') hash.update(JSON.stringify([run.axes.data, measured(run.final.metrics)]));
  return hash.digest('hex');
}

/** Trains a run whose metrics are measured by the rules of then, as those of a run that the program of then began. */
async function trained(config: RunConfigInput, folder: string) {
  const workbench = temporaryWorkbench();
  const read = await readFiles(runConfigSchema.parse(config), folder);
  workbench.queue.hold(true);
  const [id] = workbench.queue.launch([{ read, name: 'same bytes' }]);
  const database = new Database(workbench.store.path);
  database.prepare('UPDATE runs SET started_at = created_at, metric_rules = NULL WHERE id = ?').run(id);
  database.close();
  workbench.queue.hold(false);
  await workbench.queue.idle();
  const run = workbench.store.runs.get(id);
  return { digest: digestOf(workbench, id), run, build: 'build' in run ? run.build : undefined };
}

/** The group of a config as it was written then: a table was named by file, columns and digest alone. */
function groupAsThen(config: RunConfigInput, { config: { target } }: Run): string {
  const digest = target.law === 'csv' ? target.digest : undefined;
  const asThen = digest === undefined ? config : { ...config, target: { ...CSV_TARGET, digest } };
  return groupHash(runConfigSchema.parse(asThen), 'fused');
}

const CONFIGS = [
  ['vanilla', PRESETS.vanilla.config],
  ['csv', CSV],
] as const;

it.each(CONFIGS)(
  'a %s run gives the same bytes and the same group as before standardize was there',
  async (name, config) => {
    const folder = folderWithTable();
    const { digest } = await trained({ ...config, ...SHORT, engine: 'reference' }, folder);
    const fused = await trained({ ...config, engine: 'fused' }, folder);
    expect(digest).toBe(RECORDED[name].reference);
    expect(groupAsThen(config, fused.run)).toBe(RECORDED[name].group);
    if (fused.build && sameBuild(fused.build, BUILD)) expect(fused.digest).toBe(RECORDED[name].fused);
  },
);

it('a run alone, whose snapshots a second thread evaluates, records the bytes of one that is kept to one thread', async () => {
  const config = { epochs: 300, batches_per_epoch: 1, ema_decay: 0.9, snapshots: { samples: 200 } };
  const [one, two] = [temporaryWorkbench(1), temporaryWorkbench(2)];
  const [alone] = one.queue.launch([request(config)]);
  // The thread is started in the first run, and there from the beginning of the second.
  const shared = two.queue.launch([request({ ...config, epochs: 1000 })]);
  await Promise.all([one.queue.idle(), two.queue.idle()]);
  shared.push(...two.queue.launch([request(config)]));
  await two.queue.idle();
  expect(recorded(two, shared[1])).toEqual(recorded(one, alone));
  expect(recorded(two, shared[0]).snapshots.slice(0, 300)).toEqual(recorded(one, alone).snapshots);
});
