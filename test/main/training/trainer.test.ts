import { describe, expect, it } from 'vitest';
import {
  runConfigSchema,
  type EngineName,
  type RunConfig,
  type RunConfigInput,
} from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import type { Snapshot } from '../../../src/shared/run.ts';
import { decodeCheckpoint } from '../../../src/main/training/checkpoint.ts';
import type { Engine, StepSums } from '../../../src/main/training/engines/engine.ts';
import { createEngine } from '../../../src/main/training/engines/create.ts';
import { bestBuild } from '../../../src/main/training/engines/fused/kernels/best-build.ts';
import type { KernelBuild } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { lawsOf } from '../../../src/main/training/laws.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { Observation } from '../../../src/main/training/observation.ts';
import type { Progress, SentCheckpoint } from '../../../src/main/training/messages.ts';
import { keepsCheckpoint, Trainer } from '../../../src/main/training/trainer.ts';

const NO_FILES = { table: undefined, modules: [] };

/** A trainer, and the snapshots that were taken when it asked for them. */
interface Observed {
  readonly trainer: Trainer;
  readonly snapshots: readonly Snapshot<Float32Array>[];
}

async function trainerOf(
  input: RunConfigInput,
  from?: SentCheckpoint,
  engineName: EngineName = 'fused',
  build: KernelBuild = bestBuild(),
  change: (engine: Engine) => void = () => undefined,
): Promise<Observed> {
  const config = runConfigSchema.parse(input);
  const laws = await lawsOf(config, NO_FILES);
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  const engine = createEngine(engineName, model, build);
  change(engine);
  const observation = new Observation(config, laws, PRESENT_RULES);
  const snapshots: Snapshot<Float32Array>[] = [];
  const trainer = new Trainer({
    config,
    model,
    engine,
    target,
    noise,
    takeSnapshot: (epoch) => snapshots.push(observation.snapshot(engine, epoch)),
    from: from && { checkpoint: decodeCheckpoint(from.bytes), seconds: from.seconds },
  });
  return { trainer, snapshots };
}

type Recorded = Progress & Pick<Observed, 'snapshots'>;

/** Trains to the end, `milliseconds` at a time. */
function trainAll({ trainer, snapshots }: Observed, milliseconds: number, due: () => boolean = () => false): Recorded {
  while (trainer.state.kind === 'training') trainer.advance(milliseconds, due);
  return { ...trainer.takeProgress(), snapshots };
}

/** Everything recorded but the wall clock. */
function bits({ epochs, snapshots, kept }: Recorded) {
  return {
    epochs: epochs.map((record) => ({ ...record, seconds: 0 })),
    snapshots,
    kept: kept.map(({ epoch, bytes }) => [epoch, Buffer.from(bytes).toString('base64')]),
  };
}

const SMALL: RunConfigInput = {
  epochs: 12,
  batches_per_epoch: 7,
  batch_size: 13,
  snapshots: { samples: 100, every: 3 },
  ema_decay: 0.9,
};

const LAYERED: RunConfigInput = {
  ...SMALL,
  target: 'ring',
  noise: 'normal',
  generator: {
    latent_dimension: 2,
    layers: [{ layer: 'linear', width: 9, bias: false }, 'batch_norm', 'gelu', 'dropout'],
  },
  discriminator: {
    layers: [
      { layer: 'linear', width: 8, spectral: true },
      'softplus',
      { layer: 'dropout', rate: 0.2 },
      { layer: 'maxout', width: 6 },
    ],
    output_spectral: true,
    packing: 2,
  },
  penalties: [
    { at: 'between', target: 1 },
    { at: 'real', target: 0, weight: 1 },
  ],
};

const UPDATED: RunConfigInput = {
  ...SMALL,
  discriminator_updates: 2,
  schedule: { name: 'step', every: 3, factor: 0.5, warm_up: 2 },
  instance_noise: { standard_deviation: 0.4, epochs: 8 },
  gradient_clip: 0.1,
  discriminator: { weight_clip: 0.2 },
  optimizer: { generator: 'adamw', discriminator: { name: 'sgd', momentum: 0.5, weight_decay: 0.1 } },
};

describe('the trainer', () => {
  it.each<[string, RunConfigInput]>([
    ['1-D', SMALL],
    [
      '2-D with several discriminator updates',
      { ...SMALL, target: 'ring', noise: 'normal', generator: { latent_dimension: 2 }, discriminator_updates: 3 },
    ],
    ['layers with normalisation, dropout, packing and penalties', LAYERED],
    [
      'Student-t with RMSprop',
      { ...SMALL, target: 'student_t', optimizer: { generator: 'rmsprop', discriminator: 'rmsprop' } },
    ],
    ['relativistic average', { ...SMALL, loss: 'relativistic_average', target: 'laplace' }],
    ['a critic', { ...SMALL, loss: 'wgan', discriminator_updates: 2 }],
    ['everything that changes how networks are updated', UPDATED],
  ])('gives the same bits whether it trains in one go or stops after every step: %s', async (_, input) => {
    const straight = bits(trainAll(await trainerOf(input), 1e9));
    const halting = bits(trainAll(await trainerOf(input), 0, () => true));
    expect(halting).toEqual(straight);
    expect(straight.epochs).toHaveLength(12);
    expect(straight.snapshots.map(({ epoch }) => epoch)).toEqual([3, 6, 9, 12]);
  });

  it.each<RunConfigInput>([SMALL, UPDATED, { ...SMALL, loss: 'relativistic', discriminator_updates: 2 }])(
    'goes on from a checkpoint as if it had never stopped: %o',
    async (config) => {
      const whole = trainAll(await trainerOf(config), 1e9);
      const middle = whole.kept.find(({ epoch }) => epoch > 0 && epoch < 12);
      if (!middle) throw new Error('no checkpoint was kept midway');
      const rest = bits(trainAll(await trainerOf(config, middle), 1e9));
      const want = bits(whole);
      expect(rest.epochs).toEqual(want.epochs.slice(middle.epoch));
      expect(rest.kept).toEqual(want.kept.filter(([epoch]) => Number(epoch) > middle.epoch));
      expect(rest.snapshots).toEqual(want.snapshots.filter(({ epoch }) => epoch > middle.epoch));
    },
  );

  it('draws the real batches of a relativistic generator from a stream of their own, which others do not keep', async () => {
    const streams = async (loss: RunConfigInput['loss']) => {
      const { kept } = trainAll(await trainerOf({ ...SMALL, epochs: 1, ...(loss && { loss }) }), 1e9);
      return decodeCheckpoint(kept[kept.length - 1].bytes).streams;
    };
    const [plain, relativistic] = [await streams(undefined), await streams('relativistic')];
    expect(Object.keys(plain)).toEqual(['data', 'noise']);
    expect(Object.keys(relativistic)).toEqual(['data', 'noise', 'generator_data']);
    expect(relativistic).toMatchObject(plain);
    expect(relativistic.generator_data).not.toEqual(plain.data);
  });

  it('trains to the same losses with an averaged generator as without, and measures both', async () => {
    const without = bits(trainAll(await trainerOf({ ...SMALL, ema_decay: 0 }), 1e9));
    const withAverage = bits(trainAll(await trainerOf(SMALL), 1e9));
    expect(withAverage.epochs).toEqual(without.epochs);
    expect(
      withAverage.snapshots.map(({ metrics, frame }) => ({ metrics, frame: { ...frame, averaged: undefined } })),
    ).toEqual(without.snapshots.map(({ metrics, frame }) => ({ metrics, frame })));
    expect(without.snapshots[0].averageMetrics).toBeUndefined();
    expect(withAverage.snapshots[0].averageMetrics?.wasserstein_1).toBeGreaterThan(0);
    const { frame } = withAverage.snapshots[0];
    if (frame.dimension !== 1 || !frame.averaged) throw new Error('the averaged generator’s samples are missing');
    const mean = frame.averaged.reduce((sum, value) => sum + value, 0) / frame.averaged.length;
    expect(mean).toBeCloseTo(withAverage.snapshots[0].averageMetrics?.mean ?? NaN, 4);
    expect(frame.averaged).not.toEqual(frame.samples);
  });

  it('trains the plain engine on the same batches to nearly the same losses', async () => {
    const fused = trainAll(await trainerOf(SMALL), 1e9);
    const plain = trainAll(await trainerOf(SMALL, undefined, 'reference'), 1e9);
    fused.epochs.forEach((epoch, index) => {
      expect(epoch.lossGenerator).toBeCloseTo(plain.epochs[index].lossGenerator, 5);
      expect(epoch.lossReal).toBeCloseTo(plain.epochs[index].lossReal, 5);
    });
    fused.snapshots.forEach(({ metrics, averageMetrics }, index) => {
      expect(metrics.wasserstein_1).toBeCloseTo(plain.snapshots[index].metrics.wasserstein_1 ?? NaN, 4);
      expect(averageMetrics?.wasserstein_1).toBeCloseTo(plain.snapshots[index].averageMetrics?.wasserstein_1 ?? NaN, 4);
    });
  });

  it('looks at the generator with the same latent vectors at every epoch, and always at the last', async () => {
    const still: RunConfigInput = {
      ...SMALL,
      snapshots: { samples: 100, every: 5 },
      optimizer: { generator: { name: 'sgd', learning_rate: 1e-20 } },
    };
    const { snapshots } = trainAll(await trainerOf(still), 1e9);
    expect(snapshots.map(({ epoch }) => epoch)).toEqual([5, 10, 12]);
    for (const { metrics } of snapshots) expect(metrics).toEqual(snapshots[0].metrics);
  });

  it('takes no checkpoint once steps threw, because random streams have moved on from the end of the last epoch', async () => {
    let calls = 0;
    const { trainer } = await trainerOf(SMALL, undefined, 'fused', bestBuild(), (engine) => {
      const train = engine.train.bind(engine);
      engine.train = (batches, sums) => {
        calls += 1;
        if (calls === 3) throw new Error('no more');
        train(batches, sums);
      };
    });
    trainer.advance(1e9, () => true);
    expect(trainer.atEpochEnd).toBe(true);
    expect(() => trainer.advance(1e9, () => false)).toThrow('no more');
    expect(trainer.atEpochEnd).toBe(false);
    expect(() => trainer.checkpoint()).toThrow('at the end of an epoch');
  });

  it('ends as failed, with everything up to there, when a loss is no longer finite', async () => {
    const run = await trainerOf({
      ...SMALL,
      loss: 'minimax',
      optimizer: {
        generator: { name: 'sgd', learning_rate: 1e25 },
        discriminator: { name: 'sgd', learning_rate: 1e25 },
      },
    });
    const { epochs } = trainAll(run, 1e9);
    const { state } = run.trainer;
    expect(state).toMatchObject({ kind: 'failed', error: { code: 'not-finite' } });
    expect(state.kind === 'failed' && state.error.message).toMatch(/became infinite or NaN in epoch \d+$/);
    expect(epochs.length).toBeGreaterThan(0);
  });

  it('records the same norms of gradients, and with penalties the same of these, on the plain engine and on both builds', async () => {
    for (const config of [
      SMALL,
      { ...SMALL, penalties: [{ at: 'real', target: 0 }, { at: 'between' }] } satisfies RunConfigInput,
    ]) {
      const { epochs: plain } = trainAll(await trainerOf(config, undefined, 'reference'), 1e9);
      for (const build of ['relaxed', 'plain'] as const) {
        const { epochs } = trainAll(await trainerOf(config, undefined, 'fused', build), 1e9);
        epochs.forEach((epoch, index) => {
          for (const key of ['gradientNormGenerator', 'gradientNormDiscriminator', 'penalty'] as const) {
            const want = plain[index][key];
            if (want === undefined) expect([key, epoch[key]]).toEqual(['penalty', undefined]);
            else expect(Math.abs((epoch[key] ?? NaN) / want - 1)).toBeLessThan(1e-3);
          }
        });
      }
    }
  });

  it.each([
    ['the penalty', (sums: StepSums) => (sums.penalty = NaN)],
    ['the norm of the discriminator’s gradient', (sums: StepSums) => (sums.normDiscriminator = Infinity)],
    ['the norm of the generator’s gradient', (sums: StepSums) => (sums.normGenerator = NaN)],
  ] as const)('ends as failed when %s is no longer finite, though all losses and weights are', async (what, spoil) => {
    const run = await trainerOf(LAYERED, undefined, 'fused', bestBuild(), (engine) => {
      const train = engine.train.bind(engine);
      engine.train = (batches, sums) => {
        train(batches, sums);
        spoil(sums);
      };
    });
    const { epochs } = trainAll(run, 1e9);
    expect(epochs).toHaveLength(1);
    expect(run.trainer.state).toMatchObject({ error: { message: `${what} became infinite or NaN in epoch 1` } });
  });

  it.each(['reference', 'fused'] as const)(
    'ends as failed when a running statistic is not finite, on %s',
    async (name) => {
      const run = await trainerOf(LAYERED, undefined, name, bestBuild(), (engine) => {
        const nonFinite = engine.nonFinite.bind(engine);
        engine.nonFinite = () => {
          const state = engine.exportState();
          const buffers = state.generator.buffers.slice();
          buffers[buffers.length - 1] = Infinity;
          engine.importState({ ...state, generator: { ...state.generator, buffers } });
          return nonFinite();
        };
      });
      trainAll(run, 1e9);
      expect(run.trainer.state).toMatchObject({
        error: {
          code: 'not-finite',
          message: 'a weight or a statistic of a normalisation of the generator became infinite or NaN in epoch 1',
        },
      });
    },
  );

  it('says how long the gradients of both networks were, and at a checkpoint of which streams it drew', async () => {
    const { epochs, kept } = trainAll(await trainerOf(UPDATED), 1e9);
    for (const { gradientNormGenerator, gradientNormDiscriminator } of epochs) {
      expect(gradientNormGenerator).toBeGreaterThan(0);
      expect(gradientNormDiscriminator).toBeGreaterThan(0);
    }
    const streams = (bytes: Uint8Array) => Object.keys(decodeCheckpoint(bytes).streams);
    expect(streams(kept[0].bytes)).toEqual(['data', 'noise', 'instance_noise']);
    const without = trainAll(await trainerOf(SMALL), 1e9);
    expect(streams(without.kept[0].bytes)).toEqual(['data', 'noise']);
  });

  it.each<[Partial<RunConfig>, number[]]>([
    [{ epochs: 600 }, [0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600]],
    [{ epochs: 5 }, [0, 1, 2, 3, 4, 5]],
    [{ epochs: 25 }, [0, 3, 5, 8, 10, 13, 15, 18, 20, 23, 25]],
    [{ epochs: 25, checkpoints: { every: 10 } }, [0, 10, 20, 25]],
  ])('keeps checkpoints of the first, the last and every tenth of the run: %o', (part, kept) => {
    const config = { ...runConfigSchema.parse({}), ...part };
    const epochs = Array.from({ length: config.epochs + 1 }, (_, epoch) => epoch);
    expect(epochs.filter((epoch) => keepsCheckpoint(config, epoch))).toEqual(kept);
  });
});
