import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { initialState } from '../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { NetworkUse } from '../../../src/main/training/model/network-use.ts';
import { penaltyOf } from '../../../src/main/training/model/penalties.ts';
import { randomStream } from '../../../src/main/training/random.ts';

const random = randomStream(19, 'penalties');
const pick = <Item>(items: readonly Item[]) => items[random.integer(items.length)];

type Layers = NonNullable<NonNullable<RunConfigInput['discriminator']>['layers']>;

/** One to three hidden layers, of any kind that a discriminator with penalties may have. */
function randomLayers(): Layers {
  return Array.from({ length: 1 + random.integer(3) }).flatMap((): Layers => {
    const width = 2 + random.integer(5);
    const spectral = random.uniform() < 0.3;
    const behind: Layers = [
      ...(random.uniform() < 0.3 ? (['layer_norm'] as const) : []),
      pick(['tanh', 'silu', 'gelu', 'softplus', 'elu', 'sigmoid', 'leaky_relu', 'relu'] as const),
      ...(random.uniform() < 0.3 ? [{ layer: 'dropout', rate: 0.4 } as const] : []),
    ];
    return random.uniform() < 0.2
      ? [{ layer: 'maxout', width, pieces: 2 + random.integer(3), spectral }]
      : [{ layer: 'linear', width, bias: random.uniform() < 0.7, spectral }, ...behind];
  });
}

describe('the penalties of a discriminator’s gradient', () => {
  it('have the derivatives that finite differences find, on 100 random networks', () => {
    for (let round = 0; round < 100; round++) {
      const discriminator = { layers: randomLayers(), output_spectral: random.uniform() < 0.3 };
      const config = runConfigSchema.parse({ discriminator });
      const model = modelOf(config, 1 + random.integer(3));
      const network = model.discriminator;
      const [count, weight] = [3, 0.5 + random.uniform()];
      const penalty = { at: 'real', target: pick([0, 1]), weight } as const;
      const state = initialState(model, random).discriminator;
      const masks = Float32Array.from({ length: count * network.maskWidth }, () => (random.uniform() < 0.4 ? 0 : 1));
      const input = Float64Array.from({ length: count * network.inputs }, () => random.normal());
      const parameters = Float64Array.from(state.parameters, (value) => value + 0.3 * random.normal());
      // u and v are held constant by the derivatives, and so have to stand still: as they do after many iterations.
      const settled = new NetworkUse(network, count);
      for (let iteration = 0; iteration < 3000; iteration++) {
        if (network.bufferCount === 0) break;
        settled.forward({ parameters, buffers: state.buffers }, input, { kind: 'training', masks });
      }
      const measure = (values: Float64Array, gradient: Float64Array): number => {
        const use = new NetworkUse(network, count);
        use.forward({ parameters: values, buffers: state.buffers.slice() }, input, { kind: 'training', masks });
        return use.penalize(count, (rows) => penaltyOf(penalty, rows, count), gradient);
      };
      const gradient = new Float64Array(parameters.length);
      measure(parameters, gradient);
      const unused = new Float64Array(parameters.length);
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      parameters.forEach((value, index) => {
        const moved = (step: number) => measure(parameters.with(index, value + step), unused);
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        const what = `round ${round}, parameter ${index}: ${JSON.stringify({ ...discriminator, penalty })}`;
        expect(Math.abs(gradient[index] - slope), what).toBeLessThan(2e-5 * largest);
      });
    }
  });
});
