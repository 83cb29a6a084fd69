import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { Frame1D, Frame2D } from '../../../src/shared/run.ts';
import { samplesCsv } from '../../../src/main/files/exports/samples-csv.ts';
import { figureReference } from '../../../src/main/files/exports/figure-reference.ts';
import { drawSamples } from '../../../src/main/files/samples.ts';
import { readFiles } from '../../../src/main/files/data/files.ts';
import { randomStream } from '../../../src/main/training/random.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { unpackSnapshot } from '../../../src/shared/frames/frame-codec.ts';
import { temporaryWorkbench } from './temporary-store.ts';

const SMALL: RunConfigInput = { epochs: 600, snapshots: { every: 100 } };

/** So many rows of columns, each from a normal draw of its own. */
function table(rows: number, columns: readonly ((normal: number) => number)[]): string {
  const random = randomStream('standardized runs', 'table');
  return Array.from({ length: rows }, () => columns.map((of) => String(of(random.normal()))).join(',')).join('\n');
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-standardized-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function trained(workbench: Workbench, folder: string, config: RunConfigInput): Promise<string> {
  const read = await readFiles(runConfigSchema.parse({ ...SMALL, ...config }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'standardized' }]);
  await workbench.queue.idle();
  return id;
}

function finished({ store }: Workbench, id: string) {
  const run = store.runs.get(id);
  if (run.status !== 'finished')
    throw new Error(`the run is ${run.status}: ${'error' in run ? run.error?.message : ''}`);
  return run;
}

const COLUMN = { law: 'csv', file: 'table.csv', standardize: true } as const;

describe('a standardized column', () => {
  it.each([
    ['around 1.7e9', 1.7e9, 1],
    ['around 1e5 with a hundredth of spread', 1e5, 0.01],
    ['of body masses in grams', 4200, 800],
    ['of 1e-12', 0, 1e-12],
  ])('%s is learned, and shown in its own units', async (_, mean, std) => {
    const folder = folderWith({ 'table.csv': table(400, [(normal) => mean + std * normal]) });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: COLUMN });
    const run = finished(workbench, id);
    const [scale] = run.targetScale ?? [];
    expect((scale?.mean ?? NaN) - mean).toBeCloseTo(0, -Math.log10(std) + 0.5);
    expect((scale?.standardDeviation ?? NaN) / std).toBeCloseTo(1, 0);

    const { metrics } = run.final;
    expect((metrics.wasserstein_1 ?? NaN) / std).toBeLessThan(0.4);
    expect(((metrics.mean ?? NaN) - mean) / std).toBeCloseTo(0, 0);
    expect((metrics.std ?? NaN) / std).toBeCloseTo(1, 0);

    const [axis] = run.axes.data;
    expect((axis.low - mean) / std).toBeGreaterThan(-6);
    expect((axis.low - mean) / std).toBeLessThan(-2);
    expect((axis.high - mean) / std).toBeLessThan(6);
    const packed = workbench.store.snapshots.readNearest(id, 600) ?? expect.fail('not recorded');
    const snapshot = unpackSnapshot(packed);
    const frame = snapshot.frame as Frame1D;
    expect(new Set(frame.samples).size).toBeGreaterThan(500);
    expect(snapshot.outside).toBeLessThan(200);
    const middle = (frame.samples[1000] - mean) / std;
    expect(Math.abs(middle)).toBeLessThan(1);
    expect(frame.generator?.every((value) => Math.abs(value - mean) < 20 * std)).toBe(true);

    const samples = await drawSamples(workbench.store, run, {
      epoch: 'last',
      weights: 'current',
      latent: { kind: 'drawn', count: 500, seed: 1, stream: 'sample' },
    });
    const written = [...samplesCsv(samples)].join('').trim().split('\n').slice(1).map(Number);
    expect(written).toEqual([...samples.values]);
    expect(new Set(written).size).toBeGreaterThan(490);
    expect(written.reduce((sum, value) => sum + (value - mean), 0) / 500 / std).toBeCloseTo(0, 0);

    const reference = await figureReference(workbench.store, run, run.axes);
    if (reference.target.dimension !== 1) throw new Error('a shape on a line');
    const { x, density } = reference.target;
    const mass = density.reduce((sum, value, bin) => sum + value * (x[bin + 1] - x[bin]), 0);
    expect(mass).toBeGreaterThan(0.9);
    expect(Math.abs((reference.maps?.increasing[128] ?? NaN) - mean) / std).toBeLessThan(1);

    const floor = workbench.store.noiseFloors.read(id).find(({ metric }) => metric === 'wasserstein_1');
    expect((floor?.mean ?? NaN) / std).toBeLessThan(0.3);
    expect((floor?.mean ?? NaN) / std).toBeGreaterThan(0.001);
  });
});

describe('two standardized columns', () => {
  it('of quite different scales are learned together, and shown each in its own units', async () => {
    const folder = folderWith({
      'table.csv': table(400, [(normal) => 1.7e9 + normal, (normal) => 40 + 0.001 * normal]),
    });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, {
      target: { ...COLUMN, columns: [0, 1] },
      generator: { latent_dimension: 2 },
    });
    const run = finished(workbench, id);
    const { metrics } = run.final;
    expect(metrics.sliced_wasserstein_1).toBeLessThan(0.5);
    expect((metrics.mean_x ?? NaN) - 1.7e9).toBeCloseTo(0, 0);
    expect(((metrics.mean_y ?? NaN) - 40) / 0.001).toBeCloseTo(0, 0);
    expect((metrics.std_y ?? NaN) / 0.001).toBeCloseTo(1, 0);
    const packed = workbench.store.snapshots.readNearest(id, 600) ?? expect.fail('not recorded');
    const { points } = unpackSnapshot(packed).frame as Frame2D;
    const [x, y] = [points.filter((_, index) => index % 2 === 0), points.filter((_, index) => index % 2 === 1)];
    expect(new Set(x).size).toBeGreaterThan(200);
    expect(new Set(y).size).toBeGreaterThan(200);
    expect(x.every((value) => Math.abs(value - 1.7e9) < 20)).toBe(true);
    expect(y.every((value) => Math.abs(value - 40) < 0.02)).toBe(true);
  });
});

describe('a standardized module', () => {
  it('is learned in standard deviations of its fixed draw', async () => {
    const folder = folderWith({
      'law.mjs': 'export default (count, random) => Array.from({ length: count }, () => 1.7e9 + random.normal());',
    });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: { law: 'module', file: 'law.mjs', standardize: true } });
    const run = finished(workbench, id);
    expect(run.targetScale?.[0]?.mean).toBeCloseTo(1.7e9, 1);
    expect(run.targetScale?.[0]?.standardDeviation).toBeCloseTo(1, 1);
    expect(run.final.metrics.wasserstein_1).toBeLessThan(0.4);
  });
});

describe('the scales of a standardized run', () => {
  it('stay with it when it is extended, and with what is forked from it', async () => {
    const folder = folderWith({ 'table.csv': table(400, [(normal) => 4200 + 800 * normal]) });
    const workbench = temporaryWorkbench();
    const id = await trained(workbench, folder, { target: COLUMN, epochs: 20 });
    const { targetScale } = finished(workbench, id);
    const before = workbench.store.snapshots.read(id);
    workbench.goingOn.extend(id, 40);
    await workbench.queue.idle();
    expect(finished(workbench, id).targetScale).toEqual(targetScale);

    const whole = await trained(workbench, folder, { target: COLUMN, epochs: 40 });
    expect(workbench.store.snapshots.read(id).at(-1)).toEqual(workbench.store.snapshots.read(whole).at(-1));
    expect(before.length).toBeGreaterThan(0);
  });
});
