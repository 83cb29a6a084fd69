import { describe, expect, it } from 'vitest';
import { BENCHMARK_MODELS, configOf } from '../../../../src/main/app/benchmark/models.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import type { EngineAvailability } from '../../../../src/main/training/engines/availability.ts';
import { chooseEngine } from '../../../../src/main/training/engines/choose.ts';
import { fitCosts, stepMilliseconds, type CostModel } from '../../../../src/main/training/engines/cost.ts';
import type { KernelBuild } from '../../../../src/main/training/engines/fused/kernels/kernels.ts';
import { modelOf } from '../../../../src/main/training/model/network.ts';
import { stepWork } from '../../../../src/main/training/model/work.ts';

const HERE: EngineAvailability = {
  engine: 'tensorflow',
  available: true,
  version: 'tfjs-node 4.22.0',
  nativeLibrary: 'libtensorflow 1.15.0',
  device: 'cpu',
};
const MISSING: EngineAvailability = {
  engine: 'tensorflow',
  available: false,
  reason: 'It has not been downloaded yet.',
  remedy: 'npm run setup:tensorflow',
  sources: ['official'],
};

const wide = { hidden_widths: [512, 512, 512] };
const SMALL: RunConfigInput = {};
const LARGE: RunConfigInput = { batch_size: 1024, generator: wide, discriminator: wide };

/** With the plain kernels, than which TensorFlow is faster on wide networks, where others are not named. */
function choose(input: RunConfigInput, tensorFlow: EngineAvailability = HERE, build: KernelBuild = 'plain') {
  const config = runConfigSchema.parse(input);
  return chooseEngine(
    config,
    modelOf(config, 1),
    1,
    () => tensorFlow,
    () => build,
  );
}

describe('the choice of an engine', () => {
  it('takes by itself the one that is expected to be faster, and says why', () => {
    expect(choose(SMALL)).toMatchObject({ engine: 'fused', threads: 1, device: 'cpu' });
    expect(choose(SMALL).reason).toMatch(
      /^the faster one here: about [\d.]+ ms per step on fused, [\d.]+ ms on tensorflow$/,
    );
    expect(choose(LARGE)).toMatchObject({ engine: 'tensorflow', device: 'auto' });
  });

  it('takes fused where tensorflow would be faster but is not here, and says that', () => {
    const { engine, reason } = choose(LARGE, MISSING);
    expect(engine).toBe('fused');
    expect(reason).toMatch(
      /^tensorflow would be faster \(about .*\), but cannot run here: It has not been downloaded yet\./,
    );
    expect(reason).toContain('npm run setup:tensorflow');
  });

  it('takes what is asked for, or refuses it with the reason', () => {
    expect(choose({ engine: 'tensorflow' })).toMatchObject({ engine: 'tensorflow', reason: 'chosen in the config' });
    expect(choose({ ...LARGE, engine: 'fused' })).toMatchObject({ engine: 'fused', reason: 'chosen in the config' });
    expect(() => choose({ engine: 'tensorflow' }, MISSING)).toThrow(
      expect.objectContaining({ code: 'engine-unavailable', path: 'engine' }),
    );
  });

  it('takes a GPU where there is one, and refuses it where there is none', () => {
    expect(choose({ device: 'gpu' }, { ...HERE, device: 'gpu' })).toMatchObject({
      engine: 'tensorflow',
      device: 'gpu',
    });
    for (const input of [{ device: 'gpu' }, { device: 'gpu', engine: 'tensorflow' }] as const)
      expect(() => choose(input)).toThrow(/device: gpu is not possible: the package @tensorflow\/tfjs-node-gpu/);
    expect(() => choose({ device: 'gpu', engine: 'fused' })).toThrow(/the fused engine runs on the processor/);
  });
});

describe('the choice of an engine by the kernels that run here', () => {
  const network = (...hidden_widths: number[]): RunConfigInput => ({
    generator: { hidden_widths },
    discriminator: { hidden_widths },
  });
  const takes = (input: RunConfigInput) =>
    (['wide', 'relaxed', 'plain'] as const).map((build) => choose(input, HERE, build).engine);

  it('takes fused with wide kernels in every size of the benchmark, where it was measured to be faster', () => {
    for (const model of BENCHMARK_MODELS) expect(choose(configOf(model), HERE, 'wide').engine).toBe('fused');
  });

  it('takes tensorflow for wide networks on large batches where the kernels are slower', () => {
    expect(takes({ ...network(64, 32), batch_size: 32 })).toEqual(['fused', 'fused', 'fused']);
    expect(takes(LARGE)).toEqual(['fused', 'tensorflow', 'tensorflow']);
  });
});

describe('the choice of an engine for lists of layers', () => {
  const normed = (width: number) => ({
    layers: [0, 1].flatMap(() => [{ layer: 'linear', width } as const, 'batch_norm' as const, 'relu' as const]),
  });
  const config = (width: number, batch_size: number): RunConfigInput => ({
    batch_size,
    generator: normed(width),
    discriminator: normed(width),
  });

  it('takes tensorflow for wide ones on large batches, and fused for narrow ones and small batches', () => {
    expect(choose(config(512, 512)).engine).toBe('tensorflow');
    expect(choose(config(512, 32)).engine).toBe('fused');
    expect(choose(config(64, 256)).engine).toBe('fused');
  });

  it('takes either for penalties, packing and instance noise', () => {
    const other: RunConfigInput = {
      penalties: [{ at: 'real', target: 0 }],
      instance_noise: { standard_deviation: 1 },
    };
    const networks = { generator: wide, discriminator: { ...wide, packing: 2 } };
    expect(choose({ ...LARGE, ...other, ...networks }).engine).toBe('tensorflow');
    expect(choose(other).engine).toBe('fused');
    expect(choose({ ...other, ...networks, engine: 'tensorflow' }).reason).toBe('chosen in the config');
  });

  it('counts what a normalisation takes over and above a linear layer', () => {
    const passes = (layers: NonNullable<RunConfigInput['generator']>['layers']) =>
      stepWork(modelOf(runConfigSchema.parse({ generator: { layers } }), 1)).passes;
    const linear = { layer: 'linear', width: 8 } as const;
    const one = passes([linear, linear]) - passes([linear]);
    expect(passes([linear, 'batch_norm']) - passes([linear])).toBe(4 * one);
    expect(passes([linear, 'relu'])).toBe(passes([linear]));
  });
});

describe('the cost model', () => {
  const costs = { passes: 2, multiplications: 5e-5, moves: 0.01 };
  const models = [
    [16, 8],
    [32, 64],
    [256, 128],
    [1024, 512],
  ].map(([batch_size, width]) => {
    const network = { hidden_widths: [width, width] };
    return modelOf(runConfigSchema.parse({ batch_size, generator: network, discriminator: network }), 1);
  });

  it('finds the costs that times were made of', () => {
    const steps = models.map((model) => {
      const work = stepWork(model);
      const { passes, multiplications, moves } = work;
      return { work, milliseconds: (2 * passes + 5e-5 * multiplications + 0.01 * moves) / 1000 };
    });
    const found = fitCosts(steps);
    for (const key of ['passes', 'multiplications', 'moves'] as const) {
      expect(found[key] / costs[key]).toBeCloseTo(1, 6);
    }
  });

  it('expects more threads to share multiplications and nothing else', () => {
    const model: CostModel = {
      machine: 'a test',
      fused: { wide: costs, relaxed: costs, plain: costs },
      tensorflow: costs,
      tensorflowThreaded: { threads: 2, passes: 4, multiplications: 2.5e-5, moves: 0.02 },
    };
    const [small, , , large] = models;
    const times = (threads: number, which: typeof small) => stepMilliseconds({ threads }, which, model);
    expect(times(2, small)).toBeGreaterThan(times(1, small));
    expect(times(2, large)).toBeLessThan(times(1, large));
    expect(times(8, large)).toBeLessThan(times(2, large));
  });
});
