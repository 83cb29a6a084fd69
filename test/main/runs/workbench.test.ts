import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { recorded, until } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const SMALL: RunConfigInput = { epochs: 40, snapshots: { samples: 200 } };

describe('the workbench', () => {
  it('records the same bytes for the same config and seed, alone or beside three others', async () => {
    const alone = temporaryWorkbench(1);
    const [first, again] = alone.queue.launch([request(SMALL), request(SMALL)]);
    await alone.queue.idle();
    const crowded = temporaryWorkbench(4);
    const ids = crowded.queue.launch([1, 2, 3, 1].map((seed) => request({ ...SMALL, seed })));
    await crowded.queue.idle();

    const want = recorded(alone, first);
    expect(want.epochs).toHaveLength(40);
    expect(want.final[0]).toBe('finished');
    expect(recorded(alone, again)).toEqual(want);
    expect(recorded(crowded, ids[0])).toEqual(want);
    expect(recorded(crowded, ids[3])).toEqual(want);
    expect(recorded(crowded, ids[1]).epochs).not.toEqual(want.epochs);
  });

  it('leaves a run as it is where it refuses to extend it', async () => {
    const workbench = temporaryWorkbench();
    const [run] = workbench.queue.launch([request({ ...SMALL, epochs: 5 })]);
    await workbench.queue.idle();
    workbench.store.runs.trash(run, new Date().toISOString());
    const before = workbench.store.runs.get(run);
    expect(() => workbench.goingOn.extend(run, 50)).toThrow(expect.objectContaining({ code: 'run-status' }));
    expect(workbench.store.runs.get(run)).toEqual(before);
    workbench.store.runs.restore(run);
    expect(() => workbench.goingOn.extend(run, 5)).toThrow(expect.objectContaining({ code: 'bad-epochs' }));
    const [training, waiting] = workbench.queue.launch(
      [1, 2].map((seed) => request({ ...SMALL, epochs: 100_000, seed })),
    );
    for (const busy of [training, waiting]) {
      expect(() => workbench.goingOn.extend(busy, 200_000)).toThrow(
        expect.objectContaining({ code: 'run-in-training' }),
      );
      expect(workbench.store.runs.get(busy).config.epochs).toBe(100_000);
    }
    workbench.stopAll();
    await workbench.queue.idle();
  });

  it('trains to the same bits through pauses', async () => {
    const config: RunConfigInput = { ...SMALL, epochs: 400 };
    const workbench = temporaryWorkbench();
    const [straight] = workbench.queue.launch([request(config)]);
    await workbench.queue.idle();
    const [halting] = workbench.queue.launch([request(config)]);
    let pauses = 0;
    workbench.events.add((event) => {
      if (event.run !== halting) return;
      if (event.kind === 'progress' && pauses < 3) workbench.pool.pause(halting);
      if (event.kind === 'paused') {
        pauses += 1;
        expect(workbench.store.runs.get(halting).status).toBe('paused');
        setTimeout(() => workbench.pool.resume(halting), 30);
      }
    });
    await workbench.queue.idle();
    expect(pauses).toBeGreaterThan(0);
    expect(recorded(workbench, halting)).toEqual(recorded(workbench, straight));
  });

  it('keeps what a stopped run has, and leaves waiting runs queued', async () => {
    const store = temporaryStore();
    const workbench = temporaryWorkbench(1, store);
    const [running, waiting] = workbench.queue.launch([request({ epochs: 100_000 }), request(SMALL)]);
    await until(workbench, (event) => event.kind === 'progress');
    expect(workbench.stopAll()).toEqual([waiting]);
    await workbench.queue.idle();
    const run = workbench.store.runs.get(running);
    expect(run.status).toBe('stopped');
    const epochs = workbench.store.epochs.read(running);
    expect(epochs.length).toBeGreaterThan(0);
    expect('epochsDone' in run && run.epochsDone).toBe(epochs.length);
    expect(workbench.store.checkpoints.read(running, 'last')?.epoch).toBe(epochs.length);
    expect(workbench.store.runs.get(waiting).status).toBe('queued');

    const next = temporaryWorkbench(1, store);
    expect(next.queue.adopt()).toEqual([waiting]);
    await next.queue.idle();
    expect(next.store.runs.get(waiting).status).toBe('finished');
  });

  it('stops a run at the end of an epoch that is near, with a checkpoint of all it recorded', async () => {
    const workbench = temporaryWorkbench();
    const [id] = workbench.queue.launch([request({ ...SMALL, epochs: 1000, batches_per_epoch: 2000 })]);
    await until(workbench, (event) => event.kind === 'progress' && event.epochs.length > 0);
    workbench.pool.stop(id);
    await workbench.queue.idle();
    const epochs = workbench.store.epochs.read(id).length;
    expect(epochs).toBeGreaterThan(0);
    expect(workbench.store.checkpoints.read(id, 'last')?.epoch).toBe(epochs);
  });

  it('ends a run that diverges as failed, with the epoch and everything recorded', async () => {
    const rate = { name: 'sgd', learning_rate: 1e25 } as const;
    const workbench = temporaryWorkbench();
    const [id, after] = workbench.queue.launch([
      request({ ...SMALL, loss: 'minimax', optimizer: { generator: rate, discriminator: rate } }),
      request(SMALL),
    ]);
    await workbench.queue.idle();
    const run = workbench.store.runs.get(id);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'not-finite' } });
    const epochs = workbench.store.epochs.read(id);
    const last = epochs[epochs.length - 1];
    expect([last.lossGenerator, last.lossReal, last.lossFake].every(Number.isFinite)).toBe(false);
    expect(workbench.store.runs.get(after).status).toBe('finished');
  });

  it('keeps a vanilla run of 600 snapshots below 2.5 MB of the store', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const pages = () => {
      const database = new Database(path, { readonly: true });
      const { bytes } = database.prepare<[], { bytes: number }>('SELECT sum(pgsize) AS bytes FROM dbstat').get() ?? {
        bytes: NaN,
      };
      database.close();
      return bytes;
    };
    const empty = pages();
    workbench.queue.launch([request({})]);
    await workbench.queue.idle();
    const share = pages() - empty;
    console.log(`a vanilla run takes ${(share / 1e6).toFixed(2)} MB of the store`);
    expect(share).toBeLessThan(2.5e6);
  });

  it('finds the noise floors of a law once, and gives them to every later run of it', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const train = async (config: RunConfigInput) => {
      const [id] = workbench.queue.launch([request({ ...SMALL, ...config })]);
      await workbench.queue.idle();
      return workbench.store.noiseFloors.read(id);
    };
    const found = await train({ seed: 1 });
    expect(found.map(({ metric }) => metric)).toContain('wasserstein_1');
    const database = new Database(path);
    database.exec("UPDATE noise_floors SET mean = 123 WHERE metric = 'wasserstein_1'");
    database.close();
    const meanOf = (floors: typeof found) => floors.find(({ metric }) => metric === 'wasserstein_1')?.mean;
    expect(meanOf(await train({ seed: 2 }))).toBe(123);
    expect(meanOf(await train({ target: 'laplace' }))).toBeLessThan(1);
    expect(meanOf(await train({ snapshots: { samples: 300 } }))).toBeLessThan(1);
  });

  it('refuses a device that the engine has not, and queues nothing', () => {
    const workbench = temporaryWorkbench();
    expect(() =>
      workbench.queue.launch([request(SMALL), request({ ...SMALL, engine: 'fused', device: 'gpu' })]),
    ).toThrow(/device: gpu is not possible: the fused engine runs on the processor/);
    expect(workbench.store.runs.list()).toEqual([]);
  });
});

describe('a store that refuses', () => {
  /** Has the file refuse every epoch from now on, as a full disk would; gives what ends it. */
  function refuseEpochs(path: string): () => void {
    const other = new Database(path);
    other.exec("CREATE TRIGGER refuse BEFORE INSERT ON epochs BEGIN SELECT RAISE(ABORT, 'refused'); END");
    return () => {
      other.exec('DROP TRIGGER refuse');
      other.close();
    };
  }

  it('stops the run it refuses, without a gap in what is there, and trains the next', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const [refused, next] = workbench.queue.launch([request({ epochs: 100_000 }), request(SMALL)]);
    await until(workbench, (event) => event.kind === 'progress');
    const relent = refuseEpochs(path);
    const events: string[] = [];
    workbench.events.add((event) => {
      if (event.run === refused) events.push(event.kind);
      if (event.kind === 'not_recorded') relent();
    });
    await workbench.queue.idle();
    expect(events.filter((kind) => kind !== 'progress')).toEqual(['not_recorded', 'stopped']);
    expect(workbench.store.runs.get(refused).status).toBe('stopped');
    const epochs = workbench.store.epochs.read(refused).map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.map((_, index) => index + 1));
    expect(workbench.store.runs.get(next).status).toBe('finished');
  });

  it('queues all runs of a launch or none', () => {
    const workbench = temporaryWorkbench();
    const broken = { ...request(SMALL), name: undefined as unknown as string };
    expect(() => workbench.queue.launch([request(SMALL), broken])).toThrow();
    expect(workbench.store.runs.list()).toEqual([]);
  });
});
