import { expect, it, onTestFinished } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import { PRESENT_RULES } from '../../../src/shared/metric-rules.ts';
import { startThread } from '../../../src/main/runs/pool.ts';
import type { TrainingJob, WorkerEvent } from '../../../src/main/training/messages.ts';

/** Longer than any test waits. */
const CONFIG = { epochs: 1_000_000, batches_per_epoch: 1, snapshots: { every: 1000, samples: 100 } } as const;
/** Writing took so long that no checkpoint is due for hours. */
const HOURS = 1e7;

const JOB: TrainingJob = {
  run: 'run',
  config: runConfigSchema.parse(CONFIG),
  choice: { engine: 'fused', reason: '', threads: 1, device: 'cpu' },
  files: { table: undefined, modules: [] },
  rules: PRESENT_RULES,
  noiseFloors: [],
  from: undefined,
  expected: undefined,
};

/**
 * Trains a run until it waits for the store, sends it this request meanwhile, and only then acknowledges what it sent. Gives the last
 * epoch that it sent until it answers with `answer`, and the last checkpoint.
 */
async function askedWhileItWaits(request: 'pause' | 'stop', answer: WorkerEvent['kind']) {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let [messages, epoch, checkpoint] = [0, 0, 0];
  const host = startThread({
    event: (event) => {
      if (event.kind === answer) resolve(undefined);
      if (event.kind !== 'progress') return;
      messages += 1;
      epoch = event.epochs.at(-1)?.epoch ?? epoch;
      checkpoint = event.rolling?.epoch ?? event.kept.at(-1)?.epoch ?? checkpoint;
      // It goes on after the second message, and waits after the third.
      if (messages === 2) return;
      if (messages === 3) host.post({ kind: request });
      host.post({ kind: 'acknowledge', milliseconds: HOURS });
    },
    ended: reject,
  });
  onTestFinished(() => host.end());
  host.post({ kind: 'train', job: JOB, isShared: false });
  await promise;
  return { epoch, checkpoint };
}

it.each([
  ['pause', 'paused'],
  ['stop', 'ended'],
] as const)(
  'a %s that comes while a run waits for the store leaves a checkpoint of its last epoch',
  async (request, answer) => {
    const { epoch, checkpoint } = await askedWhileItWaits(request, answer);
    expect(epoch).toBeGreaterThan(1);
    expect(checkpoint).toBe(epoch);
  },
);
