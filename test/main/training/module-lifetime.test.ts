import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { named, TrainingProgram } from '../../reliability/training-program.ts';
import { recorded } from '../runs/recorded.ts';
import { temporaryWorkbench } from '../runs/temporary-store.ts';
import { processes } from './child-processes.ts';

const GIVES = 'Array.from({ length: count }, () => random.normal())';
const ORDINARY = `export default (count, random) => ${GIVES};`;
/** Batches are of 32; the draws before training are not. */
const LOOPS = `export default (count, random) => {
  if (count === 32) for (;;);
  return ${GIVES};
};`;

const CONFIG = {
  target: { law: 'module', file: 'law.mjs' },
  batch_size: 32,
  epochs: 4000,
  snapshots: { every: 100, samples: 200 },
};

interface Started {
  readonly program: TrainingProgram;
  readonly store: string;
}

function started(source: string, config: object = CONFIG): Started {
  const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-lifetime-'));
  const file = join(folder, 'config.json');
  writeFileSync(join(folder, 'law.mjs'), source);
  writeFileSync(file, JSON.stringify(config));
  const store = join(folder, 'runs.sqlite');
  const program = new TrainingProgram(['--config', file], store);
  onTestFinished(async () => {
    program.kill('SIGKILL');
    await program.end();
    rmSync(folder, { recursive: true, force: true });
  });
  return { program, store };
}

const isModules = ({ command }: { readonly command: string }) =>
  command.includes('module-process') || command.includes('read -r ended');

/** What a program has started for its modules: their processes, and who ends them when the program cannot. */
const startedBy = (pid: number) => processes().filter((each) => each.parent === pid && isModules(each));

async function areGone(pids: readonly number[]): Promise<void> {
  const left = () => processes().filter((each) => pids.includes(each.pid) && isModules(each));
  await expect.poll(left, { timeout: 20_000 }).toEqual([]);
}

describe.skipIf(process.platform === 'win32')('nothing is left of a module’s process when its program', () => {
  it('has trained', async () => {
    const { program } = started(ORDINARY, { ...CONFIG, epochs: 1500 });
    await program.next(named('epoch', 'progress', 'snapshot'));
    const pids = startedBy(program.pid).map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    expect(await program.end()).toBe(0);
    await areGone(pids);
  });

  it('is stopped by Ctrl-C, which does not reach the module: its run has stopped at an epoch’s end', async () => {
    const { program, store } = started(ORDINARY, { ...CONFIG, epochs: 100_000 });
    await program.next(named('epoch', 'progress', 'snapshot'));
    const pids = startedBy(program.pid).map(({ pid }) => pid);
    program.kill('SIGINT');
    await program.end();
    await areGone(pids);
    const [{ run }] = temporaryWorkbench(1, store).store.runs.list({}, 'oldest first');
    expect(run.status).toBe('stopped');
  });

  it('is killed, and the run goes on to the same bits', async () => {
    const undisturbed = started(ORDINARY);
    expect(await undisturbed.program.end()).toBe(0);
    const { program, store } = started(ORDINARY);
    await program.next(named('epoch', 'progress', 'snapshot'));
    const pids = startedBy(program.pid).map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    program.kill('SIGKILL');
    await program.end();
    await areGone(pids);
    const workbench = temporaryWorkbench(1, store);
    const [{ run }] = workbench.store.runs.list({}, 'oldest first');
    workbench.goingOn.resume([run.id]);
    await workbench.queue.idle();
    const whole = temporaryWorkbench(1, undisturbed.store);
    const [{ run: other }] = whole.store.runs.list({}, 'oldest first');
    expect(recorded(workbench, run.id)).toEqual(recorded(whole, other.id));
  });

  it('is killed while the module loops', async () => {
    const { program } = started(LOOPS);
    await program.next(named('started'));
    const looping = () => startedBy(program.pid);
    await expect.poll(looping, { timeout: 20_000 }).toHaveLength(2);
    // It draws what it is measured by first. To loop a little later is not to be killed while it loops, but as well.
    await pause(3000);
    const pids = looping().map(({ pid }) => pid);
    program.kill('SIGKILL');
    await program.end();
    await areGone(pids);
  });
});
