import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { trainingRequests } from '../../../src/main/app/api/training.ts';
import { Application } from '../../../src/main/app/application.ts';
import { runsHere } from '../../../src/main/training/engines/fused/kernels/kernels.ts';
import { until } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const LONG = { epochs: 2000, snapshots: { samples: 100, every: 20 } } satisfies RunConfigInput;

/** A store with a run that these kernels trained the first half of, about. */
async function halfTrained(kernels = 'plain'): Promise<{ store: string; run: string; epochs: number }> {
  vi.stubEnv('GAN_WORKBENCH_KERNELS', kernels);
  onTestFinished(() => void vi.unstubAllEnvs());
  const store = temporaryStore();
  const workbench = temporaryWorkbench(1, store);
  const [run] = workbench.queue.launch([request(LONG)]);
  await until(workbench, ({ kind }) => kind === 'progress');
  workbench.pool.stop(run);
  await workbench.queue.idle();
  const epochs = workbench.store.epochs.read(run).length;
  vi.stubEnv('GAN_WORKBENCH_KERNELS', '');
  return { store, run, epochs };
}

describe('a run that another build of the kernels trained', () => {
  it('goes on with this one only where that is said, not by itself, and then tells which trained what', async () => {
    const { store, run, epochs } = await halfTrained();
    vi.stubEnv('XDG_DATA_HOME', join(dirname(store), 'data'));
    const application = new Application({ store, jobs: 1 });
    onTestFinished(() => application.close('stop'));
    const { workbench } = application;
    const requests = trainingRequests(application);
    const before = [workbench.store.runs.get(run), workbench.store.epochs.read(run)];
    const refusal = {
      code: 'other-build',
      message: expect.stringMatching(/plain-simd.*this machine has fused, (relaxed|wide)-simd/) as unknown,
    };
    await expect(requests['training.resume']({ runs: [run], builds: 'same' })).rejects.toMatchObject(refusal);
    await expect(requests['training.extend']({ run, epochs: 2500, builds: 'same' })).rejects.toMatchObject(refusal);
    const kernels = (build: string) => ({ kernels: expect.stringMatching(new RegExp(`^${build}`)) as unknown });
    expect(await requests['training.other_builds']({ runs: [run] })).toMatchObject([
      { run, trained: kernels('plain'), here: kernels('(relaxed|wide)') },
    ]);
    const notResumed = until(workbench, ({ kind }) => kind === 'not_resumed');
    workbench.goingOn.resume([run]);
    await notResumed;
    expect([workbench.store.runs.get(run), workbench.store.epochs.read(run)]).toEqual(before);

    await requests['training.resume']({ runs: [run], builds: 'any' });
    await workbench.queue.idle();
    expect(workbench.store.runs.get(run)).toMatchObject({
      status: 'finished',
      build: kernels('(relaxed|wide)'),
      earlierBuilds: [{ untilEpoch: epochs, build: kernels('plain') }],
    });
    // From there on it is this one's.
    expect(await requests['training.other_builds']({ runs: [run] })).toEqual([]);
  });

  it('goes on at once where the build that trained it is named', async () => {
    const { store, run } = await halfTrained();
    vi.stubEnv('GAN_WORKBENCH_KERNELS', 'plain');
    const workbench = temporaryWorkbench(1, store);
    workbench.goingOn.resume([run]);
    await workbench.queue.idle();
    expect(workbench.store.runs.get(run)).toMatchObject({ status: 'finished', earlierBuilds: [] });
  });
});

describe('a run that kernels of other widths trained', () => {
  it.runIf(runsHere('relaxed')).each([
    ['relaxed', 'wide'],
    ['wide', 'relaxed'],
  ])('goes on from the %s to the %s ones by itself, to the same bytes', async (then, now) => {
    const { store, run, epochs } = await halfTrained(then);
    vi.stubEnv('GAN_WORKBENCH_KERNELS', now);
    const workbench = temporaryWorkbench(1, store);
    workbench.goingOn.resume([run]);
    await workbench.queue.idle();
    expect(epochs).toBeLessThan(LONG.epochs);
    const kernels = expect.stringMatching(new RegExp(`^${now}`)) as unknown;
    expect(workbench.store.runs.get(run)).toMatchObject({ status: 'finished', earlierBuilds: [], build: { kernels } });
    const [straight] = workbench.queue.launch([request(LONG)]);
    await workbench.queue.idle();
    const numbers = (id: string) => workbench.store.epochs.read(id).map((record) => ({ ...record, seconds: 0 }));
    const weights = (id: string) => workbench.store.checkpoints.read(id, 'last')?.bytes;
    expect(numbers(run)).toEqual(numbers(straight));
    expect(weights(run)).toEqual(weights(straight));
  });
});

describe('an extension that comes to nothing', () => {
  it('leaves the run as long as it was, in its group', async () => {
    const workbench = temporaryWorkbench();
    const [run] = workbench.queue.launch([request({ ...LONG, epochs: 5 })]);
    await workbench.queue.idle();
    const before = workbench.store.runs.get(run);
    const [busy] = workbench.queue.launch([request({ ...LONG, epochs: 100_000 })]);
    workbench.goingOn.extend(run, 9);
    expect(workbench.store.runs.get(run).config.epochs).toBe(9);
    workbench.queue.cancel([run]);
    expect(workbench.store.runs.get(run)).toEqual(before);
    workbench.pool.stop(busy);
    await workbench.queue.idle();
  });
});
