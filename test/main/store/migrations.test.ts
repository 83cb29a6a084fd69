import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrate, schemaVersion } from '../../../src/main/store/migrate.ts';
import { sql as waitingAgain } from '../../../src/main/store/migrations/0014-waiting-again.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { metricColumns } from '../../../src/main/store/tables/metric-columns.ts';
import { METRICS } from '../../../src/shared/metrics.ts';
import { newStorePath, openForTest } from './fixtures.ts';

/** A store as the program of version `version` made it, with one run in it. */
function storeOfVersion(version: number): string {
  const path = newStorePath();
  const database = new Database(path);
  migrate(database, MIGRATIONS.slice(0, version));
  if (version > 0) {
    database.exec(`INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at)
      VALUES ('old', 'an old run', 'queued', 7, '{"version":1,"seed":7}', 1, 'g', '2026-01-01T00:00:00.000Z')`);
  }
  database.close();
  return path;
}

function schemaOf(path: string) {
  const database = new Database(path, { readonly: true });
  const schema = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all();
  const problems = [database.pragma('integrity_check', { simple: true }), database.pragma('foreign_key_check')];
  database.close();
  expect(problems).toEqual(['ok', []]);
  return schema;
}

function columnsOf(path: string, table: string): string[] {
  const database = new Database(path, { readonly: true });
  const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all() as string[];
  database.close();
  return columns;
}

test.each(MIGRATIONS.map((_, version) => version))('a store of version %i becomes one like a new one', (version) => {
  const fresh = newStorePath();
  openForTest(fresh).close();
  const path = storeOfVersion(version);
  const store = openForTest(path);
  expect(store.runs.list().map(({ run }) => run.name)).toEqual(version > 0 ? ['an old run'] : []);
  store.close();
  expect(schemaOf(path)).toEqual(schemaOf(fresh));
});

test('runs that waited by their place alone are queued, and what was cut off in a sweep still goes on by itself', () => {
  const path = newStorePath();
  const database = new Database(path);
  migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(waitingAgain)));
  database.exec(
    `INSERT INTO sweeps (sweep_key, id, name, definition, created_at) VALUES (1, 's', 's', '{}', '2026-01-01T00:00:00.000Z')`,
  );
  const insert =
    database.prepare(`INSERT INTO runs (id, name, status, queue_place, sweep_key, seed, config, config_version, group_hash, created_at,
      started_at, ended_at, engine, kernels, rounding, threads, device, epochs_done, data_x_low, data_x_high)
    VALUES (?, 'old', ?, ?, ?, 7, '{"version":1,"seed":7}', 1, 'g', '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.000Z', '2026-01-01T00:00:02.000Z', 'fused', 'k', 'r', 1, 'cpu', 30, -1, 1)`);
  for (const row of [
    ['waits', 'stopped', 5, null],
    ['rests', 'stopped', null, null],
    ['swept', 'interrupted', null, 1],
    ['cut off', 'interrupted', null, null],
  ])
    insert.run(row);
  database.close();

  const store = openForTest(path);
  expect(store.runs.get('waits')).toMatchObject({ status: 'queued', epochsDone: 30, before: { status: 'stopped' } });
  expect(['rests', 'swept', 'cut off'].map((id) => store.runs.get(id).status)).toEqual([
    'stopped',
    'interrupted',
    'interrupted',
  ]);
  expect(store.states.claimWaiting('somebody')).toEqual(['swept', 'waits']);
  expect(store.runs.get('swept')).toMatchObject({ status: 'queued', before: { status: 'interrupted' } });
});

describe('a later migration', () => {
  const later = [...MIGRATIONS, 'ALTER TABLE runs ADD COLUMN shade TEXT'];

  test('leaves what is recorded', () => {
    const path = storeOfVersion(MIGRATIONS.length);
    const database = new Database(path);
    migrate(database, later);
    expect(schemaVersion(database)).toBe(later.length);
    expect(database.prepare('SELECT id, seed, shade FROM runs').get()).toEqual({ id: 'old', seed: 7, shade: null });
    database.close();
  });

  test('that fails leaves the store as it was', () => {
    const path = storeOfVersion(MIGRATIONS.length);
    const database = new Database(path);
    expect(() => migrate(database, [...later, 'UPDATE missing SET x = 1'])).toThrow(/no such table/);
    database.close();
    expect(columnsOf(path, 'runs')).not.toContain('shade');
    expect(openForTest(path).runs.get('old').name).toBe('an old run');
  });
});

test('a store that is only read is not migrated', () => {
  const path = storeOfVersion(1);
  const before = schemaOf(path);
  expect(() => openForTest(path, { readonly: true })).toThrow(expect.objectContaining({ code: 'store-too-old' }));
  expect(schemaOf(path)).toEqual(before);
});

test('every metric has its columns, and no column is without its metric', () => {
  const path = newStorePath();
  openForTest(path).close();
  const snapshots = columnsOf(path, 'snapshots');
  const other = ['snapshot_key', 'run_key', 'epoch', 'outside', 'frame'];
  // In any order: a metric that comes later is added behind the others.
  expect(snapshots.filter((column) => !other.includes(column)).toSorted()).toEqual(metricColumns().toSorted());
  const finals = columnsOf(path, 'runs').filter((column) => column.startsWith('final_'));
  expect(finals.toSorted()).toEqual(['final_samples', ...metricColumns('final_')].toSorted());
  // Each of the trained and of the averaged generator, but for the share, which follows from Wasserstein-1.
  expect(metricColumns()).toHaveLength(2 * (METRICS.length - 1) + 1);
});

test('every table is STRICT', () => {
  const path = newStorePath();
  openForTest(path).close();
  const tables = schemaOf(path) as { type: string; name: string; sql: string }[];
  for (const { sql } of tables.filter(({ type }) => type === 'table'))
    expect(sql).toMatch(/\) STRICT(, WITHOUT ROWID)?$/);
});
