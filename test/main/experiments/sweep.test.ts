import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SweepPreview } from '../../../src/shared/api/sweeps.ts';
import type { SweepInput } from '../../../src/shared/sweep/definition.ts';
import { sweepsRequests } from '../../../src/main/app/api/sweeps.ts';
import { trainingRequests } from '../../../src/main/app/api/training.ts';
import { Application } from '../../../src/main/app/application.ts';
import { newSweep, plannedSweep, sweepRuns } from '../../../src/main/experiments/sweep-plan.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';
import { recorded, until } from '../runs/recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from '../runs/temporary-store.ts';

const SHORT = { epochs: 8, snapshots: { samples: 200 } };
const LONG = { epochs: 100_000, snapshots: { samples: 100, every: 100 } };

function opened(store = temporaryStore()): Application {
  vi.stubEnv('XDG_DATA_HOME', join(dirname(store), 'data'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return new Application({ store, jobs: 1 });
}

function open(store?: string): Application {
  const application = opened(store);
  onTestFinished(() => application.close('stop'));
  return application;
}

async function launch(
  application: Application,
  sweep: SweepInput,
): Promise<{ sweep: string; runs: readonly string[] }> {
  return sweepsRequests(application)['sweeps.launch']({ sweep });
}

/** Queues the runs of a sweep in a workbench without an application. */
function launchIn(workbench: Workbench, sweep: SweepInput): string[] {
  const { arms, definition } = plannedSweep(sweep);
  const read = arms.map(({ name, config }) => ({ name, read: { config, datasets: [] } }));
  return workbench.queue.launch(sweepRuns(read, definition.seeds, []), newSweep(definition));
}

const status = ({ store }: Workbench, run: string) => store.runs.get(run).status;
const digest = (workbench: Workbench, run: string) =>
  createHash('sha256')
    .update(JSON.stringify(recorded(workbench, run)))
    .digest('hex');

describe('a sweep of which runs are there already', () => {
  const GRID = { config: SHORT, grid: { lr_g: [1e-4, 5e-4] }, seeds: [1, 2, 3] } satisfies SweepInput;

  it('says which arms and seeds those are, and trains only the others where that is asked for', async () => {
    const application = open();
    const { workbench } = application;
    const requests = sweepsRequests(application);
    const before = await launch(application, { config: SHORT, grid: { lr_g: [1e-4] }, seeds: [1, 2, 3] });
    const other = await launch(application, { config: SHORT, grid: { lr_g: [5e-4] }, seeds: [2] });
    await workbench.queue.idle();
    // What is in the trash, or came to nothing, is not there.
    workbench.store.runs.trash(before.runs[2], new Date().toISOString());

    const preview = await requests['sweeps.preview']({ sweep: GRID });
    expect(preview.arms.map(({ existingSeeds }) => existingSeeds)).toEqual([[1, 2], [2]]);
    expect([preview.runCount, preview.missing?.runCount]).toEqual([6, 3]);
    expect(preview.missing?.seconds).toBeLessThan(preview.seconds);

    const { sweep, runs } = await requests['sweeps.launch']({ sweep: GRID, only_missing: true });
    await workbench.queue.idle();
    const trained = runs.map((run) => workbench.store.runs.get(run));
    const rate = ({ config }: (typeof trained)[number]) => config.optimizer.generator.learning_rate;
    expect(trained.map((run) => [run.config.seed, rate(run)])).toEqual([
      [1, 5e-4],
      [3, 1e-4],
      [3, 5e-4],
    ]);
    // The sweep is of all its arms, whoever trained their runs.
    const groupOf = (run: string) => workbench.store.runs.get(run).group;
    expect(workbench.store.sweeps.get(sweep).groups).toEqual([groupOf(before.runs[0]), groupOf(other.runs[0])]);
    const after = await requests['sweeps.preview']({ sweep: GRID });
    expect(after.missing).toMatchObject({ runCount: 0, seconds: 0, bytes: 0 });
  });

  it('trains all of them where nothing else is asked for', async () => {
    const application = open();
    const once = await launch(application, GRID);
    await application.workbench.queue.idle();
    const again = await launch(application, GRID);
    await application.workbench.queue.idle();
    expect([once.runs.length, again.runs.length]).toEqual([6, 6]);
    expect(application.workbench.store.sweeps.get(again.sweep).groups).toEqual([]);
  });
});

describe('a sweep', () => {
  it('trains the first seed of every arm first, and records what train would, bit for bit', async () => {
    const application = open();
    const { workbench } = application;
    const { sweep, runs } = await launch(application, {
      config: SHORT,
      grid: { lr_g: [1e-4, 5e-4], loss: ['bce', 'minimax'] },
      seeds: [1, 2],
    });
    await workbench.queue.idle();
    const trained = runs.map((run) => workbench.store.runs.get(run));
    expect(trained.map(({ config, name }) => [config.seed, name.replace(/^.* · lr_g/, 'lr_g')])).toEqual(
      [1, 2].flatMap((seed) =>
        ['1e-4', '5e-4'].flatMap((rate) => ['bce', 'minimax'].map((loss) => [seed, `lr_g ${rate} · loss ${loss}`])),
      ),
    );
    expect(trained.every((run) => run.sweep === sweep && run.status === 'finished')).toBe(true);
    expect(workbench.store.sweeps.get(sweep)).toMatchObject({
      name: 'lr_g × loss',
      paths: ['optimizer.generator.learning_rate', 'loss.name'],
      definition: { seeds: [1, 2], stop_diverged: false },
    });

    const alone = temporaryWorkbench();
    const optimizer = { generator: { name: 'adam' as const, learning_rate: 5e-4 } };
    const [same] = alone.queue.launch([request({ ...SHORT, seed: 2, loss: 'minimax', optimizer })]);
    await alone.queue.idle();
    expect(recorded(workbench, runs[7])).toEqual(recorded(alone, same));
  });

  it('is queued whole or not at all', async () => {
    const application = open();
    application.workbench.queue.hold(true);
    const asked = launch(application, { config: SHORT, list: [{}, { target: { law: 'csv', file: 'nowhere.csv' } }] });
    await expect(asked).rejects.toMatchObject({ code: 'law-not-in-store' });
    await expect(launch(application, { grid: { lr_g: [1, -1] } })).rejects.toMatchObject({
      code: 'bad-sweep',
      path: 'grid.lr_g[1]',
    });
    expect(application.workbench.store.runs.list()).toEqual([]);
    expect(application.workbench.store.sweeps.list()).toEqual([]);
  });

  it('is previewed: what it runs, for how long, and what it keeps, the costs of its arms told apart', async () => {
    const application = open();
    const requests = sweepsRequests(application);
    const preview = async (sweep: SweepInput): Promise<SweepPreview> => requests['sweeps.preview']({ sweep });
    const few = await preview({ preset: 'quick', grid: { lr_g: [1e-4, 1e-4, 2e-4] }, seeds: [1, 2, 3] });
    expect(few).toMatchObject({ armCount: 2, seedCount: 3, runCount: 6, repeated: 1, engines: ['fused'] });
    expect(few.arms.map(({ name }) => name)).toEqual(['quick · lr_g 1e-4', 'quick · lr_g 2e-4']);
    const wide = await preview({
      preset: 'quick',
      grid: {
        widths_g: [
          [64, 32],
          [64, 32, 32],
          [512, 512],
        ],
      },
      seeds: [1],
    });
    const narrow = await preview({
      preset: 'quick',
      grid: {
        widths_g: [
          [64, 32],
          [64, 32, 32],
          [32, 32],
        ],
      },
      seeds: [1],
    });
    expect(wide.bytes).toBeGreaterThan(narrow.bytes);
    const newest = [1, 2, 3].map((count) => preview({ grid: { batch: [16 * count] } }));
    const outcomes = await Promise.allSettled(newest);
    expect(outcomes.at(-1)?.status).toBe('fulfilled');
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { code: 'superseded' } });
  });
});

describe('the queue', () => {
  it('is after a restart in the order it was put into, and held where it was held', async () => {
    const store = temporaryStore();
    const first = opened(store);
    await trainingRequests(first)['training.hold']({ held: true });
    const { runs } = await launch(first, { config: SHORT, list: [{}], seeds: [1, 2, 3, 4, 5] });
    first.workbench.queue.reorder([runs[3], runs[1]]);
    first.workbench.queue.reorder([runs[4]]);
    const order = [4, 3, 1, 0, 2].map((index) => runs[index]);
    expect(first.workbench.queue.waiting).toEqual(order);
    await first.close('pause');

    const again = open(store);
    expect(again.workbench.queue.isHeld).toBe(true);
    expect(again.workbench.recording.training).toEqual([]);
    expect(again.workbench.queue.waiting).toEqual(order);
    const begun: string[] = [];
    again.workbench.events.add(({ kind, run }) => kind === 'started' && begun.push(run));
    await trainingRequests(again)['training.hold']({ held: false });
    await again.workbench.queue.idle();
    expect(begun).toEqual(order);
  });

  it('goes on after a restart with what a sweep was training, and leaves other runs that were cut off', async () => {
    const store = temporaryStore();
    const before = new Workbench({ store, jobs: 3 });
    const [alone] = before.queue.launch([request(LONG)]);
    const swept = launchIn(before, { config: LONG, list: [{}], seeds: [1, 2, 3] });
    const trains = new Set<string>();
    await until(before, (event) => event.kind === 'progress' && trains.add(event.run).size === 3);
    await before.suspend(5000);
    await before.close();

    const again = opened(store);
    expect(status(again.workbench, alone)).toBe('interrupted');
    expect([...again.workbench.recording.training, ...again.workbench.queue.waiting]).toEqual(swept);
    // One that is taken out now is not taken up by itself again.
    again.workbench.queue.cancel([swept[1]]);
    expect(status(again.workbench, swept[1])).toBe('interrupted');
    await again.close('pause');
    const later = open(store);
    expect([...later.workbench.recording.training, ...later.workbench.queue.waiting]).not.toContain(swept[1]);
  });

  it('takes runs up again that were cancelled, stopped, cut off or failed, and keeps that over a restart', async () => {
    const store = temporaryStore();
    const workbench = new Workbench({ store, jobs: 1 });
    const bad = { optimizer: { generator: { name: 'sgd', learning_rate: 1e9 } } };
    const runs = launchIn(workbench, {
      // Long enough to be stopped in its middle, on a fast machine too.
      config: { epochs: 2000, snapshots: { samples: 100, every: 500 } },
      list: [{}, bad],
      seeds: [1, 2],
    });
    workbench.queue.cancel([runs[2]]);
    const [stopped, failed, cancelled] = runs;
    await until(workbench, ({ kind, run }) => kind === 'progress' && run === stopped);
    workbench.pool.stop(stopped);
    await workbench.queue.idle();
    expect([stopped, failed, cancelled].map((run) => status(workbench, run))).toEqual(['stopped', 'failed', 'failed']);
    workbench.queue.hold(true);
    workbench.goingOn.resume([cancelled, failed, stopped]);
    await workbench.close();

    const again = open(store);
    expect([...again.workbench.recording.training, ...again.workbench.queue.waiting]).toEqual([
      cancelled,
      failed,
      stopped,
    ]);
    await again.workbench.queue.idle();
    expect([stopped, failed, cancelled].map((run) => status(again.workbench, run))).toEqual([
      'finished',
      'failed',
      'finished',
    ]);
    const straight = temporaryWorkbench();
    const [same] = straight.queue.launch([request({ epochs: 2000, snapshots: { samples: 100, every: 500 } })]);
    await straight.queue.idle();
    expect(digest(again.workbench, stopped)).toBe(digest(straight, same));
    // What ended is not taken up once more.
    expect(again.workbench.store.states.claimWaiting('somebody')).toEqual([]);
  });
});

it('goes on by itself where the process was killed in the middle, and ends with the same bits', async () => {
  const sweep: SweepInput = {
    config: { epochs: 500, snapshots: { samples: 100, every: 100 } },
    grid: { lr_g: [1e-4, 5e-4] },
    seeds: [1, 2],
  };
  const store = temporaryStore();
  const child = spawn(process.execPath, [
    new URL('./sweep-until-killed.ts', import.meta.url).pathname,
    store,
    JSON.stringify(sweep),
  ]);
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;

  const { workbench } = open(store);
  const found = workbench.store.runs.list({}, 'oldest first').map(({ run }) => run);
  expect(found).toHaveLength(4);
  expect(found.map((run) => (run.status === 'queued' ? run.before?.status : run.status))).toContain('interrupted');
  await workbench.queue.idle();
  const undisturbed = temporaryWorkbench();
  const runs = launchIn(undisturbed, sweep);
  await undisturbed.queue.idle();
  const digests = (of: Workbench) =>
    of.store.runs.list({}, 'oldest first').map(({ run }) => [run.name, run.config.seed, digest(of, run.id)]);
  expect(digests(workbench)).toEqual(digests(undisturbed));
  expect(runs.map((run) => status(undisturbed, run))).toEqual(Array(4).fill('finished'));
});

describe('a run that has clearly diverged', () => {
  const DIVERGING = {
    loss: 'minimax',
    optimizer: { generator: { learning_rate: 10 }, discriminator: { learning_rate: 1 } },
  };
  const sweep = (stop: boolean): SweepInput => ({
    // So long that it is stopped before its end on a fast machine too.
    config: { epochs: 1500, snapshots: { samples: 100 } },
    list: [DIVERGING, {}],
    stop_diverged: stop,
  });

  it('is stopped early where the sweep asks for it, keeps what it has, and goes on to its end where somebody insists', async () => {
    const workbench = temporaryWorkbench();
    const [diverged, healthy] = launchIn(workbench, sweep(true));
    await workbench.queue.idle();
    const run = workbench.store.runs.get(diverged);
    if (run.status !== 'stopped') throw new Error(run.status);
    expect(run.stopReason).toMatch(
      /^diverged: from epoch \d+ to \d+ the distance to the target was above 15\d, 20 times/,
    );
    expect(run.epochsDone).toBeGreaterThanOrEqual(30);
    expect(workbench.store.epochs.read(diverged)).toHaveLength(run.epochsDone);
    expect(status(workbench, healthy)).toBe('finished');
    workbench.goingOn.resume([diverged]);
    await workbench.queue.idle();
    expect(status(workbench, diverged)).toBe('finished');
  });

  it('trains to its end otherwise', async () => {
    const workbench = temporaryWorkbench();
    const [diverged] = launchIn(workbench, sweep(false));
    await workbench.queue.idle();
    expect(status(workbench, diverged)).toBe('finished');
  });
});
