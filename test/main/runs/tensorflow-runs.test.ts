import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { ScratchFeed } from '../../../src/main/app/api/scratch-feed.ts';
import { ScratchTraining } from '../../../src/main/runs/previews/scratch-training.ts';
import { forkProcess } from '../../../src/main/runs/training-host.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { threadsPerRun } from '../../../src/main/runs/pool.ts';
import { Workbench } from '../../../src/main/runs/workbench.ts';
import type { WorkbenchEvent } from '../../../src/main/runs/events.ts';
import { describeTensorFlow } from '../training/engines/tensorflow/library.ts';
import { isAlive, trainingProcesses } from './child-processes.ts';
import { recorded, until } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const SMALL: RunConfigInput = { engine: 'tensorflow', epochs: 40, snapshots: { samples: 200 } };
const LONG: RunConfigInput = { ...SMALL, epochs: 300 };

describeTensorFlow('runs on TensorFlow', () => {
  it('record the same bytes alone, paused and beside others, and what trained them', async () => {
    const alone = temporaryWorkbench(1);
    const [straight] = alone.queue.launch([request(SMALL)]);
    await alone.queue.idle();
    const want = recorded(alone, straight);
    expect(want.epochs).toHaveLength(40);
    const run = alone.store.runs.get(straight);
    expect(run).toMatchObject({
      status: 'finished',
      build: { engine: 'tensorflow', device: 'cpu', threads: 1 },
      engineReason: 'chosen in the config',
    });
    expect('build' in run && run.build.kernels).toMatch(/^libtensorflow \d+\.\d+\.\d+, tfjs-node 4\.22\.0$/);

    const crowded = temporaryWorkbench(3);
    const ids = crowded.queue.launch([
      request(SMALL),
      request({ ...SMALL, seed: 2 }),
      request({ ...SMALL, engine: 'fused' }),
    ]);
    let pauses = 0;
    crowded.events.add((event) => {
      if (event.run !== ids[0]) return;
      if (event.kind === 'progress' && pauses === 0) crowded.pool.pause(ids[0]);
      if (event.kind === 'paused') {
        pauses++;
        crowded.pool.resume(ids[0]);
      }
    });
    await until(crowded, ({ kind, run: of }) => kind === 'started' && of === ids[1]);
    expect(trainingProcesses().length).toBeGreaterThanOrEqual(2);
    await crowded.queue.idle();
    expect(recorded(crowded, ids[0])).toEqual(want);
    expect(recorded(crowded, ids[1]).epochs).not.toEqual(want.epochs);
    // The same batches on the other engine: other bits, the same course.
    const fused = recorded(crowded, ids[2]).epochs;
    expect(fused).not.toEqual(want.epochs);
    const norms = ['gradientNormGenerator', 'gradientNormDiscriminator'] as const;
    fused.slice(0, 20).forEach((record, index) => {
      for (const key of ['lossGenerator', 'lossReal', 'lossFake', ...norms] as const)
        expect(Math.abs((record[key] ?? NaN) - (want.epochs[index][key] ?? NaN)), key).toBeLessThan(1e-4);
    });
    expect(pauses).toBeGreaterThan(0);
  });

  it('take no other run along when the library crashes, and go on to the same bits', async () => {
    const straight = temporaryWorkbench(1);
    const [undisturbed] = straight.queue.launch([request(LONG)]);
    await straight.queue.idle();

    const workbench = temporaryWorkbench(3);
    const seen: WorkbenchEvent[] = [];
    workbench.events.add((event) => seen.push(event));
    const known = trainingProcesses();
    const [struck] = workbench.queue.launch([request(LONG)]);
    await until(workbench, ({ kind }) => kind === 'progress');
    const [victim] = trainingProcesses().filter((pid) => !known.includes(pid));
    const [other, fused] = workbench.queue.launch([
      request({ ...LONG, seed: 2 }),
      request({ ...LONG, engine: 'fused', epochs: 2000 }),
    ]);
    await until(workbench, ({ kind, run }) => kind === 'progress' && run === other);
    process.kill(victim, 'SIGSEGV');
    await until(workbench, ({ kind, run }) => kind === 'crashed' && run === struck);
    expect(seen.find(({ kind }) => kind === 'crashed')).toMatchObject({
      run: struck,
      error: { code: 'worker-crashed', message: expect.stringContaining('SIGSEGV') as string },
    });
    expect(workbench.store.runs.get(struck).status).toBe('interrupted');
    await workbench.queue.idle();
    expect(workbench.store.runs.get(other)).toMatchObject({ status: 'finished', epochsDone: 300 });
    expect(workbench.store.runs.get(fused)).toMatchObject({ status: 'finished', epochsDone: 2000 });

    workbench.goingOn.resume([struck]);
    await workbench.queue.idle();
    expect(recorded(workbench, struck)).toEqual(recorded(straight, undisturbed));
  });

  it('go on to the same bits on several threads, on as many as they began with', async () => {
    const wide = { hidden_widths: [512, 512] };
    const config: RunConfigInput = {
      ...SMALL,
      epochs: 4,
      batches_per_epoch: 20,
      batch_size: 256,
      generator: wide,
      discriminator: wide,
    };
    const workbench = temporaryWorkbench(1);
    const [straight] = workbench.queue.launch([request(config)]);
    await workbench.queue.idle();
    const threads = threadsPerRun(1);
    expect(workbench.store.runs.get(straight)).toMatchObject({ build: { threads } });

    const [struck] = workbench.queue.launch([request(config)]);
    await until(workbench, ({ kind, run }) => kind === 'progress' && run === struck);
    for (const pid of trainingProcesses()) process.kill(pid, 'SIGSEGV');
    await until(workbench, ({ kind, run }) => kind === 'crashed' && run === struck);
    // More side by side: a new run would have fewer threads.
    workbench.queue.jobs = 8;
    workbench.goingOn.resume([struck]);
    await workbench.queue.idle();
    expect(workbench.store.runs.get(struck)).toMatchObject({ build: { threads } });
    expect(recorded(workbench, struck)).toEqual(recorded(workbench, straight));
  });

  it('leave no process behind when the program is killed, and go on when it is started again', async () => {
    const store = temporaryStore();
    const script = fileURLToPath(new URL('./train-until-killed.ts', import.meta.url));
    const program = spawn(process.execPath, [script, store, JSON.stringify(LONG)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(program.stdout, 'data');
    const [child] = trainingProcesses(program.pid);
    expect(child).toBeGreaterThan(0);
    program.kill('SIGKILL');
    await expect.poll(() => isAlive(child)).toBe(false);
    const workbench = temporaryWorkbench(1, store);
    const [{ run }] = openStore(store).runs.list();
    expect(run.status).toBe('interrupted');
    workbench.goingOn.resume([run.id]);
    await workbench.queue.idle();
    expect(workbench.store.runs.get(run.id)).toMatchObject({ status: 'finished', epochsDone: 300 });
  });

  it('are stopped by a message, with what they have', async () => {
    const workbench = temporaryWorkbench(1);
    const [run] = workbench.queue.launch([request({ ...SMALL, epochs: 100_000 })]);
    await until(workbench, ({ kind }) => kind === 'progress');
    workbench.pool.stop(run);
    await workbench.queue.idle();
    const stopped = workbench.store.runs.get(run);
    expect(stopped.status).toBe('stopped');
    expect(workbench.store.epochs.read(run)).toHaveLength('epochsDone' in stopped ? (stopped.epochsDone ?? 0) : -1);
  });

  it('wait where the machine holds no more of their processes, and let runs in threads pass', async () => {
    const workbench = new Workbench({ store: temporaryStore(), jobs: 3, processes: 1 });
    onTestFinished(() => workbench.close());
    const started: string[] = [];
    workbench.events.add(({ kind, run }) => {
      if (kind === 'started') started.push(run);
    });
    const [first, second] = workbench.queue.launch([request(LONG), request({ ...LONG, seed: 2 })]);
    const [fused] = workbench.queue.launch([request({ ...SMALL, engine: 'fused' })]);
    expect(workbench.recording.training).toEqual([first, fused]);
    expect(workbench.queue.waiting).toEqual([second]);
    await workbench.queue.idle();
    expect(started.toSorted()).toEqual([first, second, fused].toSorted());
    expect(started.at(-1)).toBe(second);
  });

  it('that wait for a process that a paused run has leave the processor to seeds that are only tried', async () => {
    const workbench = new Workbench({ store: temporaryStore(), jobs: 3, processes: 1 });
    onTestFinished(() => workbench.close());
    const [endless, second] = workbench.queue.launch([request({ ...SMALL, epochs: 100_000 }), request(SMALL)]);
    await until(workbench, ({ kind, run }) => kind === 'progress' && run === endless);
    const scratch = new ScratchTraining(forkProcess);
    onTestFinished(() => scratch.close());
    const config = runConfigSchema.parse({ ...SMALL, engine: 'fused' });
    const files = { table: undefined, modules: [] };
    const feed = new ScratchFeed(workbench, scratch, { config, files, seeds: [1] }, () => undefined);
    onTestFinished(() => feed.close());
    expect(feed.take()).toMatchObject({ givesWay: true, seeds: [{ state: 'waiting' }] });
    workbench.pool.pause(endless);
    await until(workbench, ({ kind, run }) => kind === 'paused' && run === endless);
    await expect
      .poll(() => feed.take()?.seeds.map(({ state }) => state), { timeout: 30_000, interval: 20 })
      .toEqual(['finished']);
    expect(workbench.store.runs.get(endless).status).toBe('paused');
    expect(workbench.queue.waiting).toEqual([second]);
  });

  it('tell of a GPU that is asked for and not there', () => {
    const workbench = temporaryWorkbench(1);
    expect(() => workbench.queue.launch([request({ ...SMALL, device: 'gpu' })])).toThrow(
      expect.objectContaining({ code: 'device-unavailable', path: 'device' }),
    );
  });
});
