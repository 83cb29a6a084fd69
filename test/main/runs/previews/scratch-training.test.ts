import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ScratchFeed } from '../../../../src/main/app/api/scratch-feed.ts';
import { ScratchTraining } from '../../../../src/main/runs/previews/scratch-training.ts';
import { forkProcess } from '../../../../src/main/runs/training-host.ts';
import type { Workbench } from '../../../../src/main/runs/workbench.ts';
import type { PackedSnapshot } from '../../../../src/shared/frames/frame-codec.ts';
import { runConfigSchema, type RunConfigInput } from '../../../../src/shared/config/schema.ts';
import { request, temporaryWorkbench } from '../temporary-store.ts';

const NO_FILES = { table: undefined, modules: [] };
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const PATIENCE = { timeout: 60_000, interval: 20 };

function scratchTraining(): ScratchTraining {
  const scratch = new ScratchTraining(forkProcess);
  onTestFinished(() => scratch.close());
  return scratch;
}

interface Seed {
  epochsDone: number;
  state: string;
  failure: string | undefined;
  readonly snapshots: PackedSnapshot[];
}

/** What a window that watches these seeds knows of them. */
class Watched {
  readonly seeds = new Map<number, Seed>();
  readonly feed: ScratchFeed;
  isWaiting = false;
  times = 0;

  constructor(
    workbench: Workbench,
    scratch: ScratchTraining,
    config: RunConfigInput,
    seeds: readonly number[] = SEEDS,
  ) {
    const parsed = runConfigSchema.parse(config);
    this.feed = new ScratchFeed(workbench, scratch, { config: parsed, files: NO_FILES, seeds }, () => this.take());
    this.take();
    onTestFinished(() => this.feed.close());
  }

  take(): void {
    this.times += 1;
    // Before the constructor has come to its end there is nothing to take.
    const news = (this.feed as ScratchFeed | undefined)?.take();
    if (!news) return;
    this.isWaiting = news.givesWay;
    for (const { seed, snapshots, ...now } of news.seeds) {
      this.seeds.set(seed, { ...now, snapshots: [...(this.seeds.get(seed)?.snapshots ?? []), ...snapshots] });
    }
  }

  get epochs(): number {
    return [...this.seeds.values()].reduce((sum, { epochsDone }) => sum + epochsDone, 0);
  }

  async ended(): Promise<void> {
    await vi.waitFor(() => {
      expect([...this.seeds.values()].every(({ state }) => state === 'finished' || state === 'failed')).toBe(true);
    }, PATIENCE);
  }
}

/** The bytes of the store's file and of its log. */
function bytesOf({ store }: Workbench): string {
  const files = [store.path, `${store.path}-wal`].filter((path) => existsSync(path));
  return files.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex')).join();
}

it('gives eight seeds the values that runs record once they are launched, and changes no byte of the store', async () => {
  const workbench = temporaryWorkbench(2);
  const config: RunConfigInput = { epochs: 100, ema_decay: 0.9, snapshots: { every: 2, samples: 300 } };
  const before = bytesOf(workbench);
  const watched = new Watched(workbench, scratchTraining(), config);
  expect([...watched.seeds.keys()]).toEqual(SEEDS);
  await watched.ended();
  expect(workbench.store.runs.list()).toEqual([]);
  expect(bytesOf(workbench)).toBe(before);
  const ids = workbench.queue.launch(SEEDS.map((seed) => ({ ...request(config), seed })));
  await workbench.queue.idle();
  for (const [place, seed] of SEEDS.entries()) {
    const snapshots = watched.seeds.get(seed)?.snapshots ?? [];
    expect(snapshots.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 25 }, (_, index) => 4 * (index + 1)));
    for (const { epoch, frame, metrics, averageMetrics } of snapshots) {
      const recorded = workbench.store.snapshots.readExact(ids[place], epoch);
      expect(Buffer.from(frame).equals(Buffer.from(recorded?.frame ?? []))).toBe(true);
      expect(metrics).toMatchObject(recorded?.metrics ?? { none: 0 });
      expect(averageMetrics).toMatchObject(recorded?.averageMetrics ?? { none: 0 });
    }
  }
}, 120_000);

it('says of each seed that fails why it did', async () => {
  const huge = { learning_rate: 1e30 };
  const config: RunConfigInput = { loss: 'wgan', epochs: 5, optimizer: { generator: huge, discriminator: huge } };
  const watched = new Watched(temporaryWorkbench(2), scratchTraining(), config, [1, 2]);
  await watched.ended();
  for (const seed of [1, 2]) {
    expect(watched.seeds.get(seed)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/finite/) as string,
    });
  }
}, 60_000);

it('stands still while a run of the queue trains, and goes on to the same end after it', async () => {
  const workbench = temporaryWorkbench(2);
  const config: RunConfigInput = { epochs: 4000, snapshots: { every: 1000 } };
  const watched = new Watched(workbench, scratchTraining(), config, [1, 2]);
  await vi.waitFor(() => expect(watched.epochs).toBeGreaterThan(0), PATIENCE);
  const seen: number[] = [];
  workbench.events.add(({ kind }) => kind === 'progress' && seen.push(watched.epochs));
  const runs = workbench.queue.launch([1, 2].map((seed) => request({ ...config, seed })));
  await vi.waitFor(() => {
    expect(runs.map((run) => workbench.store.runs.get(run).status)).toEqual(['finished', 'finished']);
  }, PATIENCE);
  // It takes a moment until a pause is heeded.
  const later = new Set(seen.slice(Math.floor(seen.length / 2)));
  expect([...later]).toHaveLength(1);
  expect([...later][0]).toBeLessThan(8000);
  await watched.ended();
  expect(watched.isWaiting).toBe(false);
  for (const [place, seed] of [1, 2].entries()) {
    const [recorded] = workbench.store.snapshots.walkExact(runs[place], [4000]);
    const last = watched.seeds.get(seed)?.snapshots.at(-1);
    expect(Buffer.from(last?.frame ?? []).equals(Buffer.from(recorded.frame))).toBe(true);
  }
}, 120_000);

it('asks once whether the queue trains, however many runs are launched together', async () => {
  const workbench = temporaryWorkbench(1);
  workbench.queue.hold(true);
  const watched = new Watched(workbench, scratchTraining(), { epochs: 1_000_000 }, [1]);
  const asked = vi.spyOn(workbench.queue, 'isAtWork', 'get');
  workbench.queue.launch(Array.from({ length: 200 }, (_, seed) => request({ seed })));
  expect(asked).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  expect(asked).toHaveBeenCalledTimes(1);
  expect(watched.isWaiting).toBe(false);
});

it('trains beside a run that is paused', async () => {
  const workbench = temporaryWorkbench(2);
  const [run] = workbench.queue.launch([request({ epochs: 100_000, snapshots: { every: 1000 } })]);
  await vi.waitFor(() => expect(workbench.store.runs.get(run).status).toBe('running'), PATIENCE);
  const watched = new Watched(workbench, scratchTraining(), { epochs: 50 }, [1]);
  expect(watched.isWaiting).toBe(true);
  workbench.pool.pause(run);
  await watched.ended();
  expect(workbench.store.runs.get(run).status).toBe('paused');
}, 60_000);

it('ends what nobody looks at any more, and says nothing more of it', async () => {
  const workbench = temporaryWorkbench(1);
  const scratch = scratchTraining();
  const endless = new Watched(workbench, scratch, { epochs: 1_000_000, snapshots: { every: 100_000 } }, [1, 2]);
  await vi.waitFor(() => expect(endless.epochs).toBeGreaterThan(0), PATIENCE);
  endless.feed.close();
  const { times } = endless;
  // On the one seat that there is.
  const next = new Watched(workbench, scratch, { epochs: 20 }, [3]);
  await next.ended();
  expect(next.seeds.get(3)?.state).toBe('finished');
  expect(endless.times).toBe(times);
}, 60_000);
