import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WorkbenchEvent } from '../../../src/main/workbench/events.ts';
import type { Workbench } from '../../../src/main/workbench/workbench.ts';
import { start } from '../cli/command-line.ts';
import { temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const LONG = ['--set', 'epochs=1000000', '--set', 'snapshots.every=100', '--set', 'snapshots.samples=100'];

interface Terminal {
  /** The run that it trains. */
  readonly run: string;
  kill(): Promise<void>;
}

/** A run that `train` has recorded something of, in a process of its own. */
async function trainingElsewhere({ store }: Workbench): Promise<Terminal> {
  const child = start(['train', ...LONG, '--json'], { store: store.path });
  onTestFinished(() => void child.kill('SIGKILL'));
  let told = '';
  while (!told.includes('"progress"')) told += String((await once(child.stdout, 'data'))[0]);
  const [{ run }] = store.listRuns({ status: ['running'] });
  return {
    run: run.id,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function happens(workbench: Workbench, kind: WorkbenchEvent['kind'], run: string): Promise<void> {
  return new Promise((resolve) => {
    const end = workbench.subscribe((event) => {
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
    expect(workbench.store.getRun(run).status).toBe('interrupted');
    const progress = happens(workbench, 'progress', run);
    workbench.goOn([run]);
    await progress;
    const epochs = workbench.store.readEpochs(run).map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.map((_, index) => index + 1));
  });

  it('can be resumed at once', async () => {
    const workbench = temporaryWorkbench(1, temporaryStore());
    const { run, kill } = await trainingElsewhere(workbench);
    expect(() => workbench.goOn([run])).toThrow(expect.objectContaining({ code: 'run-claimed' }));
    await kill();
    const progress = happens(workbench, 'progress', run);
    workbench.goOn([run]);
    await progress;
  });
});
