import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { enginesHere } from '../training/engines/tensorflow/library.ts';
import { forked } from './forked.ts';
import { recorded } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

/** Everything that a checkpoint holds: both optimisers' moments, an average, buffers, a stream of every kind. */
const SETTINGS: readonly (readonly [string, RunConfigInput])[] = [
  ['adam with an average', { ema_decay: 0.99, discriminator_updates: 2 }],
  [
    'layers with statistics, iterations and streams of their own',
    {
      loss: 'relativistic_average',
      generator: { layers: [{ layer: 'linear', width: 9, bias: false }, 'batch_norm', 'silu', 'dropout'] },
      discriminator: {
        layers: [{ layer: 'linear', width: 8, spectral: true }, 'layer_norm', 'tanh', 'dropout'],
        output_spectral: true,
        packing: 2,
      },
      penalties: [{ at: 'between' }, { at: 'fake', target: 0 }],
      instance_noise: { standard_deviation: 0.3, epochs: 50 },
      schedule: { name: 'cosine', epochs: 61, final: 0.1, warm_up: 3 },
      gradient_clip: 1,
      ema_decay: 0.9,
    },
  ],
  ['rmsprop and minimax', { loss: 'minimax', optimizer: { generator: 'rmsprop', discriminator: 'rmsprop' } }],
  [
    'momentum and smoothed labels in the plane',
    {
      target: 'ring',
      noise: 'normal',
      generator: { latent_dimension: 2 },
      loss: { name: 'bce', real_label: 0.9 },
      optimizer: { generator: { name: 'sgd', learning_rate: 0.01, momentum: 0.9 }, discriminator: 'adam' },
    },
  ],
  ['a density by formula', { target: { law: 'formula', density: 'exp(-x^4 / 4)' } }],
];

/** All settings on all engines take minutes: `GAN_WORKBENCH_EXACT=all`. */
const ALL = process.env.GAN_WORKBENCH_EXACT === 'all';
const CASES = enginesHere().flatMap((engine) =>
  SETTINGS.slice(0, ALL ? SETTINGS.length : 2).map(([name, config]) => [engine, name, config] as const),
);

describe.each(CASES)('on %s, %s', (engine, _name, settings) => {
  // Off every cadence, so that what only an end has must go when it is no end any more.
  const short: RunConfigInput = {
    ...settings,
    engine,
    epochs: 23,
    batches_per_epoch: 2,
    snapshots: { every: 5, samples: 200 },
    checkpoints: { every: 7 },
  };
  const long = { ...short, epochs: 61 };
  const patience = 120_000;

  it(
    'a run that is extended and a fork that changes nothing go on to the bits of one that was asked for so long at first',
    async () => {
      const workbench = temporaryWorkbench(2);
      const [straight, extended] = workbench.queue.launch([request(long), request(short)]);
      await workbench.queue.idle();
      // Loading TensorFlow once more takes seconds.
      if (ALL || engine === 'fused') {
        workbench.goingOn.extend(extended, 40);
        await workbench.queue.idle();
      }
      workbench.goingOn.extend(extended, 61);
      const fork = forked(workbench, straight, 28);
      await workbench.queue.idle();

      const want = recorded(workbench, straight);
      expect(want.snapshots.map(({ epoch }) => epoch)).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 61]);
      expect(recorded(workbench, extended)).toEqual(want);
      const checkpoints = (run: string) =>
        workbench.store.checkpoints
          .list(run)
          .map(({ epoch, kind }) => [epoch, kind, workbench.store.checkpoints.readExact(run, epoch)?.bytes]);
      expect(checkpoints(straight).map(([epoch]) => epoch)).toEqual([0, 7, 14, 21, 28, 35, 42, 49, 56, 61]);
      expect(checkpoints(extended)).toEqual(checkpoints(straight));
      const { group } = workbench.store.runs.get(straight);
      expect(workbench.store.runs.get(extended).group).toBe(group);

      const got = recorded(workbench, fork);
      expect(got.epochs).toEqual(want.epochs.slice(28));
      expect(got.snapshots).toEqual(want.snapshots.filter(({ epoch }) => epoch > 28));
      expect(checkpoints(fork)).toEqual(checkpoints(straight).slice(4));
      expect(got.final).toEqual(want.final);
    },
    patience,
  );

  // In the short form, `test/reliability/kill.test.ts` kills; here, every setting does.
  if (!ALL) return;
  it(
    'a run whose process is killed goes on to the bits it would have had',
    async () => {
      const config = { ...long, epochs: 400, batches_per_epoch: 10 };
      const store = temporaryStore();
      const script = fileURLToPath(new URL('./train-until-killed.ts', import.meta.url));
      const program = spawn(process.execPath, [script, store, JSON.stringify(config)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(program.stdout, 'data');
      program.kill('SIGKILL');
      await once(program, 'exit');
      const workbench = temporaryWorkbench(1, store);
      const [{ run: killed }] = workbench.store.runs.list();
      expect(killed.status).toBe('interrupted');
      workbench.goingOn.resume([killed.id]);
      const [straight] = workbench.queue.launch([request(config)]);
      await workbench.queue.idle();
      expect(recorded(workbench, killed.id)).toEqual(recorded(workbench, straight));
    },
    patience,
  );
});
