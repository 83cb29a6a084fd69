import { afterEach, describe, expect, it, vi } from 'vitest';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { Snapshot } from '../../../src/shared/run.ts';
import { parseFormula } from '../../../src/shared/formula/formula.ts';
import { createEngine } from '../../../src/main/training/engines/create.ts';
import { lawsOf } from '../../../src/main/training/laws.ts';
import { modelOf } from '../../../src/main/training/model/network.ts';
import { Observation } from '../../../src/main/training/observation.ts';
import { Trainer } from '../../../src/main/training/trainer.ts';

/** The functions whose last bits differ between JavaScript engines, or may. */
const UNSTABLE = [
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atan2',
  'atanh',
  'cbrt',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'hypot',
  'log',
  'log10',
  'log1p',
  'log2',
  'pow',
  'sin',
  'sinh',
  'tan',
  'tanh',
] as const;

const PLANE: RunConfigInput = { generator: { latent_dimension: 2 }, noise: 'normal' };

/** One epoch of training, a snapshot, the noise floors and the final evaluation: all that is recorded of a run. */
async function trainOneEpoch(input: RunConfigInput): Promise<void> {
  const config = runConfigSchema.parse({
    epochs: 1,
    batches_per_epoch: 2,
    ema_decay: 0.9,
    snapshots: { samples: 50 },
    ...input,
  });
  const laws = await lawsOf(config, { table: undefined, modules: [] });
  const { target, noise } = laws;
  const model = modelOf(config, target.dimension);
  const engine = createEngine('fused', model);
  const observation = new Observation(config, laws, PRESENT_RULES);
  observation.noiseFloors();
  const snapshots: Snapshot[] = [];
  const takeSnapshot = (epoch: number) => void snapshots.push(observation.snapshot(engine, epoch));
  const trainer = new Trainer({ config, model, engine, target, noise, takeSnapshot, from: undefined });
  while (trainer.state.kind === 'training') trainer.advance(1e9, () => false);
  observation.final(engine);
  expect(snapshots).toHaveLength(1);
}

describe('what is recorded never passes through a function of Math whose last bits differ between engines', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each<[string, RunConfigInput]>([
    ['normal', {}],
    ['uniform', { target: 'uniform' }],
    ['exponential', { target: 'exponential' }],
    ['laplace', { target: 'laplace' }],
    ['log-normal', { target: 'log_normal' }],
    ['Student-t', { target: 'student_t' }],
    ['mixture', { target: 'mixture' }],
    ['ring', { ...PLANE, target: 'ring' }],
    ['grid', { ...PLANE, target: 'grid' }],
    ['two moons', { ...PLANE, target: 'two_moons' }],
    ['spiral', { ...PLANE, target: 'spiral' }],
    ['swiss roll', { ...PLANE, target: 'swiss_roll' }],
    ['checkerboard', { ...PLANE, target: 'checkerboard' }],
    ['formula', { target: 'formula' }],
    ['formula of x and y', { ...PLANE, target: { law: 'formula', density: 'exp(-x^2 - (y - tanh(x))^2)' } }],
    ['drawn', { target: 'drawn' }],
    [
      'label smoothing with tanh and RMSprop',
      {
        loss: { name: 'bce', real_label: 0.9 },
        generator: { activation: 'tanh' },
        optimizer: { generator: 'rmsprop' },
      },
    ],
  ])('%s', async (_, input) => {
    // The formula library is loaded with the first formula, and computes constants of its own while it is.
    parseFormula('x', ['x']);
    const called = new Set<string>();
    for (const name of UNSTABLE) {
      const original: (...numbers: number[]) => number = Math[name].bind(Math);
      vi.spyOn(Math, name).mockImplementation((...numbers: number[]) => {
        called.add(name);
        return original(...numbers);
      });
    }
    await trainOneEpoch(input);
    expect([...called]).toEqual([]);
  });
});
