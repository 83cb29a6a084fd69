import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { NoticeEvent } from '../../../src/shared/api/training.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src/shared/config/schema.ts';
import { Application } from '../../../src/main/app/application.ts';
import { readFiles } from '../../../src/main/files/data/files.ts';
import { openStore } from '../../../src/main/store/store.ts';
import type { Workbench } from '../../../src/main/runs/workbench.ts';
import { fillStore } from '../store/filled-store.ts';
import { temporaryStore, temporaryWorkbench } from './temporary-store.ts';

const LONG: RunConfigInput = { epochs: 100_000, snapshots: { samples: 100, every: 100 } };

/** Starts a run, stops it once it has recorded something, and gives its id. */
async function stopped(workbench: Workbench, config: RunConfigInput, folder = tmpdir()): Promise<string> {
  const read = await readFiles(runConfigSchema.parse({ ...LONG, ...config }), folder);
  const [id] = workbench.queue.launch([{ read, name: 'stopped' }]);
  const end = workbench.events.add(({ kind }) => {
    if (kind === 'progress') workbench.pool.stop(id);
  });
  await workbench.queue.idle();
  end();
  expect(workbench.store.runs.get(id).status).toBe('stopped');
  return id;
}

function change(path: string, sql: string): void {
  const other = new Database(path);
  other.exec(sql);
  other.close();
}

describe('a run that cannot go on', () => {
  it.each([
    [
      'its module exports the function no more',
      `UPDATE datasets SET content = CAST('export const b = 1;' AS BLOB)`,
      /a/,
    ],
    ['what its module held is gone', 'DELETE FROM datasets', /digest|kept|dataset|data/],
  ])('because %s stays what it was, free for others, and the reason is told at it', async (_case, sql, reason) => {
    const folder = mkdtempSync(join(tmpdir(), 'gan-workbench-going-on-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
    onTestFinished(() => void vi.unstubAllEnvs());
    writeFileSync(
      join(folder, 'law.mjs'),
      'export const a = (count, random) => Array.from({ length: count }, () => random.normal());',
    );
    const application = new Application({ store: join(folder, 'runs.sqlite'), jobs: 1 });
    onTestFinished(() => application.close('stop'));
    const notices: NoticeEvent[] = [];
    application.notices.watch((notice) => notices.push(notice));
    const { workbench } = application;
    const id = await stopped(workbench, { target: { law: 'module', file: 'law.mjs', export: 'a' } }, folder);
    const before = [workbench.store.runs.get(id), workbench.store.epochs.read(id), workbench.store.runs.summaries(id)];
    change(workbench.store.path, sql);

    workbench.goingOn.resume([id]);
    await workbench.queue.idle();
    expect(notices).toMatchObject([{ run: id, message: expect.stringMatching(reason) as string }]);
    expect(notices[0].code).not.toBe('not-recorded');
    expect([workbench.store.runs.get(id), workbench.store.epochs.read(id), workbench.store.runs.summaries(id)]).toEqual(
      before,
    );
    workbench.store.runs.trash(id, new Date().toISOString());
    expect(workbench.store.runs.get(id).trashedAt).toBeDefined();
  });

  it('because the store refuses its start can be resumed again once the store relents', async () => {
    const path = temporaryStore();
    const workbench = temporaryWorkbench(1, path);
    const id = await stopped(workbench, {});
    change(
      path,
      `CREATE TRIGGER refuse BEFORE UPDATE ON runs WHEN NEW.status = 'running' AND OLD.status = 'queued'
       BEGIN SELECT RAISE(ABORT, 'refused'); END`,
    );
    workbench.goingOn.resume([id]);
    await workbench.queue.idle();
    expect(workbench.store.runs.get(id).status).toBe('stopped');
    change(path, 'DROP TRIGGER refuse');
    const told: string[] = [];
    workbench.events.add(({ kind }) => {
      told.push(kind);
      if (kind === 'progress') workbench.pool.stop(id);
    });
    workbench.goingOn.resume([id]);
    await workbench.queue.idle();
    expect(told).toContain('started');
    expect(told).toContain('stopped');
  });
});

it('a fork that was recovered without its checkpoints stays what it was: what it began with is lost', async () => {
  const path = temporaryStore();
  const store = openStore(path);
  fillStore(store, 6);
  store.close();
  change(
    path,
    `DELETE FROM checkpoints; UPDATE runs SET status = 'interrupted', owner = NULL, epochs_done = 30 WHERE id = 'r5'`,
  );
  const workbench = temporaryWorkbench(1, path);
  const told: unknown[] = [];
  workbench.events.add((event) => told.push(event));
  workbench.goingOn.resume(['r5']);
  await workbench.queue.idle();
  const error = expect.objectContaining({ code: 'checkpoint-not-found' }) as Error;
  expect(told).toContainEqual({ kind: 'not_resumed', run: 'r5', error });
  expect(workbench.store.runs.get('r5')).toMatchObject({ status: 'interrupted', epochsDone: 30 });
});

it('a run that was recovered without its checkpoints is trained from the beginning, to the same bits', async () => {
  const path = temporaryStore();
  const workbench = temporaryWorkbench(1, path);
  const read = await readFiles(runConfigSchema.parse({ epochs: 40, snapshots: { samples: 100, every: 10 } }), tmpdir());
  const [id] = workbench.queue.launch([{ read, name: 'recovered' }]);
  await workbench.queue.idle();
  const recorded = () => [
    workbench.store.epochs.read(id).map((epoch) => ({ ...epoch, seconds: 0 })),
    workbench.store.snapshots.read(id),
  ];
  const before = recorded();
  change(
    path,
    `DELETE FROM checkpoints; DELETE FROM epochs WHERE epoch IN (3, 4) OR epoch > 30;
     DELETE FROM snapshots WHERE epoch > 30; UPDATE runs SET status = 'stopped', epochs_done = 30`,
  );
  workbench.goingOn.resume([id]);
  await workbench.queue.idle();
  expect(workbench.store.runs.get(id).status).toBe('finished');
  expect(recorded()).toEqual(before);
});
