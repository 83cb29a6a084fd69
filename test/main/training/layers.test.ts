import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { initialState } from '../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { NetworkUse } from '../../../src/main/training/model/network-use.ts';
import { randomStream } from '../../../src/main/training/random.ts';

const random = randomStream(7, 'layers');

/** A generator of every kind of layer, and rows for it. */
function everyLayer() {
  const layers: NonNullable<NonNullable<RunConfigInput['generator']>['layers']> = [
    { layer: 'linear', width: 6, spectral: true },
    'silu',
    { layer: 'maxout', width: 5, pieces: 3 },
    { layer: 'linear', width: 4, bias: false },
    'batch_norm',
    'gelu',
    { layer: 'dropout', rate: 0.3 },
    { layer: 'linear', width: 5 },
    'layer_norm',
    'softplus',
    'elu',
    'leaky_relu',
  ];
  const config = runConfigSchema.parse({ generator: { latent_dimension: 3, layers, output_spectral: true } });
  const { generator } = modelOf(config, 2);
  const count = 7;
  const state = initialState(modelOf(config, 2), random).generator;
  state.parameters.forEach((_value, index) => (state.parameters[index] += 0.2 * random.normal()));
  const masks = Float32Array.from({ length: count * generator.maskWidth }, () => (random.uniform() < 0.3 ? 0 : 1));
  const input = Float64Array.from({ length: count * 3 }, () => random.normal());
  return { generator, count, state, masks, input };
}

describe('a network of every kind of layer', () => {
  it('has the gradients that finite differences find, of parameters and inputs', () => {
    const { generator, count, state, masks, input } = everyLayer();
    const weight = Float64Array.from({ length: count * 2 }, () => random.normal());
    // Each evaluation begins with the same u and v, which one power iteration moves on: they stand still after many.
    const settle = new NetworkUse(generator, count);
    for (let round = 0; round < 500; round++) settle.forward(state, input, { kind: 'training', masks });
    const value = (parameters: Float32Array, x: Float64Array) =>
      new NetworkUse(generator, count)
        .forward({ parameters, buffers: state.buffers.slice() }, x, { kind: 'training', masks })
        .reduce((sum, y, index) => sum + y * weight[index], 0);
    const use = new NetworkUse(generator, count);
    use.forward({ parameters: state.parameters, buffers: state.buffers.slice() }, input, { kind: 'training', masks });
    const gradient = new Float64Array(generator.parameterCount);
    const slopes = use.backward(weight, gradient);
    state.parameters.forEach((before, index) => {
      const [up, down] = [state.parameters.slice(), state.parameters.slice()];
      up[index] = before + 2 ** -10;
      down[index] = before - 2 ** -10;
      const slope = (value(up, input) - value(down, input)) / (up[index] - down[index]);
      expect(Math.abs(gradient[index] - slope), `parameter ${index}`).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
    });
    input.forEach((_before, index) => {
      const [up, down] = [input.slice(), input.slice()];
      up[index] += 1e-5;
      down[index] -= 1e-5;
      const slope = (value(state.parameters, up) - value(state.parameters, down)) / 2e-5;
      expect(Math.abs(slopes[index] - slope), `input ${index}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
    });
  });
});
