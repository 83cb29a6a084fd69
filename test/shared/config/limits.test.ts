import { expect, test } from 'vitest';
import { estimateMemory, MEMORY_LIMIT, networkSize } from '../../../src/shared/config/memory.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { refusalsOf } from './refusals.ts';

const VANILLA = networkSize({ layers: [], hidden_widths: [64, 32] }, 1, 1).parameters;

const total = (input: unknown) =>
  estimateMemory(runConfigSchema.parse(input)).reduce((bytes, share) => bytes + share.bytes, 0);

test('counts the weights and biases of the first experiment', () => {
  expect(VANILLA).toBe(64 * 2 + 32 * 65 + 33);
});

test('counts what an engine evaluates at once: more on TensorFlow, which auto may take, and all samples on the reference', () => {
  const [fused, tensorflow, auto, reference] = ['fused', 'tensorflow', 'auto', 'reference'].map((engine) =>
    total({ engine, generator: { hidden_widths: [512] } }),
  );
  const numbers = (samples: number) => 4 * samples * (1 + 512 + 1 + (1 + 64 + 32 + 1));
  expect(tensorflow - fused).toBe(numbers(2048 - 256));
  expect(auto).toBe(tensorflow);
  expect(reference - fused).toBe(numbers(2 * 10_000 - 256));
});

test('expects the first experiment to fit in a few megabytes', () => {
  expect(total({})).toBeLessThan(10 * 1024 ** 2);
});

test('lets large networks pass that fit', () => {
  const large = { generator: { hidden_widths: [4096, 4096] }, discriminator: { hidden_widths: [4096, 4096] } };
  expect(total(large)).toBeLessThan(MEMORY_LIMIT);
  expect(refusalsOf(large)).toEqual([]);
});

test.each([
  ['generator.hidden_widths', { generator: { hidden_widths: [16384, 16384] } }],
  ['discriminator.hidden_widths', { discriminator: { hidden_widths: [64, 16384, 16384] } }],
  ['batch_size', { batch_size: 65536, discriminator: { hidden_widths: Array(32).fill(512) } }],
  // One wide layer: its gradients need three times what it does itself.
  ['batch_size', { batch_size: 10500, generator: { hidden_widths: [16384] }, discriminator: { hidden_widths: [1] } }],
  ['discriminator_updates', { batch_size: 65536, discriminator_updates: 1000, generator: { latent_dimension: 16 } }],
  ['snapshots.samples', { snapshots: { samples: 100_000 }, generator: { latent_dimension: 4096 } }],
  ['snapshots.samples', { engine: 'reference', snapshots: { samples: 100_000 }, generator: { hidden_widths: [8192] } }],
])('refuses a model that would not fit in memory, naming %s as the cause', (path, input) => {
  const refusals = refusalsOf(input);
  expect(refusals.map((refusal) => refusal.path)).toEqual([path]);
  expect(refusals[0].message).toMatch(/needs \d+\.\d GiB of memory for the .*the limit is 3\.0 GiB/);
});

test('lets an engine that evaluates in blocks take what the reference engine cannot', () => {
  expect(refusalsOf({ snapshots: { samples: 100_000 }, generator: { hidden_widths: [8192] } })).toEqual([]);
});

test('counts the averaged generator', () => {
  expect(total({ ema_decay: 0.999 }) - total({})).toBe(VANILLA * 4 * 3);
});

test('refuses a run that no one would live to see the end of', () => {
  const paths = refusalsOf({ epochs: 1e7, batches_per_epoch: 1e6, snapshots: { every: 100 } }).map(({ path }) => path);
  expect(paths).toEqual(['epochs']);
  expect(refusalsOf({ epochs: 5000, batches_per_epoch: 1e6 })).toEqual([]);
});

test('refuses more snapshots or checkpoints than a store can hold, and says how many would do', () => {
  const messages = refusalsOf({ epochs: 5e6, checkpoints: { every: 1 } }).map(({ message }) => message);
  expect(messages).toEqual([
    'snapshots.every: 1 makes 5000000 snapshots; use 5 or more',
    'checkpoints.every: 1 keeps 5000000 checkpoints; use 500 or more',
  ]);
  expect(refusalsOf({ epochs: 5e6, snapshots: { every: 5 }, checkpoints: { every: 500 } })).toEqual([]);
});
