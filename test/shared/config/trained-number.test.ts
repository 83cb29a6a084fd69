import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { stepped, trainedNumbers, withNumber } from '../../../src/shared/config/trained-number.ts';

const configOf = (input: RunConfigInput) => runConfigSchema.parse(input);

const config = configOf({
  optimizer: { generator: { learning_rate: 3e-4 } },
  discriminator: { layers: [{ layer: 'linear', width: 64 }, { layer: 'leaky_relu', slope: 0.2 }, 'layer_norm'] },
  penalties: [{ at: 'between', target: 1, weight: 10 }],
});

describe('the numbers of a config that can be held', () => {
  it.each([
    ['optimizer.generator.learning_rate', ['Generator learning rate 0.0003']],
    ['generator.hidden_widths', ['Generator widths 1 64', 'Generator widths 2 32']],
    ['generator.slope', ['Generator leaky slope 0.01']],
    ['penalties', ['Penalties 1, target 1', 'Penalties 1, weight 10']],
    ['epochs', ['Epochs 600']],
    ['seed', []],
    ['snapshots.every', []],
    ['loss.name', []],
  ])('of %s', (path, names) => {
    expect(trainedNumbers(config, path).map(({ name, value }) => `${name} ${value}`)).toEqual(names);
  });

  it('of a list of layers, each with the settings of its kind', () => {
    const numbers = trainedNumbers(config, 'discriminator.layers');
    expect(numbers.map(({ path, value }) => [path.join('.'), value])).toEqual([
      ['discriminator.layers.0.width', 64],
      ['discriminator.layers.1.slope', 0.2],
      ['discriminator.layers.2.epsilon', 1e-5],
    ]);
  });

  it('are set where they stand, and give a config that can be trained', () => {
    const [, weight] = trainedNumbers(config, 'penalties');
    const parsed = parseConfig(withNumber(config, weight.path, 20));
    expect(parsed.ok && parsed.config).toEqual({ ...config, penalties: [{ ...config.penalties[0], weight: 20 }] });
  });
});

describe('a number that is dragged', () => {
  const steps = (value: number, path: string, ...by: number[]) => {
    const [number] = trainedNumbers(configOf({}), path);
    return by.map((one) => stepped(value, one, number));
  };

  it('goes through the preferred numbers, in two digits and as far down as wanted', () => {
    expect(steps(2e-4, 'optimizer.generator.learning_rate', 1, 2, -1, 24, -48)).toEqual([
      2.2e-4, 2.4e-4, 1.8e-4, 2e-3, 2e-6,
    ]);
    expect(steps(2.13e-4, 'optimizer.generator.learning_rate', 1, -1)).toEqual([2.2e-4, 2e-4]);
  });

  it('counts small whole numbers, and stays within what is right', () => {
    expect(steps(3, 'discriminator_updates', 1, -2, -9)).toEqual([4, 1, 1]);
    expect(steps(64, 'generator.latent_dimension', 1, -1)).toEqual([68, 62]);
  });

  it('goes through shares, finer at both ends', () => {
    expect(steps(0.5, 'optimizer.generator.beta_1', 1, -1)).toEqual([0.55, 0.45]);
    expect(steps(0.999, 'optimizer.generator.beta_2', 1, -1, 9)).toEqual([0.9995, 0.998, 0.9999]);
    expect(steps(0.01, 'generator.slope', 1, -99)).toEqual([0.02, 0]);
  });

  it('begins at 0 with a small number, and comes back to it', () => {
    expect(steps(0, 'discriminator.weight_clip', 1, -1)).toEqual([1e-4, 0]);
    expect(steps(1e-4, 'discriminator.weight_clip', -1)).toEqual([0]);
  });

  it('goes to either side of 0 where both are right', () => {
    expect(steps(0, 'target.mean', 1, -3)).toEqual([0.1, -0.3]);
  });
});
