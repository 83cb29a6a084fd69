import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { readFiles, readOrStoredFiles } from '../../../../src/main/files/data/files.ts';
import { tryModuleLaw } from '../../../../src/main/training/module-law.ts';
import { moduleKey } from '../../../../src/main/store/tables/dataset-keys.ts';
import type { Workbench } from '../../../../src/main/runs/workbench.ts';
import { temporaryWorkbench } from '../../runs/temporary-store.ts';

const SMALL: RunConfigInput = { epochs: 20, snapshots: { samples: 100 } };

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function trained(workbench: Workbench, folder: string, config: RunConfigInput): Promise<string> {
  const read = await readFiles(runConfigSchema.parse({ ...SMALL, ...config }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'own files' }]);
  await workbench.queue.idle();
  return id;
}

const heights = Array.from({ length: 200 }, (_, row) => `${row},${160 + (row % 40)},${50 + (row % 31)}`);

describe('runs on the user’s own files', () => {
  it('train on a column of a table, and again on what was kept of it after the file is gone', async () => {
    const folder = folderWith({ 'people.csv': ['id,height,weight', ...heights].join('\n') });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: { law: 'csv', file: 'people.csv', columns: ['height'] } });
    const run = workbench.store.runs.get(id);
    expect(run.status).toBe('finished');
    expect(run.config.target).toMatchObject({
      law: 'csv',
      columns: ['height'],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    rmSync(join(folder, 'people.csv'));
    const [again] = workbench.queue.launch([{ read: { config: run.config, datasets: [] }, name: 'again' }]);
    await workbench.queue.idle();
    expect(workbench.store.snapshots.read(again)).toEqual(workbench.store.snapshots.read(id));
  });

  it('train on two columns of a table without a header', async () => {
    const folder = folderWith({ 'people.csv': heights.join('\n') });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: { law: 'csv', file: 'people.csv', columns: [1, 2] } });
    expect(workbench.store.runs.get(id).status).toBe('finished');
    expect(workbench.store.snapshots.readNearest(id, 20)?.metrics.sliced_wasserstein_1).toBeGreaterThan(0);
  });

  it('train with noise and data functions of a module, kept with the run and in its group', async () => {
    const module = `
      export const data = (count, random) => Array.from({ length: count }, () => [random.normal(), random.uniform()]);
      export const noise = (count, random) => Array.from({ length: count }, () => [random.uniform(), random.uniform(), random.normal()]);
    `;
    const folder = folderWith({ 'my-laws.mjs': module });
    const workbench = temporaryWorkbench();
    const config: RunConfigInput = {
      generator: { latent_dimension: 3 },
      target: { law: 'module', file: 'my-laws.mjs', export: 'data' },
      noise: { law: 'module', file: 'my-laws.mjs', export: 'noise' },
    };
    const [first, second] = [
      await trained(workbench, folder, config),
      await trained(workbench, folder, { ...config, seed: 2 }),
    ];
    expect(workbench.store.runs.get(first).status).toBe('finished');
    expect(workbench.store.runs.get(first).group).toBe(workbench.store.runs.get(second).group);
    const { target } = workbench.store.runs.get(first).config;
    const dataset = workbench.store.datasets.get(moduleKey('digest' in target ? target.digest : undefined));
    expect(dataset).toMatchObject({ kind: 'module', source: module });
  });

  it('keep all epochs before the one in which the user’s function threw, and name it', async () => {
    const folder = folderWith({
      'tired.mjs': `let calls = 0;
        export function data(count, random) {
          if (++calls > 500) throw new Error('no more samples today');
          return Array.from({ length: count }, () => random.normal());
        }`,
    });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: { law: 'module', file: 'tired.mjs', export: 'data' } });
    const run = workbench.store.runs.get(id);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'bad-module' } });
    expect(run.status === 'failed' && run.error.message).toMatch(/data.*no more samples today/s);
    const epochs = workbench.store.epochs.read(id);
    expect(epochs.length).toBeGreaterThan(0);
    expect(epochs.length).toBeLessThan(20);
  });

  it('refuse a noise function whose vectors are not as long as the latent dimension', async () => {
    const folder = folderWith({
      'wide.mjs': 'export default (count) => Array.from({ length: count }, () => [0.5, 0.5]);',
    });
    const config = runConfigSchema.parse({ ...SMALL, noise: { law: 'module', file: 'wide.mjs' } });
    await expect(readFiles(config, folder)).rejects.toThrow(
      /noise: default of wide\.mjs returns 2 numbers per draw; generator\.latent_dimension is 1/,
    );
  });
});

it('a table that was read with decimal commas is not trained on as if it had been read with points', async () => {
  const folder = folderWith({ 'prices.csv': ['price', ...heights.map((_, row) => `1,${100 + row}`)].join('\n') });
  const workbench = temporaryWorkbench();
  const target = { law: 'csv' as const, file: 'prices.csv', columns: ['price'], numbers: 'decimal_comma' as const };
  const id = await trained(workbench, folder, { target });
  const { config } = workbench.store.runs.get(id);
  const launched = (numbers: 'auto' | 'decimal_comma' | 'decimal_point') =>
    readOrStoredFiles(
      runConfigSchema.parse({ ...config, target: { ...config.target, numbers } }),
      folder,
      workbench.store,
      tryModuleLaw,
    );
  expect((await launched('decimal_comma')).datasets).toHaveLength(1);
  expect((await launched('auto')).datasets).toHaveLength(1);
  await expect(launched('decimal_point')).rejects.toMatchObject({
    code: 'bad-data',
    path: 'target.numbers',
    message: 'prices.csv was read with decimal commas; choose the file again to read it with decimal points',
  });
});
