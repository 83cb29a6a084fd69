import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { RUN_TABLES } from '../../../../src/main/store/run-files/tables.ts';
import { writeRunFile } from '../../../../src/main/store/run-files/write.ts';
import { contentDigest } from '../../../../src/main/store/run-files/digest.ts';
import { openStore, type Store } from '../../../../src/main/store/store.ts';
import { runFileJob } from '../../../../src/main/files/run-files/export.ts';
import { importRunFile } from '../../../../src/main/files/run-files/import.ts';
import { request, temporaryStore, temporaryWorkbench } from '../../runs/temporary-store.ts';
import { withoutNorms } from '../../store/without-norms.ts';
import { exportedRuns, testFolder, type Exported } from './exported.ts';

const folder = testFolder();
let exported: Exported;
beforeAll(async () => (exported = await exportedRuns(folder)));

const refusal = (code: string) => expect.objectContaining({ code }) as Error;
const allowed = { allowModules: true };

function emptyStore(): Store {
  const store = openStore(temporaryStore());
  onTestFinished(() => store.close());
  return store;
}

/** Of this store alone: keys that it gave out, and when a run came. */
const OF_STORE: ReadonlySet<string> = new Set([
  'run_key',
  'snapshot_key',
  'checkpoint_key',
  'imported_at',
  'queue_place',
]);

const portable = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(row).filter(([column]) => !OF_STORE.has(column)));

/** Every value of every row of a run, but for what is of one store alone. */
function everythingOf(path: string, id: string) {
  const database = new Database(path, { readonly: true });
  type Row = Readonly<Record<string, unknown>>;
  const run = database.prepare<[string], Row>('SELECT * FROM runs WHERE id = ?').get(id) ?? {};
  const tables = Object.entries(RUN_TABLES).map(([table, order]) =>
    database
      .prepare<[unknown], Row>(`SELECT * FROM ${table} WHERE run_key = ? ORDER BY ${order}`)
      .all(run['run_key'])
      .map(portable),
  );
  database.close();
  return { run: portable(run), tables };
}

function datasetsOf(path: string) {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare('SELECT * FROM datasets ORDER BY digest, columns').all();
  database.close();
  return rows;
}

const bytesOf = (store: Store) =>
  Buffer.concat([store.path, `${store.path}-wal`].filter((path) => existsSync(path)).map((path) => readFileSync(path)));

describe('a run file', () => {
  it('brings runs into another store as they are, to every byte', () => {
    const store = emptyStore();
    const { imported, copied, there } = importRunFile(store, exported.file, allowed);
    expect([...imported].sort()).toEqual(Object.values(exported.ids).sort());
    expect([...copied, ...there]).toEqual([]);
    for (const id of imported) expect(everythingOf(store.path, id)).toEqual(everythingOf(exported.store, id));
    expect(datasetsOf(store.path)).toEqual(datasetsOf(exported.store));
    expect(everythingOf(store.path, exported.ids.vanilla).tables.map((rows) => rows.length > 0)).not.toContain(false);
  });

  it('of the program before norms of gradients were recorded is imported, and has none', () => {
    const earlier = join(folder, 'without-norms.ganrun');
    copyFileSync(exported.file, earlier);
    const database = new Database(earlier);
    withoutNorms(database);
    database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
    database.close();
    const store = emptyStore();
    expect(importRunFile(store, earlier, allowed).imported).toHaveLength(Object.keys(exported.ids).length);
    const { layers } = exported.ids;
    const norms = ({ epochs }: Store) =>
      epochs.read(layers).map((epoch) => [epoch.gradientNormGenerator, epoch.gradientNormDiscriminator, epoch.penalty]);
    expect(norms(store)).toEqual(Array.from({ length: 12 }, () => [undefined, undefined, undefined]));
    const now = emptyStore();
    importRunFile(now, exported.file, allowed);
    expect(
      norms(now)
        .flat()
        .every((value) => value !== undefined && value > 0),
    ).toBe(true);
  });

  it('adds nothing when it is imported once more, and takes no marks away', () => {
    const store = emptyStore();
    const { imported } = importRunFile(store, exported.file, allowed);
    store.runs.rename(imported[0], 'mine');
    store.runs.setNotes(imported[0], 'seen');
    store.runs.setTags(imported[0], []);
    const before = bytesOf(store);
    expect(importRunFile(store, exported.file, allowed)).toEqual({ imported: [], copied: [], there: imported });
    expect(bytesOf(store).equals(before)).toBe(true);
    expect(store.runs.get(imported[0])).toMatchObject({ name: 'mine', notes: 'seen' });
  });

  it('goes on where it stopped, to the same bits, on what it brought along', async () => {
    const workbench = temporaryWorkbench();
    importRunFile(workbench.store, exported.file, allowed);
    workbench.goingOn.extend(exported.ids.module, 20);
    workbench.goingOn.extend(exported.ids.table, 20);
    workbench.goingOn.extend(exported.ids.layers, 20);
    workbench.goingOn.extend(exported.ids.ring, 20);
    await workbench.queue.idle();
    const original = temporaryStore();
    copyFileSync(exported.store, original);
    const there = temporaryWorkbench(1, original);
    there.goingOn.extend(exported.ids.module, 20);
    there.goingOn.extend(exported.ids.table, 20);
    there.goingOn.extend(exported.ids.layers, 20);
    there.goingOn.extend(exported.ids.ring, 20);
    await there.queue.idle();
    for (const id of [exported.ids.module, exported.ids.table, exported.ids.layers, exported.ids.ring]) {
      expect(workbench.store.runs.get(id).status).toBe('finished');
      expect(workbench.store.snapshots.read(id)).toEqual(there.store.snapshots.read(id));
      expect(workbench.store.checkpoints.read(id, 'last')?.bytes).toEqual(
        there.store.checkpoints.read(id, 'last')?.bytes,
      );
    }
  });

  it('comes beside a run that was trained on, under an id that it keeps', async () => {
    const workbench = temporaryWorkbench();
    const { store } = workbench;
    importRunFile(store, exported.file, allowed);
    workbench.goingOn.extend(exported.ids.vanilla, 15);
    await workbench.queue.idle();
    const again = importRunFile(store, exported.file, allowed);
    expect(again.imported).toEqual([]);
    expect(again.copied).toHaveLength(1);
    expect(again.there).toHaveLength(5);
    expect(store.runs.get(exported.ids.vanilla).config.epochs).toBe(15);
    expect(store.runs.get(again.copied[0])).toMatchObject({ name: 'vanilla', epochsDone: 12 });
    expect(importRunFile(store, exported.file, allowed)).toMatchObject({ imported: [], copied: [] });
  });

  it('is a store: every command and tool reads it', () => {
    const path = temporaryStore();
    copyFileSync(exported.file, path);
    const store = openStore(path);
    onTestFinished(() => store.close());
    expect(store.runs.list()).toHaveLength(6);
    expect(store.epochs.read(exported.ids.ring)).toHaveLength(12);
  });

  it('of a run in training holds it as cut off there, without whoever trains it', async () => {
    const workbench = temporaryWorkbench();
    const [id] = workbench.queue.launch([request({ epochs: 1_000_000 })]);
    await expect.poll(() => workbench.store.checkpoints.list(id).length, { interval: 20 }).toBeGreaterThan(1);
    const file = join(folder, 'in-training.ganrun');
    const [waiting] = workbench.queue.launch([request({})]);
    const { leftOut, ...job } = runFileJob(workbench.store, [id, waiting]);
    expect(leftOut).toEqual([waiting]);
    writeRunFile(file, job);
    workbench.queue.cancel([waiting]);
    workbench.pool.stop(id);
    const other = temporaryWorkbench();
    importRunFile(other.store, file, allowed);
    expect(other.store.runs.get(id).status).toBe('interrupted');
    expect(other.store.states.isClaimed(id)).toBe(false);
    expect(other.queue.adopt()).toEqual([]);
    expect(other.store.runs.summaries(id).length).toBeGreaterThan(0);
    other.goingOn.resume([id]);
    await expect.poll(() => other.store.runs.get(id).status).toBe('running');
    other.pool.stop(id);
    await other.queue.idle();
    await workbench.queue.idle();
  });

  it('of a run that waits to be longer holds what it was before, and is the same run when it comes back', async () => {
    const workbench = temporaryWorkbench();
    const [id] = workbench.queue.launch([request({ epochs: 20 })]);
    await workbench.queue.idle();
    const was = workbench.store.runs.get(id);
    workbench.queue.hold(true);
    workbench.goingOn.extend(id, 40);
    const file = join(folder, 'waits.ganrun');
    writeRunFile(file, runFileJob(workbench.store, [id]));
    expect(importRunFile(workbench.store, file, allowed)).toEqual({ imported: [], copied: [], there: [id] });
    const other = temporaryWorkbench();
    importRunFile(other.store, file, allowed);
    expect(other.store.runs.get(id)).toEqual(was);
    expect(other.queue.adopt()).toEqual([]);
  });

  it('never leaves its noise floors to other runs', () => {
    const store = emptyStore();
    importRunFile(store, exported.file, allowed);
    const database = new Database(exported.store, { readonly: true });
    const law = database.prepare<[], string>('SELECT law FROM noise_floors').pluck().get() ?? '';
    database.close();
    expect(store.noiseFloors.read(exported.ids.vanilla).length).toBeGreaterThan(0);
    expect(store.noiseFloors.find(law, 60)).toEqual([]);
  });
});

describe('JavaScript in a run file', () => {
  it('is refused unless it is allowed, or this store has it already', () => {
    const store = emptyStore();
    expect(() => importRunFile(store, exported.file, { allowModules: false })).toThrow(refusal('run-file-modules'));
    expect(store.runs.list()).toEqual([]);
    importRunFile(store, exported.file, allowed);
    expect(importRunFile(store, exported.file, { allowModules: false }).there).toHaveLength(6);
  });
});

describe('what is no run file', () => {
  it.each([
    ['a store', () => exported.store, 'not-a-run-file'],
    ['a folder', () => folder, 'file-unreadable'],
    ['a file that is not there', () => join(folder, 'none.ganrun'), 'file-not-found'],
    ['a device', () => '/dev/zero', 'file-unreadable'],
  ])('is refused: %s', (_name, path, code) => {
    const store = emptyStore();
    const before = bytesOf(store);
    expect(() => importRunFile(store, path(), allowed)).toThrow(refusal(code));
    expect(bytesOf(store).equals(before)).toBe(true);
  });

  it('is refused while another program writes to it', () => {
    const path = join(folder, 'open.ganrun');
    copyFileSync(exported.file, path);
    const open = new Database(path);
    onTestFinished(() => void open.close());
    open.pragma('journal_mode = WAL');
    open.exec(`UPDATE runs SET name = 'not yet in the file'`);
    expect(() => importRunFile(emptyStore(), path, allowed)).toThrow(refusal('file-in-use'));
  });

  it('leaves nothing behind in the folder for temporary files', () => {
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const broken = join(folder, 'broken.ganrun');
    writeFileSync(broken, readFileSync(exported.file).subarray(0, 50_000));
    expect(() => importRunFile(emptyStore(), broken, allowed)).toThrow(refusal('run-file-damaged'));
    importRunFile(emptyStore(), exported.file, allowed);
    expect(readdirSync(temporary).filter((name) => name.startsWith('gan-workbench-runs-'))).toEqual([]);
  });
});
