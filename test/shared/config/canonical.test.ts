import { expect, test } from 'vitest';
import { canonicalConfig } from '../../../src/shared/config/canonical.ts';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';

const canonical = (input: unknown) => canonicalConfig(runConfigSchema.parse(input), 'fused');

// These texts are what old runs were grouped by: one that changes parts a researcher's runs from their group. If a
// default has changed, canonical.ts has to leave the old one out as before.
test.each([
  [{}, '{"engine":"fused"}'],
  [{ target: 'laplace' }, '{"engine":"fused","target":{"law":"laplace"}}'],
  [
    { generator: { hidden_widths: [8] }, optimizer: { discriminator: { learning_rate: 2e-4 } } },
    '{"engine":"fused","generator":{"hidden_widths":[8]},"optimizer":{"discriminator":{"learning_rate":0.0002,"name":"adam"}}}',
  ],
  [
    { loss: { name: 'bce', real_label: 0.9 }, snapshots: { samples: 500, every: 7 }, batch_size: 64 },
    '{"batch_size":64,"engine":"fused","loss":{"name":"bce","real_label":0.9},"snapshots":{"samples":500}}',
  ],
])('%j is grouped by %s', (input, text) => {
  expect(canonical(input)).toBe(text);
});

test.each([
  { seed: 7 },
  { snapshots: { every: 5 } },
  { checkpoints: { every: 5 } },
  { engine: 'fused' },
  { device: 'cpu' },
  { noise: 'uniform' },
  { schedule: { name: 'constant', warm_up: 0 }, instance_noise: { epochs: 0 } },
  { gradient_clip: 0, discriminator: { weight_clip: 0 } },
  { optimizer: { generator: 'adam' } },
  { optimizer: { generator: 'adam', discriminator: { learning_rate: 0.001 } } },
  { target: { law: 'normal', mean: -0, standard_deviation: 1 } },
])('%j belongs to the group of the defaults', (input) => {
  expect(canonical(input)).toBe(canonical({}));
});

test.each([
  { epochs: 601 },
  { ema_decay: 0.9 },
  { generator: { slope: 0.2 } },
  { discriminator: { slope: 0.2 } },
  { noise: 'normal' },
  { loss: 'minimax' },
  { optimizer: { generator: 'sgd' } },
  { snapshots: { samples: 1000 } },
  { target: { mean: 1e-9 } },
  { schedule: { warm_up: 1 } },
  { schedule: 'linear' },
  { instance_noise: { standard_deviation: 0.1 } },
  { gradient_clip: 1 },
  { discriminator: { weight_clip: 0.01 } },
  { optimizer: { generator: 'adamw' } },
])('%j is a group of its own', (input) => {
  expect(canonical(input)).not.toBe(canonical({}));
});

test('another engine is another group', () => {
  expect(canonicalConfig(runConfigSchema.parse({}), 'reference')).not.toBe(canonical({}));
});

test('a file counts by its content, and by its name only while that is not known', () => {
  const csv = (file: string, digest?: string) => canonical({ target: { law: 'csv', file, ...(digest && { digest }) } });
  expect(csv('a.csv', 'ab12')).toBe(csv('elsewhere/b.csv', 'ab12'));
  expect(csv('a.csv', 'ab12')).not.toBe(csv('a.csv', 'cd34'));
  expect(csv('a.csv')).not.toBe(csv('b.csv'));
});

test('a file that is read to other values is another group, and one of which none are told is that of before', () => {
  const csv = (read: object) => canonical({ target: { law: 'csv', file: 'a.csv', digest: 'ab12', ...read } });
  expect(csv({})).toBe('{"engine":"fused","target":{"digest":"ab12","law":"csv"}}');
  expect(csv({ values_digest: 'ef56' })).not.toBe(csv({}));
  expect(csv({ values_digest: 'ef56' })).not.toBe(csv({ values_digest: 'ab78' }));
});
