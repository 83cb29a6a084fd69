import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { ReferenceEngine } from '../../../../src/main/training/engines/reference/engine.ts';
import { initialState } from '../../../../src/main/training/model/initialise.ts';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import {
  instanceNoiseOf,
  noiseDeviation,
  rateFactor,
  scheduleOf,
} from '../../../../src/main/training/model/schedule.ts';
import { batchesFor, random, train } from '../engines/trained.ts';

/** The factors at the first `count` train steps of a run of 10 epochs with 2 train steps each. */
function factors(schedule: RunConfigInput['schedule'], count: number): number[] {
  const of = scheduleOf(runConfigSchema.parse({ epochs: 10, batches_per_epoch: 2, schedule }));
  return Array.from({ length: count }, (_, step) => (of ? rateFactor(of, step) : 1));
}

const close = (values: readonly number[]) => values.map((value): unknown => expect.closeTo(value, 14));

describe('the factor on the learning rates', () => {
  it('stays 1 without a schedule, and no engine has to ask', () => {
    expect(scheduleOf(runConfigSchema.parse({}))).toBeUndefined();
  });

  it('rises from 0 over the warm-up', () => {
    expect(factors({ name: 'constant', warm_up: 2 }, 6)).toEqual(close([0, 0.25, 0.5, 0.75, 1, 1]));
  });

  it('falls on a line to its final share, and stays there', () => {
    expect(factors({ name: 'linear', epochs: 2, final: 0.2 }, 7)).toEqual(close([1, 0.8, 0.6, 0.4, 0.2, 0.2, 0.2]));
  });

  it('falls on half a cosine to its final share, and stays there', () => {
    const half = (1 + Math.SQRT1_2) / 2;
    const got = factors({ name: 'cosine', epochs: 2, final: 0.1 }, 6);
    expect(got).toEqual(close([1, 0.1 + 0.9 * half, 0.55, 0.1 + 0.9 * (1 - half), 0.1, 0.1]));
  });

  it('is multiplied every so many epochs', () => {
    expect(factors({ name: 'step', every: 1, factor: 0.5 }, 6)).toEqual(close([1, 1, 0.5, 0.5, 0.25, 0.25]));
  });

  it('goes on from 1 after the warm-up, and ends with the schedule’s length', () => {
    expect(factors({ name: 'linear', epochs: 3, warm_up: 1 }, 8)).toEqual(close([0, 0.5, 1, 0.75, 0.5, 0.25, 0, 0]));
    expect(factors({ name: 'step', every: 1, factor: 0.1, warm_up: 1 }, 5)).toEqual(close([0, 0.5, 1, 1, 0.1]));
  });

  it('takes the length of the run where the schedule has none of its own', () => {
    expect(factors({ name: 'linear' }, 21).slice(-2)).toEqual(close([0.05, 0]));
  });
});

it('instance noise falls linearly to 0, and is there no more', () => {
  const noise = instanceNoiseOf(
    runConfigSchema.parse({ batches_per_epoch: 2, instance_noise: { standard_deviation: 0.5, epochs: 2 } }),
  );
  if (!noise) throw new Error('there is no noise');
  expect([0, 1, 2, 3, 4, 5].map((step) => noiseDeviation(noise, step))).toEqual(close([0.5, 0.375, 0.25, 0.125, 0, 0]));
});

it('plain gradient descent moves every weight by rate, factor and gradient of its train step, clipped', () => {
  const sgd = { name: 'sgd', learning_rate: 0.5 } as const;
  const config = runConfigSchema.parse({
    epochs: 4,
    batches_per_epoch: 1,
    schedule: { name: 'linear', final: 0.2 },
    gradient_clip: 1e-3,
    optimizer: { generator: sgd, discriminator: sgd },
  });
  const model = modelOf(config, 1);
  const engine = new ReferenceEngine(model);
  engine.importState(initialState(model, random));
  for (const [firstStep, factor] of [1, 0.8, 0.6, 0.4, 0.2].entries()) {
    const before = engine.exportState().discriminator.parameters;
    const sums = train(engine, { ...batchesFor(model, 1), firstStep });
    const { discriminator: gradient } = engine.lastGradients();
    expect(sums.normDiscriminator).toBeGreaterThan(1e-3);
    expect(Math.hypot(...gradient)).toBeCloseTo(1e-3 * (sums.normDiscriminator / (sums.normDiscriminator + 1e-6)), 9);
    engine.exportState().discriminator.parameters.forEach((weight, index) => {
      expect(weight).toBeCloseTo(before[index] - 0.5 * factor * gradient[index], 6);
    });
  }
});
