import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { initialState } from '../../../src/main/training/model/initialise.ts';
import { denseLayers } from '../../../src/main/training/model/dense-layers.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { randomStream } from '../../../src/main/training/random.ts';

describe('initial weights', () => {
  const config = runConfigSchema.parse({ generator: { latent_dimension: 3, hidden_widths: [400, 300] } });
  const model = modelOf(config, 1);
  const state = initialState(model, randomStream(1, 'init'));

  it.each(['generator', 'discriminator'] as const)(
    'of the %s are uniform in ±1/√fan-in, biases like weights',
    (which) => {
      for (const layer of denseLayers(model[which]) ?? []) {
        const bound = 1 / Math.sqrt(layer.inputs);
        const parts = [
          state[which].parameters.subarray(layer.weights, layer.biases),
          state[which].parameters.subarray(layer.biases, layer.biases + layer.outputs),
        ];
        for (const part of parts) {
          const count = part.length;
          const scaled = Array.from(part, (value) => value / bound);
          expect(Math.max(...scaled.map(Math.abs))).toBeLessThanOrEqual(1);
          // Mean 0 and variance 1/3 of the uniform law on ±1, within five standard errors.
          const mean = scaled.reduce((sum, value) => sum + value, 0) / count;
          const square = scaled.reduce((sum, value) => sum + value * value, 0) / count;
          expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / count));
          expect(Math.abs(square - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / count));
        }
      }
    },
  );

  it('differ by seed, leave the optimisers at rest, and start no average that was not asked for', () => {
    expect(initialState(model, randomStream(2, 'init')).generator.parameters).not.toEqual(state.generator.parameters);
    expect(state.generator.updates).toBe(0);
    expect(state.generator.firstMoment.every((value) => value === 0)).toBe(true);
    expect(state.average).toBeUndefined();
  });

  it('are what the averaged generator starts from', () => {
    const averaged = initialState(modelOf({ ...config, ema_decay: 0.999 }, 1), randomStream(1, 'init'));
    expect(averaged.average).toEqual(averaged.generator.parameters);
  });
});
