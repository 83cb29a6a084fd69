import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import reference from '../../reference/seeds/pytorch_loss_statistics.json' with { type: 'json' };
import { request, temporaryWorkbench } from './temporary-store.ts';

/** As PyTorch's statistics were made: W1 of 10,000 samples every tenth epoch. */
const MEASURED: RunConfigInput = { snapshots: { every: 10, samples: 10_000 } };

const LOSSES = [
  ['lsgan', { loss: 'lsgan' }],
  ['hinge', { loss: 'hinge' }],
  ['relativistic-r1', { loss: 'relativistic', penalties: [{ at: 'real', target: 0, weight: 1 }] }],
  [
    'hinge-spectral',
    {
      loss: 'hinge',
      discriminator: {
        layers: [
          { layer: 'linear', width: 64, spectral: true },
          'leaky_relu',
          { layer: 'linear', width: 32, spectral: true },
          'leaky_relu',
        ],
        output_spectral: true,
      },
    },
  ],
  [
    'wgan-gp',
    {
      loss: 'wgan',
      discriminator_updates: 5,
      penalties: [{ at: 'between', target: 1, weight: 0.1 }],
      optimizer: { generator: { learning_rate: 1e-4 }, discriminator: { learning_rate: 1e-4 } },
    },
  ],
] as const satisfies readonly (readonly [keyof typeof reference.losses, RunConfigInput])[];

describe('the vanilla networks over 32 seeds', () => {
  it.each(LOSSES)('land where PyTorch lands, with %s', { timeout: 600_000 }, async (name, config) => {
    const { seeds, w1_last_quarter_mean: want, standard_error: error } = reference.losses[name];
    const workbench = temporaryWorkbench(availableParallelism());
    const ids = workbench.queue.launch(
      Array.from({ length: seeds }, (_, seed) => request({ ...MEASURED, ...config, seed }, name)),
    );
    await workbench.queue.idle();
    const tails = ids.map(
      (id) => workbench.store.runs.summaries(id).find(({ metric }) => metric === 'wasserstein_1')?.tailMean ?? NaN,
    );
    const mean = tails.reduce((sum, tail) => sum + tail, 0) / seeds;
    const variance = tails.reduce((sum, tail) => sum + (tail - mean) * (tail - mean), 0) / (seeds - 1);
    const joint = Math.sqrt(variance / seeds + error * error);
    console.log(
      `${name}: W1 ${mean.toFixed(4)}, PyTorch ${want}, ${((mean - want) / joint).toFixed(2)} joint standard errors`,
    );
    expect(Math.abs(mean - want)).toBeLessThanOrEqual(3 * joint);
  });
});
