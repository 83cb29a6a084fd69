import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { readFiles } from '../../../../src/main/files/data/files.ts';
import { runFileJob } from '../../../../src/main/files/run-files/export.ts';
import { Workbench } from '../../../../src/main/runs/workbench.ts';
import { writeRunFile } from '../../../../src/main/store/run-files/write.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { forked } from '../../runs/forked.ts';

const SMALL: RunConfigInput = {
  epochs: 12,
  batches_per_epoch: 2,
  batch_size: 8,
  generator: { hidden_widths: [6] },
  discriminator: { hidden_widths: [5] },
  snapshots: { samples: 60 },
  checkpoints: { every: 4 },
};

const LAWS = `export const data = (count, random) => Array.from({ length: count }, () => random.normal());`;

const CONFIGS: readonly { readonly name: string; readonly config: RunConfigInput }[] = [
  { name: 'vanilla', config: SMALL },
  {
    name: 'ring',
    config: {
      ...SMALL,
      seed: 2,
      target: 'ring',
      ema_decay: 0.9,
      generator: { latent_dimension: 2, hidden_widths: [6] },
      schedule: { name: 'linear', epochs: 12, final: 0.1 },
      instance_noise: { standard_deviation: 0.3, epochs: 24 },
    },
  },
  {
    name: 'layers',
    config: {
      ...SMALL,
      seed: 3,
      generator: { layers: [{ layer: 'linear', width: 6, bias: false }, 'batch_norm', 'silu', 'dropout'] },
      discriminator: { layers: [{ layer: 'linear', width: 5, spectral: true }, 'tanh'], packing: 2 },
      penalties: [{ at: 'between' }],
    },
  },
  { name: 'table', config: { ...SMALL, target: { law: 'csv', file: 'heights.csv', columns: ['height'] } } },
  { name: 'module', config: { ...SMALL, target: { law: 'module', file: 'laws.mjs', export: 'data' } } },
];

/** A folder of this test file's own. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'run-files-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Exported {
  /** The store in which they were trained, closed. */
  readonly store: string;
  readonly file: string;
  /** By name: vanilla, ring, layers, table, module, fork. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Runs of every kind that a run file can hold: trained, marked and exported. */
export async function exportedRuns(folder: string): Promise<Exported> {
  writeFileSync(
    join(folder, 'heights.csv'),
    ['height', ...Array.from({ length: 90 }, (_, row) => 160 + (row % 40))].join('\n'),
  );
  writeFileSync(join(folder, 'laws.mjs'), LAWS);
  const store = join(folder, 'trained.sqlite');
  const file = join(folder, 'runs.ganrun');
  const workbench = new Workbench({ store, jobs: 2 });
  const requests = await Promise.all(
    CONFIGS.map(async ({ name, config }) => ({
      read: await readFiles(runConfigSchema.parse(config), folder),
      name,
      tags: ['paper', name],
      notes: `notes of ${name}`,
    })),
  );
  const ids = workbench.queue.launch(requests);
  await workbench.queue.idle();
  const fork = forked(workbench, ids[0], 4, { ema_decay: 0.9 });
  await workbench.queue.idle();
  workbench.store.runs.setStar(ids[0], true);
  writeRunFile(file, runFileJob(workbench.store, [...ids, fork]));
  await workbench.close();
  return { store, file, ids: { ...Object.fromEntries(CONFIGS.map(({ name }, index) => [name, ids[index]])), fork } };
}
