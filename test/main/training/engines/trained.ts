import { expect } from 'vitest';
import {
  ACTIVATIONS,
  OUTPUT_ACTIVATIONS,
  runConfigSchema,
  type RunConfigInput,
} from '../../../../src/shared/config/schema.ts';
import { noSums, type Engine, type StepBatches, type StepSums } from '../../../../src/main/training/engines/engine.ts';
import { ReferenceEngine } from '../../../../src/main/training/engines/reference/engine.ts';
import { initialState } from '../../../../src/main/training/model/initialise.ts';
import { modelOf, type Model } from '../../../../src/main/training/model/network.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

/** What the tests of the engines draw from: the same in every run. */
export const random = randomStream(1, 'engines');

export const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());

const pick = <Item>(items: readonly Item[]) => items[random.integer(items.length)];

export function batchesFor(
  { batchSize, dimension, latentDimension, discriminatorUpdates, generatorReadsReal, instanceNoise }: Model,
  steps: number,
): StepBatches {
  const samples = steps * batchSize * dimension;
  return {
    steps,
    firstStep: 0,
    real: normals(steps * discriminatorUpdates * batchSize * dimension),
    discriminatorNoise: normals(steps * discriminatorUpdates * batchSize * latentDimension),
    generatorNoise: normals(steps * batchSize * latentDimension),
    generatorReal: generatorReadsReal ? normals(steps * batchSize * dimension) : undefined,
    instanceNoise: instanceNoise && {
      real: normals(samples * discriminatorUpdates),
      fake: normals(samples * discriminatorUpdates),
      generator: normals(samples),
    },
  };
}

export function train(engine: Engine, batches: StepBatches): StepSums {
  const sums = noSums();
  engine.train(batches, sums);
  return sums;
}

const OPTIMIZERS = [
  'adam',
  'sgd',
  'rmsprop',
  { name: 'adamw', weight_decay: 2 },
  { name: 'sgd', momentum: 0.5, weight_decay: 3 },
] as const;

const SCHEDULES = [
  'constant',
  { name: 'constant', warm_up: 4 },
  { name: 'linear', epochs: 4, final: 0.1, warm_up: 1 },
  { name: 'cosine', epochs: 2 },
  { name: 'step', every: 1, factor: 0.3 },
] as const;

const widths = () => Array.from({ length: random.integer(4) }, () => 1 + random.integer(21));

const LOSSES = [
  'bce',
  'minimax',
  { name: 'bce', real_label: 0.9 },
  'lsgan',
  'hinge',
  'wgan',
  'relativistic',
  'relativistic_average',
  { name: 'formula', real: 'softplus(-logit) + 0.1 * tanh(logit - mean_fake_logit)', fake: 'softplus(logit)' },
] as const;

/** Any shape, activation, loss and optimiser that a config can ask for. */
function randomConfig(): RunConfigInput {
  const loss = pick(LOSSES);
  // In the other losses gradients of real and of generated samples cancel in part, and where a unit has the same slope for every sample
  // wholly: Adam and RMSprop would make a step of what rounding leaves.
  const isCrossEntropy = loss === 'bce' || loss === 'minimax' || (typeof loss !== 'string' && loss.name === 'bce');
  const network = () => ({
    hidden_widths: widths(),
    activation: pick(ACTIVATIONS),
    slope: pick([0, 0.01, 0.2, 1]),
  });
  return {
    batch_size: 1 + random.integer(37),
    discriminator_updates: 1 + random.integer(3),
    generator: { ...network(), latent_dimension: 1 + random.integer(5), output_activation: pick(OUTPUT_ACTIVATIONS) },
    discriminator: {
      ...(isCrossEntropy ? network() : { ...network(), activation: 'tanh' }),
      weight_clip: pick([0, 0, 0.05]),
    },
    gradient_clip: pick([0, 0, 0.1]),
    loss,
    optimizer: {
      generator: pick(OPTIMIZERS),
      discriminator: isCrossEntropy ? pick(OPTIMIZERS) : 'sgd',
    },
    schedule: pick(SCHEDULES),
    instance_noise: { standard_deviation: pick([0, 0, 0.5]) },
    epochs: 10,
    batches_per_epoch: 1,
    ema_decay: pick([0, 0.9]),
  };
}

/** Holds an engine to the plain one on so many random shapes, activations, losses and optimisers. */
export function expectAgreement(create: (model: Model) => Engine, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const config = runConfigSchema.parse(randomConfig());
    const model = modelOf(config, 1 + random.integer(2));
    const state = initialState(model, random);
    const engines = [create(model), new ReferenceEngine(model)];
    const batches = batchesFor(model, 3);
    const [got, want] = engines.map((engine) => {
      engine.importState(state);
      return train(engine, batches);
    });
    const what = JSON.stringify(config);
    for (const key of ['lossReal', 'lossFake', 'lossGenerator'] as const)
      expect(Math.abs(got[key] - want[key]), what).toBeLessThan(2e-5);
    for (const key of ['normGenerator', 'normDiscriminator'] as const)
      expect(Math.abs(got[key] - want[key]), what).toBeLessThan(2e-4 * want[key] + 1e-6);
    const noise = normals(7 * model.latentDimension);
    for (const weights of config.ema_decay > 0 ? (['current', 'average'] as const) : (['current'] as const)) {
      const [points, exact] = engines.map((engine) => engine.generate(noise, weights));
      points.forEach((value, index) => expect(Math.abs(value - exact[index]), what).toBeLessThan(2e-4));
    }
    engines[0].dispose();
  }
}
