import { once } from 'node:events';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { epochsDone, type Run } from '../../../src/shared/run.ts';
import { start } from '../cli/command-line.ts';
import { recorded } from './recorded.ts';
import { request, temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const LONG = { epochs: 100_000, snapshots: { samples: 100, every: 100 } };
const SHORT = { epochs: 20, snapshots: { samples: 100, every: 10 } };

/** Starts a run, stops it once it has recorded something, and gives its id. */
async function stopped(workbench: Workbench, config: object = LONG): Promise<string> {
  const [id] = workbench.queue.launch([request(config)]);
  const end = workbench.events.add(({ kind }) => kind === 'progress' && workbench.pool.stop(id));
  await workbench.queue.idle();
  end();
  return id;
}

async function finished(workbench: Workbench): Promise<string> {
  const [id] = workbench.queue.launch([request(SHORT)]);
  await workbench.queue.idle();
  return id;
}

/** A run that what trained it left in the middle. */
async function interrupted(workbench: Workbench): Promise<string> {
  const id = await stopped(workbench);
  change(workbench, `UPDATE runs SET status = 'interrupted', ended_at = NULL WHERE id = '${id}'`);
  return id;
}

async function failed(workbench: Workbench): Promise<string> {
  const id = await stopped(workbench);
  change(
    workbench,
    `UPDATE runs SET status = 'failed', error_code = 'bad', error_message = 'it went wrong' WHERE id = '${id}'`,
  );
  return id;
}

function change({ store }: Workbench, sql: string): void {
  const other = new Database(store.path);
  other.exec(sql);
  other.close();
}

/** As anyone who opens the store finds it. */
function statusIn({ store }: Workbench, id: string): unknown {
  const database = new Database(store.path, { readonly: true });
  const status = database.prepare('SELECT status FROM runs WHERE id = ?').pluck().get(id);
  database.close();
  return status;
}

const before = (run: Run) => (run.status === 'queued' ? run.before : undefined);

describe('a run that waits to go on', () => {
  it.each([
    ['stopped', stopped],
    ['interrupted', interrupted],
    ['failed', failed],
  ])(
    'after it %s is queued at once, in the store too, keeps what it knew, and taken out is what it was',
    async (state, made) => {
      const workbench = temporaryWorkbench();
      const id = await made(workbench);
      const was = workbench.store.runs.get(id);
      const summaries = workbench.store.runs.summaries(id);
      expect(was.status).toBe(state);
      workbench.queue.hold(true);
      workbench.goingOn.resume([id]);

      const waits = workbench.store.runs.get(id);
      expect([waits.status, statusIn(workbench, id)]).toEqual(['queued', 'queued']);
      expect(before(waits)?.status).toBe(state);
      expect(epochsDone(waits)).toBe(epochsDone(was));
      expect(workbench.store.runs.summaries(id)).toEqual(summaries);

      const told: string[] = [];
      workbench.events.add(({ kind }) => told.push(kind));
      workbench.queue.cancel([id]);
      expect(told).toEqual(['withdrawn']);
      expect(workbench.store.runs.get(id)).toEqual(was);
      expect(workbench.store.states.isClaimed(id)).toBe(false);
    },
  );

  it('for longer than it was asked for is queued, cannot be extended again, and taken out is as long as it was', async () => {
    const workbench = temporaryWorkbench();
    for (const id of [await finished(workbench), await stopped(workbench)]) {
      const was = workbench.store.runs.get(id);
      workbench.queue.hold(true);
      workbench.goingOn.extend(id, was.config.epochs + 100);
      const waits = workbench.store.runs.get(id);
      expect(waits.status).toBe('queued');
      expect(before(waits)).toMatchObject({ status: was.status, epochs: was.config.epochs });
      expect(waits.config.epochs).toBe(was.config.epochs + 100);
      expect(() => workbench.goingOn.extend(id, was.config.epochs + 200)).toThrow(/is training or queued/);
      workbench.queue.cancel([id]);
      expect(workbench.store.runs.get(id)).toEqual(was);
      workbench.queue.hold(false);
    }
  });

  it('is queued for other processes too, which leave it to the one that has it', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const id = await stopped(workbench);
    workbench.queue.hold(true);
    workbench.goingOn.resume([id]);
    const other = temporaryWorkbench(1, path);
    expect(other.store.runs.get(id).status).toBe('queued');
    expect(other.queue.adopt()).toEqual([]);
    const refused = expect.objectContaining({ code: 'run-claimed' }) as Error;
    expect(() => other.goingOn.resume([id])).toThrow(refused);
    expect(() => other.goingOn.extend(id, 200_000)).toThrow(refused);
    expect(() => other.queue.refuseClaimed([id])).toThrow(refused);
    expect(other.store.runs.get(id)).toEqual(workbench.store.runs.get(id));
  });

  it('waits still when the process that had it is killed; the next one takes it up, to the same bits', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const [trains, waits] = [await stopped(workbench), await stopped(workbench, { ...LONG, epochs: 1500, seed: 2 })];
    const child = start(['resume', trains, waits, '--jobs', '1', '--json'], { store: path });
    onTestFinished(() => void child.kill('SIGKILL'));
    let told = '';
    while (!told.includes('"progress"')) told += String((await once(child.stdout, 'data'))[0]);
    expect(workbench.store.runs.get(waits).status).toBe('queued');
    child.kill('SIGKILL');
    await once(child, 'exit');
    workbench.claims.interruptAbandoned();
    expect([trains, waits].map((id) => workbench.store.runs.get(id).status)).toEqual(['interrupted', 'queued']);
    expect(before(workbench.store.runs.get(waits))?.status).toBe('stopped');

    expect(workbench.queue.adopt()).toEqual([waits]);
    await workbench.queue.idle();
    const straight = temporaryWorkbench();
    const [same] = straight.queue.launch([request({ ...LONG, epochs: 1500, seed: 2 })]);
    await straight.queue.idle();
    expect(recorded(workbench, waits)).toEqual(recorded(straight, same));
  });

  it('is put into the trash as what it was, where nobody has it any more', async () => {
    const workbench = temporaryWorkbench();
    const id = await stopped(workbench);
    workbench.queue.hold(true);
    workbench.goingOn.resume([id]);
    expect(() => workbench.store.runs.trash(id, '2026-01-01T00:00:00.000Z')).toThrow(/queued/);
    workbench.stopAll();
    workbench.store.runs.trash(id, '2026-01-01T00:00:00.000Z');
    expect(workbench.store.runs.get(id).status).toBe('stopped');
  });
});
