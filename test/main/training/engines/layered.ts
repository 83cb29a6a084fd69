import { expect } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { noSums, type Engine, type StepBatches } from '../../../../src/main/training/engines/engine.ts';
import { ReferenceEngine } from '../../../../src/main/training/engines/reference/engine.ts';
import { initialState } from '../../../../src/main/training/model/initialise.ts';
import { drawMasks, MaskLayout } from '../../../../src/main/training/model/masks.ts';
import { modelOf, type Model } from '../../../../src/main/training/model/network.ts';
import { betweenCount } from '../../../../src/main/training/model/penalties.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

const random = randomStream(3, 'layered engines');
const normals = (count: number) => Float32Array.from({ length: count }, () => random.normal());
const pick = <Item>(items: readonly Item[]) => items[random.integer(items.length)];
const chance = (share: number) => random.uniform() < share;

type Layers = NonNullable<NonNullable<RunConfigInput['discriminator']>['layers']>;

const ACTIVATIONS = ['tanh', 'silu', 'gelu', 'softplus', 'elu', 'sigmoid', 'leaky_relu', 'relu'] as const;

/** Up to three hidden layers of any kind, in any order that makes sense. */
function randomLayers(norms: readonly ('batch_norm' | 'layer_norm')[]): Layers {
  return Array.from({ length: 1 + random.integer(3) }).flatMap((): Layers => {
    const width = 4 + random.integer(16);
    const spectral = chance(0.25);
    if (chance(0.2)) return [{ layer: 'maxout', width, pieces: 2 + random.integer(4), spectral }];
    return [
      { layer: 'linear', width, bias: chance(0.7), spectral },
      ...(chance(0.4) ? [pick(norms)] : []),
      ...(chance(0.9) ? [pick(ACTIVATIONS)] : []),
      ...(chance(0.3) ? [{ layer: 'dropout', rate: 0.3 } as const] : []),
    ];
  });
}

function randomConfig(): RunConfigInput {
  const hasPenalties = chance(0.6);
  const place = () => ({ at: pick(['real', 'fake', 'between'] as const), target: pick([0, 1]), weight: 0.7 });
  return {
    batch_size: 8 + random.integer(13),
    discriminator_updates: 1 + random.integer(2),
    generator: {
      latent_dimension: 1 + random.integer(4),
      layers: randomLayers(['batch_norm', 'layer_norm']),
      output_activation: pick(['identity', 'tanh'] as const),
    },
    discriminator: {
      layers: randomLayers(hasPenalties ? ['layer_norm'] : ['batch_norm', 'layer_norm']),
      output_spectral: chance(0.3),
      packing: 1 + random.integer(3),
    },
    penalties: hasPenalties ? Array.from({ length: 1 + random.integer(3) }, place) : [],
    optimizer: { generator: 'sgd', discriminator: 'sgd' },
    ema_decay: pick([0, 0.9]),
  };
}

/** Batches of any model, with the masks and epsilons that it reads. */
export function layeredBatches(model: Model, steps: number): StepBatches {
  const { batchSize, packing, dimension, latentDimension, discriminatorUpdates, generatorReadsReal } = model;
  const samples = packing * batchSize;
  const { stepLength } = new MaskLayout(model);
  const masks = new Float32Array(steps * stepLength);
  for (let step = 0; step < steps; step++)
    if (stepLength > 0) drawMasks(model, random, masks.subarray(step * stepLength, (step + 1) * stepLength));
  const epsilons = Float32Array.from({ length: steps * discriminatorUpdates * betweenCount(model) * batchSize }, () =>
    random.uniform(),
  );
  return {
    steps,
    firstStep: 0,
    real: normals(steps * discriminatorUpdates * samples * dimension),
    discriminatorNoise: normals(steps * discriminatorUpdates * samples * latentDimension),
    generatorNoise: normals(steps * samples * latentDimension),
    ...(generatorReadsReal && { generatorReal: normals(steps * samples * dimension) }),
    ...(stepLength > 0 && { masks }),
    ...(epsilons.length > 0 && { epsilons }),
  };
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);

function expectClose(got: Float32Array, want: Float32Array, share: number, what: string): void {
  const scale = largest(want);
  want.forEach((value, index) =>
    expect(Math.abs(got[index] - value) / scale, `${what} [${index}]`).toBeLessThan(share),
  );
}

/** Holds an engine to the plain one on so many random lists of layers, with penalties and packing. */
export function expectLayersAgree(create: (model: Model) => Engine, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const config = runConfigSchema.parse(randomConfig());
    const model = modelOf(config, 1 + random.integer(2));
    const state = initialState(model, random);
    const engines = [create(model), new ReferenceEngine(model)];
    const { generator, discriminator, penalties } = config;
    const what = `round ${round}: ${JSON.stringify({ generator: generator.layers, discriminator: discriminator.layers, packing: discriminator.packing, penalties })}`;
    const batches = layeredBatches(model, 1);
    const [got, want] = engines.map((engine) => {
      engine.importState(state);
      const sums = noSums();
      engine.train(batches, sums);
      return sums;
    });
    for (const key of ['lossReal', 'lossFake', 'lossGenerator', 'penalty'] as const)
      expect(Math.abs(got[key] - want[key]), `${key}, ${what}`).toBeLessThan(1e-4 * Math.max(1, Math.abs(want[key])));
    for (const key of ['normGenerator', 'normDiscriminator'] as const)
      expect(Math.abs(got[key] - want[key]), `${key}, ${what}`).toBeLessThan(2e-3 * want[key] + 1e-6);
    const [gradients, exact] = engines.map((engine) => engine.lastGradients());
    expectClose(gradients.discriminator, exact.discriminator, 2e-3, `discriminator’s gradient, ${what}`);
    expectClose(gradients.generator, exact.generator, 2e-3, `generator’s gradient, ${what}`);
    const [own, other] = engines.map((engine) => engine.exportState());
    for (const which of ['generator', 'discriminator'] as const)
      own[which].buffers.forEach((value, index) =>
        expect(Math.abs(value - other[which].buffers[index]), `${which}’s buffer ${index}, ${what}`).toBeLessThan(2e-4),
      );
    const noise = normals(7 * model.latentDimension);
    const points = normals(7 * model.dimension);
    const drawn = engines.map((engine) => engine.generate(noise, config.ema_decay > 0 ? 'average' : 'current').slice());
    expectClose(drawn[0], drawn[1], 1e-3, `samples, ${what}`);
    const judged = engines.map((engine) => engine.discriminate(points).slice());
    expectClose(judged[0], judged[1], 1e-3, `logits, ${what}`);
    engines[0].dispose();
  }
}

/** Trains a model with a penalty by steps that are each too small for float32 weights to move by, and expects them to have moved by their sum. */
export function expectSmallStepsToAddUp(create: (model: Model) => Engine): void {
  const steps = 200;
  for (const optimizer of ['sgd', 'adam', { name: 'adamw', weight_decay: 0.1 }, 'rmsprop'] as const) {
    const config = runConfigSchema.parse({
      batch_size: 8,
      penalties: [{ at: 'between' }],
      discriminator: { hidden_widths: [6], activation: 'tanh' },
      optimizer: { generator: optimizer, discriminator: optimizer },
    });
    const slow = { learning_rate: 2e-9 };
    const { generator, discriminator } = config.optimizer;
    const model: Model = {
      ...modelOf(config, 1),
      optimizer: { generator: { ...generator, ...slow }, discriminator: { ...discriminator, ...slow } },
    };
    const engine = create(model);
    const state = initialState(model, random);
    engine.importState(state);
    const batches = layeredBatches(model, 1);
    for (let step = 0; step < steps; step++) engine.train(batches, noSums());
    const gradients = engine.lastGradients().discriminator;
    const steepest = gradients.reduce(
      (best, slope, at) => (Math.abs(slope) > Math.abs(gradients[best]) ? at : best),
      0,
    );
    const moved = engine.exportState().discriminator.parameters[steepest] - state.discriminator.parameters[steepest];
    // Adam goes by the rate at first, whatever the gradient; so does RMSprop, whose mean of squares is still short.
    const steep = Math.abs(gradients[steepest]);
    const length = (step: number) =>
      optimizer === 'sgd' ? steep : optimizer === 'rmsprop' ? 1 / Math.sqrt(1 - 0.99 ** step) : 1;
    const way = Array.from({ length: steps }, (_, index) => 2e-9 * length(index + 1)).reduce((sum, one) => sum + one);
    const off = Math.abs(moved + Math.sign(gradients[steepest]) * way);
    // Half of float32's last place, and what Adam's β and ε make of a gradient.
    expect(off, JSON.stringify({ optimizer, moved, way })).toBeLessThan(0.05 * way + 2 ** -25);
    expect(way, JSON.stringify(optimizer)).toBeGreaterThan(3 * 2 ** -25);
    engine.dispose();
  }
}
