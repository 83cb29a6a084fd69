import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { QueueState } from '../../../src/shared/api/training.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { Application } from '../../../src/main/app/application.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { recorded, until } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const CONFIG: RunConfigInput = { epochs: 400, snapshots: { samples: 200, every: 2 } };

/** Resolves when recording halts. */
async function halted(workbench: Workbench): Promise<void> {
  await new Promise<void>((resolve) => {
    if (workbench.recording.halt) resolve();
    workbench.halts.add((halt) => halt && resolve());
  });
}

function moveAway(store: string): () => void {
  renameSync(store, `${store}.aside`);
  return () => renameSync(`${store}.aside`, store);
}

describe('while its store cannot be used', () => {
  it('a workbench refuses what would have to be written, begins nothing, and goes on when it is told to try again', async () => {
    const straight = temporaryWorkbench(1);
    const [undisturbed] = straight.queue.launch([request(CONFIG)]);
    await straight.queue.idle();

    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const [running, waiting] = workbench.queue.launch([request(CONFIG), request({ ...CONFIG, epochs: 20 })]);
    await until(workbench, ({ kind }) => kind === 'progress');
    const putBack = moveAway(path);
    await halted(workbench);
    const before = workbench.store.epochs.read(running).length;
    for (const write of [
      () => workbench.queue.launch([request(CONFIG)]),
      () => workbench.goingOn.resume([running]),
      () => workbench.queue.cancel([waiting]),
      () => workbench.store.runs.rename(running, 'other'),
    ]) {
      expect(write).toThrow(expect.objectContaining({ code: 'store-gone' }));
    }
    // Long enough for a run to end that would not wait.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(workbench.recording.training).toEqual([running]);
    expect(workbench.queue.waiting).toEqual([waiting]);
    expect(workbench.store.epochs.read(running)).toHaveLength(before);
    expect(workbench.store.runs.get(running)).toMatchObject({ status: 'running', name: 'test' });

    putBack();
    workbench.recording.tryAgain();
    expect(workbench.recording.halt).toBeUndefined();
    await workbench.queue.idle();
    expect(recorded(workbench, running)).toEqual(recorded(straight, undisturbed));
    expect(workbench.store.runs.get(waiting).status).toBe('finished');
  });

  it('what changes something goes through as soon as it can be used again, after all that happened before', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const [running] = workbench.queue.launch([request(CONFIG)]);
    await until(workbench, ({ kind }) => kind === 'progress');
    const putBack = moveAway(path);
    await halted(workbench);
    putBack();
    workbench.store.runs.setNotes(running, 'goes on');
    expect(workbench.recording.halt).toBeUndefined();
    await workbench.queue.idle();
    expect(workbench.store.runs.get(running)).toMatchObject({ status: 'finished', notes: 'goes on' });
  });

  it('that is told although nothing trains', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const putBack = moveAway(path);
    await halted(workbench);
    expect(workbench.recording.halt).toMatchObject({
      code: 'store-gone',
      message: expect.stringContaining(path) as string,
    });
    putBack();
    await expect.poll(() => workbench.recording.halt).toBeUndefined();
  });

  it('a window is told why, and may open another: what trained can be resumed where it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-halted-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const [first, second] = ['first.sqlite', 'second.sqlite'].map((name) => join(folder, name));
    const application = new Application({ store: first, jobs: 1 });
    onTestFinished(() => application.close('stop'));
    const told: QueueState[] = [];
    application.queue.watch((state) => told.push(state));
    const [run] = application.workbench.queue.launch([request({ ...CONFIG, epochs: 100_000 })]);
    await until(application.workbench, ({ kind }) => kind === 'progress');
    const putBack = moveAway(first);
    await halted(application.workbench);
    await expect.poll(() => told.at(-1)?.halt?.code).toBe('store-gone');
    const before = application.workbench.store.epochs.read(run).length;

    await application.store.open(second);
    expect(told.at(-1)).toMatchObject({ halt: undefined, training: [] });
    putBack();
    await application.store.open(first);
    expect(application.workbench.store.runs.get(run)).toMatchObject({ status: 'interrupted', epochsDone: before });
    application.workbench.goingOn.resume([run]);
    await until(application.workbench, ({ kind }) => kind === 'progress');
  });
});
