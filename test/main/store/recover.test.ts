import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../src/main/store/migrate.ts';
import { sql as gradientNorms } from '../../../src/main/store/migrations/0018-gradient-norms.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { recoverStore, type Recovery } from '../../../src/main/store/care/recovery/recover.ts';
import { canBeConfused, tableShapes } from '../../../src/main/store/care/recovery/tables.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { contentOf, copyAsKilled, filledStore, fillStore, pagesOf } from './filled-store.ts';
import { newStorePath, openForTest } from './fixtures.ts';
import { randomSource } from './random.ts';

/** Ways in which each kind of damage is done; `GAN_WORKBENCH_DAMAGES=200` for more. */
const DAMAGES = Number(process.env.GAN_WORKBENCH_DAMAGES ?? 2);
const PAGE = 8192;
const RUNS = 16;
const ALL_RUNS = Array.from({ length: RUNS }, (_, index) => `r${index}`);

const folder = mkdtempSync(join(tmpdir(), 'recover-test-'));
const sound = join(folder, 'sound.sqlite');
let content: Record<string, string[]>;
/** Pages of the indexes of the checkpoints: only they tell which checkpoints there were. */
let indexPages: readonly number[];

beforeAll(() => {
  filledStore(sound, RUNS);
  content = contentOf(sound);
  indexPages = pagesOf(sound, 'kept_checkpoints', 'rolling_checkpoints', 'sqlite_schema');
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Recovered extends Recovery {
  readonly content: Record<string, string[]>;
  /** Whether the indexes of the checkpoints were spared. */
  readonly hasIndexes: boolean;
}

/** Damages a copy of the sound store, recovers it, and looks that the damaged one is as it was. */
function recoverAfter(damage: (bytes: Buffer) => Buffer): Recovered {
  const [from, to] = [newStorePath(), newStorePath()];
  const bytes = damage(readFileSync(sound));
  writeFileSync(from, bytes);
  const recovery = recoverStore(from, to);
  expect(readFileSync(from).equals(bytes)).toBe(true);
  openForTest(to).close();
  const before = readFileSync(sound);
  const pageOf = (file: Buffer, page: number) => file.subarray((page - 1) * PAGE, page * PAGE);
  const hasIndexes = indexPages.every((page) => pageOf(bytes, page).equals(pageOf(before, page)));
  return { ...recovery, content: contentOf(to), hasIndexes };
}

const isComplete = ({ epochs, snapshots, checkpoints }: Recovery['runs'][number]) =>
  epochs.lost + snapshots.lost + checkpoints.lost === 0;

/** Rows that the sound store did not have, but for what recovering changes by itself: the mark on what is incomplete, and runs of a sweep that is lost. */
function foreignRows(found: Record<string, string[]>): string[] {
  const compared = found.sweeps.length === content.sweeps.length ? found : { ...found, runs: [] };
  return Object.entries(compared).flatMap(([table, rows]) => {
    const known = new Set(content[table].map(withoutStatus));
    return rows.filter((row) => !known.has(withoutStatus(row)) && !row.endsWith('"incomplete"'));
  });
}

/** Summaries that were lost are computed anew, from what is left. */
function foreignButSummaries(found: Record<string, string[]>): string[] {
  return foreignRows({ ...found, summaries: [] });
}

/** What was in training is cut off, and nobody's. */
const withoutStatus = (row: string) =>
  row.replace(/"(running|paused|interrupted)"/, '"interrupted"').replace('"nobody"', 'null');

/** What is said of the runs is so: each is saved or lost, by name, with as many epochs and snapshots as there are. */
function expectTruth({ runs, lostRuns, content: found, hasIndexes }: Recovered): void {
  const ids = [...runs.map(({ id }) => id), ...lostRuns.map(({ id }) => id)];
  expect(ids.filter((id) => id !== undefined).every((id) => ALL_RUNS.includes(id))).toBe(true);
  expect(runs.reduce((sum, { epochs }) => sum + epochs.saved, 0)).toBe(found.epochs.length);
  expect(runs.reduce((sum, { snapshots }) => sum + snapshots.saved, 0)).toBe(found.snapshots.length);
  expect(runs.reduce((sum, { checkpoints }) => sum + checkpoints.saved, 0)).toBe(found.checkpoints.length);
  for (const run of runs) {
    const key = Number(run.id.slice(1)) + 1;
    const had = (table: string, at: number) =>
      content[table].filter((row) => Number(row.split(' | ')[at]) === key).length;
    expect({ id: run.id, epochs: run.epochs.saved + run.epochs.lost }).toEqual({
      id: run.id,
      epochs: had('epochs', 0),
    });
    expect({ id: run.id, snapshots: run.snapshots.saved + run.snapshots.lost }).toEqual({
      id: run.id,
      snapshots: had('snapshots', 1),
    });
    if (isComplete(run)) {
      const of = (all: Record<string, string[]>, table: string, at: number) =>
        all[table].filter((row) => Number(row.split(' | ')[at]) === key);
      expect(of(found, 'epochs', 0)).toEqual(of(content, 'epochs', 0));
      expect(of(found, 'snapshots', 1)).toEqual(of(content, 'snapshots', 1));
      if (hasIndexes) expect(of(found, 'checkpoints', 1)).toEqual(of(content, 'checkpoints', 1));
    }
  }
}

function random(bytes: Buffer, from: number, to: number, uniform: () => number): Buffer {
  for (let at = from; at < to; at++) bytes[at] = Math.floor(256 * uniform());
  return bytes;
}

describe('of a store', () => {
  test('that is sound, everything is recovered, to the bit', () => {
    const { content: found, runs, lostRuns, unreadablePages, unreadableRows } = recoverAfter((bytes) => bytes);
    expect({ lostRuns, unreadablePages, unreadableRows }).toEqual({
      lostRuns: [],
      unreadablePages: 0,
      unreadableRows: 0,
    });
    expect(runs.filter((run) => !isComplete(run))).toEqual([]);
    for (const [table, rows] of Object.entries(content)) {
      expect({ table, rows: found[table].map(withoutStatus) }).toEqual({ table, rows: rows.map(withoutStatus) });
    }
  });

  test('whose process was killed, what the write-ahead log holds is recovered as well', () => {
    const [path, killed, to] = [newStorePath(), newStorePath(), newStorePath()];
    const store = openForTest(path);
    fillStore(store, 6);
    copyAsKilled(path, killed);
    expect(readFileSync(`${killed}-wal`).length).toBeGreaterThan(100_000);
    const { runs } = recoverStore(killed, to);
    expect(runs.map(({ id }) => id)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
    store.close();
    expect(contentOf(to).snapshots).toEqual(contentOf(path).snapshots);
  });

  test.each([
    ['begins with rubbish', 0, 100],
    ['has lost its first page', 0, PAGE],
    ['has lost its first three pages', 0, 3 * PAGE],
  ])('that %s, every run is recovered', (_what, from, to) => {
    const recovered = recoverAfter((bytes) => random(bytes, from, to, randomSource(3).uniform));
    expect(recovered.runs.map(({ id }) => id)).toEqual(ALL_RUNS);
    expect(foreignRows(recovered.content)).toEqual([]);
  });

  test('a run that waits to go on waits still, with what it was before', () => {
    const [path, to] = [newStorePath(), newStorePath()];
    const store = openForTest(path);
    fillStore(store, 8);
    const ended = store.runs
      .list({ status: ['finished', 'stopped', 'failed', 'interrupted'] })
      .map(({ run }) => run.id);
    store.states.queueLast(ended);
    const waiting = ended.map((id) => store.runs.get(id));
    expect(ended.length).toBeGreaterThan(2);
    store.close();
    recoverStore(path, to);
    const recovered = openForTest(to);
    expect(ended.map((id) => recovered.runs.get(id))).toEqual(waiting);
    expect(new Set(waiting.map(({ status }) => status))).toEqual(new Set(['queued']));
  });

  test('what was deleted does not come back', () => {
    const path = newStorePath();
    filledStore(path, 8);
    const database = new Database(path);
    database.exec(`DELETE FROM runs WHERE id IN ('r1', 'r4')`);
    expect(database.pragma('freelist_count', { simple: true })).toBeGreaterThan(10);
    database.close();
    const damaged = newStorePath();
    // Without its list of free pages, the map of what the pages are for still tells.
    writeFileSync(damaged, random(readFileSync(path), 0, 100, randomSource(5).uniform));
    const { runs, lostRuns } = recoverStore(damaged, newStorePath());
    expect(runs.map(({ id }) => id)).toEqual(['r0', 'r2', 'r3', 'r5', 'r6', 'r7']);
    expect(lostRuns).toEqual([]);
  });

  test('whose first epochs an earlier program recorded without norms of gradients, every epoch is recovered', () => {
    const [path, to] = [newStorePath(), newStorePath()];
    const database = new Database(path);
    // Rows from before columns were added stay shorter: they are not written again.
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(gradientNorms)));
    database.exec(`INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at,
        started_at, engine, kernels, rounding, threads, device, epochs_done, training_seconds, data_x_low, data_x_high)
      VALUES ('old', 'old', 'interrupted', 1, '{"version":1,"seed":1,"epochs":900}', 1, 'g', '2026-01-01T00:00:00.000Z',
        '2026-01-01T00:00:01.000Z', 'fused', 'k', 'r', 1, 'cpu', 800, 8, -1, 1);
      INSERT INTO epochs WITH RECURSIVE n (epoch) AS (SELECT 1 UNION ALL SELECT epoch + 1 FROM n WHERE epoch < 700)
        SELECT 1, epoch, 0.7, CASE WHEN epoch = 5 THEN NULL ELSE 1 END, 0.25, epoch / 100.0 FROM n;`);
    migrate(database);
    database.exec(`INSERT INTO epochs WITH RECURSIVE n (epoch) AS (SELECT 701 UNION ALL SELECT epoch + 1 FROM n WHERE epoch < 800)
      SELECT 1, epoch, 0.7, 1, 0.25, epoch / 100.0, 3, 0.5, NULL, NULL FROM n`);
    database.close();
    expect(recoverStore(path, to).runs).toMatchObject([{ id: 'old', epochs: { saved: 800, lost: 0 } }]);
    expect(contentOf(to).epochs).toEqual(contentOf(path).epochs);
  });

  test('of an earlier program is brought to this one’s schema', () => {
    const [path, to] = [newStorePath(), newStorePath()];
    const database = new Database(path);
    database.pragma('page_size = 4096');
    migrate(database, undefined);
    database.close();
    const store = openStore(path);
    fillStore(store, 4);
    store.close();
    expect(recoverStore(path, to).runs).toHaveLength(4);
    expect(contentOf(to).snapshots).toEqual(contentOf(path).snapshots);
  });
});

describe('after real damage, all that lies outside of it is saved, and what is lost is said', () => {
  const seeds = Array.from({ length: DAMAGES }, (_, seed) => seed + 1);

  test.each(seeds)('pages full of rubbish (%i)', (seed) => {
    const { uniform } = randomSource(seed);
    const recovered = recoverAfter((bytes) => {
      for (let count = 1 + Math.floor(12 * uniform()); count > 0; count--) {
        const page = Math.floor((uniform() * bytes.length) / PAGE);
        random(bytes, page * PAGE, (page + 1) * PAGE, uniform);
      }
      return bytes;
    });
    expect(foreignButSummaries(recovered.content)).toEqual([]);
    expectTruth(recovered);
  });

  test.each(seeds)('pages full of zeros (%i)', (seed) => {
    const { uniform } = randomSource(1000 + seed);
    const recovered = recoverAfter((bytes) => {
      const page = Math.floor((uniform() * bytes.length) / PAGE);
      return bytes.fill(0, page * PAGE, (page + 4) * PAGE);
    });
    expect(foreignButSummaries(recovered.content)).toEqual([]);
    expectTruth(recovered);
  });

  test.each(seeds)('an end cut off (%i)', (seed) => {
    const { uniform } = randomSource(2000 + seed);
    const recovered = recoverAfter((bytes) => bytes.subarray(0, Math.floor((0.1 + 0.9 * uniform()) * bytes.length)));
    expect(foreignButSummaries(recovered.content)).toEqual([]);
    expectTruth(recovered);
  });

  test.each(seeds)('bytes flipped (%i)', (seed) => {
    const { uniform } = randomSource(3000 + seed);
    const flips = 1 + Math.floor(40 * uniform());
    const recovered = recoverAfter((bytes) => {
      for (let count = 0; count < flips; count++) {
        const at = Math.floor(uniform() * bytes.length);
        bytes[at] ^= 1 + Math.floor(255 * uniform());
      }
      return bytes;
    });
    // A flipped bit within a number makes another number, which nobody can tell; it makes one row wrong and not more.
    expect(foreignButSummaries(recovered.content).length).toBeLessThanOrEqual(flips);
    expect(recovered.runs.length + recovered.lostRuns.length).toBeGreaterThanOrEqual(RUNS - flips);
  });
});

describe('refused, with nothing written:', () => {
  function refusal(from: string, to: string): string {
    const before = readFileSync(from);
    let code = '';
    try {
      recoverStore(from, to);
    } catch (error) {
      code = String((error as { code?: unknown }).code);
    }
    expect(readFileSync(from).equals(before)).toBe(true);
    expect(existsSync(to)).toBe(false);
    return code;
  }

  test('a file in which there is nothing of a store', () => {
    const path = newStorePath();
    writeFileSync(path, 'epoch,loss\n1,0.7\n'.repeat(5000));
    expect(refusal(path, newStorePath())).toBe('nothing-to-recover');
    writeFileSync(path, random(Buffer.alloc(300_000), 0, 300_000, randomSource(1).uniform));
    expect(refusal(path, newStorePath())).toBe('nothing-to-recover');
    truncateSync(path, 0);
    expect(refusal(path, newStorePath())).toBe('nothing-to-recover');
  });

  test('another program’s database, and a newer program’s store', () => {
    const path = newStorePath();
    const database = new Database(path);
    database.exec('CREATE TABLE bookmarks (url TEXT); PRAGMA application_id = 7');
    database.close();
    expect(refusal(path, newStorePath())).toBe('not-a-store');
    const newer = newStorePath();
    copyFileSync(sound, newer);
    const changed = new Database(newer);
    changed.pragma('user_version = 999');
    changed.close();
    expect(refusal(newer, newStorePath())).toBe('store-too-new');
  });

  test('a target that is there already', () => {
    const target = newStorePath();
    writeFileSync(target, 'mine');
    expect(() => recoverStore(sound, target)).toThrow(expect.objectContaining({ code: 'file-exists' }) as Error);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });
});

test('a row by itself tells which table it is of', () => {
  const database = new Database(':memory:');
  migrate(database);
  const tables = tableShapes(database);
  const pairs = tables.flatMap((a, index) => tables.slice(index + 1).map((b) => [a, b] as const));
  const confused = pairs.filter(([a, b]) => canBeConfused(a, b)).map(([a, b]) => `${a.name} and ${b.name}`);
  database.close();
  expect(confused).toEqual([]);
});
