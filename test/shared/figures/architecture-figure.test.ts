import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { inWords, networksOf } from '../../../src/shared/figures/network-layers.ts';

function config(input: unknown) {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  return parsed.config;
}

test('both networks and the whole GAN are drawn layer by layer with their parameters', () => {
  const [generator, discriminator, gan] = networksOf(
    config({
      target: 'ring',
      generator: { latent_dimension: 3, hidden_widths: [5] },
      discriminator: { hidden_widths: [] },
    }),
  );
  expect(generator.layers.map(({ width }) => width)).toEqual([3, 5, 2]);
  // 3 · 5 + 5 weights and biases into the hidden layer, 5 · 2 + 2 out of it.
  expect(generator.parameters).toBe(32);
  expect(discriminator.layers.map(({ width }) => width)).toEqual([2, 1]);
  expect(discriminator.parameters).toBe(3);
  expect(gan.layers.map(({ width }) => width)).toEqual([3, 5, 2, 1]);
  expect(gan.parameters).toBe(35);
});

test('normalisation, dropout, maxout and spectral layers are drawn below the units that they belong to', () => {
  const [generator, discriminator] = networksOf(
    config({
      generator: { layers: [{ layer: 'linear', width: 6, bias: false }, 'batch_norm', 'relu', 'dropout'] },
      discriminator: {
        layers: [{ layer: 'maxout', width: 4, pieces: 3, spectral: true }],
        output_spectral: true,
        packing: 2,
      },
    }),
  );
  expect(generator.layers.map(({ label }) => label)).toEqual(['z', 'batch_norm relu dropout', 'identity']);
  // 1 · 6 weights, 6 scales and 6 shifts into the hidden layer, 6 · 1 + 1 out of it.
  expect(generator.parameters).toBe(25);
  expect(discriminator.layers.map(({ width }) => width)).toEqual([2, 4, 1]);
  expect(discriminator.layers.map(({ label }) => label)).toEqual([
    'x_packed',
    'spectral maxout_of_3',
    'spectral sigmoid',
  ]);
  // 4 units of 3 pieces, each of 2 weights and a bias; then 4 weights and a bias.
  expect(discriminator.parameters).toBe(41);
});

test('a screen reader is told what is drawn', () => {
  expect(inWords(config({}))).toContain('Generator G: 1 z, 64 leaky relu, 32 leaky relu, 1 identity');
});
