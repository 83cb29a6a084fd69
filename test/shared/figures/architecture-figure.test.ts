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

test('a screen reader is told what is drawn', () => {
  expect(inWords(config({}))).toContain('Generator G: 1 z, 64 leaky relu, 32 leaky relu, 1 identity');
});
