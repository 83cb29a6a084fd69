import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../../src/shared/api/run.ts';
import type { Run } from '../../../src/shared/run.ts';
import { RunFeed } from '../../../src/main/app/api/run-feed.ts';
import { trainingRequests } from '../../../src/main/app/api/training.ts';
import { Application } from '../../../src/main/app/application.ts';
import type { WorkbenchEvent } from '../../../src/main/runs/events.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { start } from '../cli/command-line.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const LONG = ['--set', 'epochs=1000000', '--set', 'snapshots.every=100', '--set', 'snapshots.samples=100'];

interface Terminal {
  /** The run that it trains. */
  readonly run: string;
  readonly kill: () => Promise<void>;
  /** Has it stop its run, as Ctrl-C does. */
  readonly interrupt: () => Promise<void>;
}

/** A run that `train` has recorded something of, in a process of its own. */
async function trainingElsewhere({ store }: Workbench): Promise<Terminal> {
  const child = start(['train', ...LONG, '--json'], { store: store.path });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  while (!told.includes('"progress"')) told += String((await once(child.stdout, 'data'))[0]);
  const [{ run }] = store.runs.list({ status: ['running'] });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await once(child, 'exit');
  };
  return { run: run.id, kill: () => end('SIGKILL'), interrupt: () => end('SIGINT') };
}

/** What a page that shows a run has been told of it. */
class Shown {
  run: Run | undefined;
  epochs: number[] = [];
  snapshots: number[] = [];
  events = 0;
  readonly #feed: RunFeed;

  constructor(workbench: Workbench, run: string) {
    this.#feed = new RunFeed(workbench, { run, afterEpoch: -1, width: 10_000, series: true }, () => undefined);
    onTestFinished(() => this.#feed.close());
  }

  async until(holds: (shown: this) => boolean): Promise<void> {
    for (;;) {
      const event = this.#feed.take();
      if (event) this.#show(event);
      if (holds(this)) return;
      await pause(10);
    }
  }

  #show({ reset, run, losses, snapshotEpochs }: RunEvent): void {
    this.events += 1;
    if (reset) [this.epochs, this.snapshots] = [[], []];
    this.run = run ?? this.run;
    losses?.from.forEach((first, bucket) => {
      for (let epoch = first; epoch <= losses.to[bucket]; epoch++) this.epochs.push(epoch);
    });
    this.snapshots.push(...(snapshotEpochs ?? []));
  }
}

function happens(workbench: Workbench, kind: WorkbenchEvent['kind'], run: string): Promise<void> {
  return new Promise((resolve) => {
    const end = workbench.events.add((event) => {
      if (event.kind !== kind || event.run !== run) return;
      end();
      resolve();
    });
  });
}

describe('a run whose process is killed', () => {
  it('is told to be interrupted within seconds, and goes on here from its last checkpoint', async () => {
    const workbench = temporaryWorkbench(1, temporaryStore());
    const { run, kill } = await trainingElsewhere(workbench);
    const interrupted = happens(workbench, 'interrupted', run);
    await kill();
    await interrupted;
    expect(workbench.store.runs.get(run).status).toBe('interrupted');
    const progress = happens(workbench, 'progress', run);
    workbench.goingOn.resume([run]);
    await progress;
    const epochs = workbench.store.epochs.read(run).map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.map((_, index) => index + 1));
  });

  it('can be resumed at once', async () => {
    const workbench = temporaryWorkbench(1, temporaryStore());
    const { run, kill } = await trainingElsewhere(workbench);
    expect(() => workbench.goingOn.resume([run])).toThrow(expect.objectContaining({ code: 'run-claimed' }));
    await kill();
    const progress = happens(workbench, 'progress', run);
    workbench.goingOn.resume([run]);
    await progress;
  });
});

describe('a run that another process trains', () => {
  it('is shown as it goes on, every epoch once, and as stopped when that stops it', async () => {
    const workbench = temporaryWorkbench();
    const { run, interrupt } = await trainingElsewhere(workbench);
    const shown = new Shown(workbench, run);
    await shown.until(({ events }) => events > 3);
    await interrupt();
    await shown.until((now) => now.run?.status === 'stopped');
    expect(shown.epochs).toEqual(workbench.store.epochs.read(run).map(({ epoch }) => epoch));
    expect(shown.snapshots).toEqual(Array.from(workbench.store.snapshots.readEpochs(run)));
  });

  it('is shown anew when that extends it', async () => {
    const path = temporaryStore();
    const [here, there] = [temporaryWorkbench(1, path), temporaryWorkbench(1, path)];
    const [run] = there.queue.launch([request({ epochs: 25, snapshots: { every: 10, samples: 100 } })]);
    await there.queue.idle();
    const shown = new Shown(here, run);
    await shown.until(({ epochs }) => epochs.length === 25);
    there.goingOn.extend(run, 40);
    await shown.until((now) => now.run?.status === 'finished' && now.run.epochsDone === 40);
    expect(shown.epochs).toEqual(here.store.epochs.read(run).map(({ epoch }) => epoch));
    expect(shown.snapshots).toEqual(Array.from(here.store.snapshots.readEpochs(run)));
  });

  it('refuses to be paused or stopped from here', async () => {
    const store = temporaryStore();
    vi.stubEnv('XDG_DATA_HOME', join(dirname(store), 'data'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const application = new Application({ store, jobs: 1 });
    onTestFinished(() => application.close('stop'));
    const { run, kill } = await trainingElsewhere(application.workbench);
    const requests = trainingRequests(application);
    const refusal = expect.objectContaining({ code: 'run-claimed' }) as unknown;
    expect(() => requests['training.pause']({ runs: [run] })).toThrow(refusal);
    expect(() => requests['training.stop']({ runs: [run] })).toThrow(refusal);
    expect(application.workbench.store.runs.get(run).status).toBe('running');
    await kill();
    await requests['training.stop']({ runs: [run] });
    expect(application.workbench.store.runs.get(run).status).toBe('interrupted');
  });
});
