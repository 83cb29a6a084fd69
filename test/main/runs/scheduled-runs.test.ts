import { expect, it } from 'vitest';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { decodeCheckpoint } from '../../../src/main/training/checkpoint.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { forked } from './forked.ts';
import { recorded } from './recorded.ts';
import { temporaryWorkbench } from './temporary-store.ts';

/** Everything that changes how networks are updated, and depends on the number of the train step. */
const SCHEDULED: RunConfigInput = {
  epochs: 20,
  snapshots: { samples: 100 },
  checkpoints: { every: 5 },
  schedule: { name: 'cosine', warm_up: 2, final: 0.1 },
  instance_noise: { standard_deviation: 0.3 },
  gradient_clip: 0.1,
  discriminator: { weight_clip: 0.2 },
  optimizer: { generator: 'adamw', discriminator: { name: 'sgd', momentum: 0.5, weight_decay: 0.1 } },
};

function launched(workbench: Workbench, input: RunConfigInput): string {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  const [id] = workbench.queue.launch([{ read: { config: parsed.config, datasets: [] }, name: 'scheduled' }]);
  return id;
}

const streamsOf = ({ store }: Workbench, run: string, epoch: number) =>
  decodeCheckpoint(store.checkpoints.readExact(run, epoch)?.bytes ?? new Uint8Array()).streams;

it('a run that is extended keeps the schedule and the noise it was launched with, as one that was launched so long', async () => {
  const workbench = temporaryWorkbench();
  const short = launched(workbench, SCHEDULED);
  const long = launched(workbench, {
    ...SCHEDULED,
    epochs: 40,
    schedule: { name: 'cosine', warm_up: 2, final: 0.1, epochs: 20 },
    instance_noise: { standard_deviation: 0.3, epochs: 20 },
  });
  const stretched = launched(workbench, { ...SCHEDULED, epochs: 40 });
  await workbench.queue.idle();
  workbench.goingOn.extend(short, 40);
  await workbench.queue.idle();
  const { store } = workbench;
  expect(store.runs.get(short).config).toMatchObject({
    epochs: 40,
    schedule: { epochs: 20 },
    instance_noise: { epochs: 20 },
  });
  expect(recorded(workbench, short)).toEqual(recorded(workbench, long));
  expect(store.runs.get(short).group).toBe(store.runs.get(long).group);
  expect(store.runs.get(stretched).config).toMatchObject({ schedule: { epochs: 40 } });
  expect(recorded(workbench, stretched).checkpoint).not.toBe(recorded(workbench, long).checkpoint);
  expect(store.runs.get(stretched).group).not.toBe(store.runs.get(long).group);
});

it('a fork goes on at its place in the schedule, to the bits its parent has, and a stream is there only while it is drawn from', async () => {
  const workbench = temporaryWorkbench();
  const [parent, plain] = [
    launched(workbench, SCHEDULED),
    launched(workbench, { epochs: 10, snapshots: { samples: 100 } }),
  ];
  await workbench.queue.idle();
  const same = forked(workbench, parent, 10);
  const other = forked(workbench, parent, 10, { seed: 9 });
  const quiet = forked(workbench, parent, 10, { instance_noise: { standard_deviation: 0 } });
  const noisy = forked(workbench, plain, 5, { instance_noise: { standard_deviation: 0.3, epochs: 20 } });
  await workbench.queue.idle();
  expect(recorded(workbench, same).checkpoint).toBe(recorded(workbench, parent).checkpoint);
  expect(streamsOf(workbench, other, 10).instance_noise).not.toEqual(streamsOf(workbench, parent, 10).instance_noise);
  expect(Object.keys(streamsOf(workbench, quiet, 10))).toEqual(['data', 'noise']);
  expect(Object.keys(streamsOf(workbench, noisy, 5))).toEqual(['data', 'noise', 'instance_noise']);
  expect(workbench.store.runs.get(noisy)).toMatchObject({ status: 'finished', epochsDone: 10 });
  // What the trunk was trained with is part of the group, and its length is part of that.
  const stretched = launched(workbench, { ...SCHEDULED, epochs: 40 });
  await workbench.queue.idle();
  const ofStretched = forked(workbench, stretched, 10, { ...SCHEDULED, seed: 9, schedule: 'constant' });
  const ofParent = forked(workbench, parent, 10, { ...SCHEDULED, seed: 9, schedule: 'constant' });
  await workbench.queue.idle();
  expect(workbench.store.runs.get(ofStretched).group).not.toBe(workbench.store.runs.get(ofParent).group);
});

it('nothing goes on past a schedule that ended at 0, where it would be trained with a learning rate of 0, and the refusal says so', async () => {
  const workbench = temporaryWorkbench();
  const ended = launched(workbench, { ...SCHEDULED, schedule: { name: 'cosine' } });
  const step = launched(workbench, { ...SCHEDULED, schedule: { name: 'step', every: 5 } });
  const longer = launched(workbench, { ...SCHEDULED, schedule: { name: 'linear', epochs: 25 } });
  await workbench.queue.idle();
  const { store } = workbench;
  expect(() => workbench.goingOn.extend(ended, 40)).toThrow(
    expect.objectContaining({
      code: 'bad-epochs',
      path: 'epochs',
      message: `epochs: the schedule of run ${ended} ended at epoch 20 with a factor of 0, so nothing would be trained; fork it with a longer schedule.epochs or a schedule.final above 0.`,
    }),
  );
  expect(store.runs.get(ended)).toMatchObject({ status: 'finished', config: { epochs: 20 } });
  expect(() => forked(workbench, ended, 'last', { epochs: 40 })).toThrow(
    expect.objectContaining({
      code: 'bad-fork',
      path: 'schedule.epochs',
      message:
        'schedule.epochs: 20 ends the schedule with a factor of 0 at epoch 20, so nothing would be trained from epoch 20 on; use more than 20, or a schedule.final above 0',
    }),
  );
  expect(store.runs.list()).toHaveLength(3);

  // Part of what is to be trained lies before the end, or the factor stays above 0.
  for (const run of [step, longer]) workbench.goingOn.extend(run, 40);
  const going = [
    forked(workbench, ended, 15, { epochs: 40 }),
    forked(workbench, ended, 'last', { epochs: 40, schedule: { name: 'cosine', epochs: 30 } }),
    forked(workbench, ended, 'last', { epochs: 40, schedule: { name: 'cosine', final: 0.1 } }),
  ];
  await workbench.queue.idle();
  for (const run of [step, longer, ...going])
    expect(store.runs.get(run)).toMatchObject({ status: 'finished', epochsDone: 40 });
});
