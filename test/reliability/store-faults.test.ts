import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/main/store/store.ts';
import { Workbench } from '../../src/main/runs/workbench.ts';
import { eventsOf, run as runCommand } from '../main/cli/command-line.ts';
import { recorded } from '../main/runs/recorded.ts';
import { disturb, experiments, queueRuns, undisturbed } from './disturbed.ts';
import { diskFull, MOVED_AWAY, readOnly, REPLACED } from './faults.ts';
import { SmallDisk } from './small-disk.ts';
import { named, TrainingProgram } from './training-program.ts';

const CONFIGS = experiments({ fused: 800, tensorflow: 80 });

/** Nothing can be trained; where a run just finds room to be queued in what the log has left, it waits. */
async function expectFull(store: string): Promise<void> {
  const program = new TrainingProgram([], store);
  if (await program.next(named('halted'))) {
    program.kill('SIGINT');
    expect(await program.end()).toBe(130);
  } else {
    expect(await program.end()).toBe(3);
    expect(program.events.filter(named('error'))).toMatchObject([{ code: 'store-full' }]);
  }
}

describe('while a program trains', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-faults-'));
  const disk = new SmallDisk(48);
  let reference: Awaited<ReturnType<typeof undisturbed>>;

  beforeAll(async () => {
    reference = await undisturbed(join(folder, 'reference.sqlite'), CONFIGS);
  });

  afterAll(() => {
    disk.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function expectWhole(store: string): void {
    const database = new Database(store);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(database.pragma('foreign_key_check')).toEqual([]);
    database.close();
  }

  it('its disk fills up, its store becomes read only, is moved away and replaced: it waits, and records the same bytes', async () => {
    const store = join(disk.folder, 'runs.sqlite');
    const ids = await queueRuns(store, CONFIGS);
    const program = new TrainingProgram(['--queued', '--jobs', '2'], store);
    const victim = { store, pid: program.pid, disk };
    for (const fault of [diskFull(disk), readOnly(disk), MOVED_AWAY, REPLACED]) {
      await program.next(named('progress'));
      const code = await disturb(program, fault, victim, 300);
      console.log(`${fault.name}, by ${fault.means}: ${code}`);
      expect(fault.codes).toContain(code);
      expect(await program.next(named('continued'))).toBeDefined();
    }
    expect(await program.end()).toBe(0);
    expect(program.stderr).toContain('The store is available again; training continues.');
    expectWhole(store);
    const opened = openStore(store);
    expect(ids.map((id) => recorded({ store: opened }, id))).toEqual(reference);
    opened.close();
    rmSync(store);
  });

  it('its disk fills up and it is ended: what was recorded stays and is read, and trains on to the same bytes', async () => {
    const store = join(disk.folder, 'runs.sqlite');
    const fused = CONFIGS.findIndex(({ engine }) => engine === 'fused');
    const [id] = await queueRuns(store, [CONFIGS[fused]]);
    const program = new TrainingProgram(['--queued'], store);
    const victim = { store, pid: program.pid, disk };
    const full = diskFull(disk);
    await program.next(({ event, epoch }) => event === 'progress' && Number(epoch) > 100);
    full.begin(victim);
    await program.next(named('halted'));
    program.kill('SIGINT');
    expect(await program.end()).toBe(130);
    expect(program.events.at(-1)).toMatchObject({ event: 'interrupted', cut_off: [id] });
    const told = program.events.filter(named('progress')).at(-1)?.['epoch'];

    if (disk.kind !== 'folder') {
      const listed = await runCommand(['runs', '--json', '--store', store]);
      expect(eventsOf(listed, 'run')).toMatchObject([{ run: id, epochs_done: told }]);
      await expectFull(store);
      full.end(victim);
    }
    expectWhole(store);
    const workbench = new Workbench({ store, jobs: 1 });
    try {
      expect(workbench.store.runs.get(id)).toMatchObject({ status: 'interrupted', epochsDone: told });
      workbench.goingOn.resume([id]);
      await workbench.queue.idle();
      expect(recorded(workbench, id)).toEqual(reference[fused]);
    } finally {
      await workbench.close();
    }
  });
});
