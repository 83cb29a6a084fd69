import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/main/store/migrate.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { eventsOf, newFolder, SHORT, type Ended } from './command-line.ts';
import { runHere } from './here.ts';

const folder = newFolder();
const store = join(folder, 'runs.sqlite');
const run = (...args: string[]) => runHere(args, store);

/** 100 rows, of which every line from the 72nd on has no value: 70 are left. */
const holed = ['height', ...Array.from({ length: 100 }, (_, row) => (row < 70 ? String(160 + (row % 9)) : 'NA'))];
const whole = ['height', ...Array.from({ length: 100 }, (_, row) => String(160 + (row % 9)))];

function config(name: string, lines: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.csv`), `${lines.join('\n')}\n`);
  const file = join(folder, `${name}.json`);
  const target = { law: 'csv', file: `${name}.csv`, columns: ['height'], invalid_rows: 'skip_any' };
  writeFileSync(file, JSON.stringify({ target }));
  return file;
}

const train = (name: string, lines: readonly string[], ...more: string[]) =>
  run('train', '--config', config(name, lines), ...SHORT, '--no-figures', '--name', name, ...more);

let trained: Ended;
beforeAll(async () => {
  trained = await train('holed', holed);
  await train('whole', whole);
  await run('train', ...SHORT, '--no-figures', '--name', 'normal');
});

describe('the number of skipped rows of a table is shown', () => {
  it('by train, at the start and at the end of a run', async () => {
    const said = trained.stdout.split('\n').filter((line) => /^(?:training|finished) /.test(line));
    expect(said).toHaveLength(2);
    for (const line of said) expect(line).toContain('on 70 of 100 rows');
    const { events } = await train('holed', holed, '--json', '--seeds', '2');
    for (const kind of ['started', 'finished']) {
      expect(eventsOf({ ...trained, events }, kind)).toMatchObject([{ table_rows: 70, table_skipped_rows: 30 }]);
    }
  });

  it('not by show for a run without a table', async () => {
    expect((await run('show', 'whole')).stdout).toMatch(/^data +100 rows of whole\.csv$/m);
    const { stdout } = await run('show', 'normal', '--skipped');
    expect(stdout).toContain('No rows were skipped.');
    expect(stdout).not.toMatch(/^data /m);
  });

  it('by show of one run, with each line and its reason, as text and as JSON', async () => {
    const [started] = eventsOf(await train('other', holed, '--json'), 'started');
    const id = String(started['run']);
    const { stdout } = await run('show', id, '--skipped');
    expect(stdout).toMatch(/^data +70 of 100 rows of other\.csv; --skipped lists the skipped ones$/m);
    expect(stdout.match(/^ {2}line \d+: column "height" is .*/gm)).toHaveLength(30);
    expect(stdout).toContain('  line 72: column "height"');
    const [plain] = eventsOf(await run('show', id, '--json'), 'run');
    expect(plain).toMatchObject({ table_rows: 70, table_skipped_rows: 30 });
    expect(plain).not.toHaveProperty('skipped_lines');
    const [full] = eventsOf(await run('show', id, '--json', '--skipped'), 'run');
    const skipped = full['skipped_lines'] as { line: number; reason: string }[];
    expect(skipped.map(({ line }) => line)).toEqual(Array.from({ length: 30 }, (_, row) => 72 + row));
  });

  it('by compare, in the table if it differs, else in a sentence', async () => {
    const differing = await run('compare', 'whole', 'other');
    expect(differing.stdout).toMatch(/^target\.rows +100 rows +70 of 100 rows/m);
    const equal = await run('compare', 'holed', 'other');
    expect(equal.stdout).toContain('All of them use 70 of 100 rows of their table');
    expect((await run('compare', 'holed', 'other', '--markdown')).stdout).toContain('70 of 100 rows');
    const subjects = eventsOf(await run('compare', 'whole', 'other', '--json'), 'subject');
    expect(subjects.map((subject) => subject['table_skipped_rows'])).toEqual([0, 30]);
  });

  it('by groups and by runs', async () => {
    const groups = await run('groups');
    const line = (name: string) => groups.stdout.split('\n').find((one) => one.includes(` ${name} `)) ?? '';
    expect(line('holed')).toContain(' 70 of 100 rows ');
    expect(line('whole')).toContain(' 100 rows ');
    expect(line('normal')).toContain(' – ');
    const facts = eventsOf(await run('groups', '--json'), 'group').find(({ name }) => name === 'holed');
    expect(facts).toMatchObject({ table_rows: 70, table_skipped_rows: 30 });
    expect((await run('runs')).stdout).toContain('70 of 100 rows');
  });
});

it('a store of an earlier version shows it for its runs', async () => {
  const path = join(folder, 'old.sqlite');
  const database = new Database(path);
  migrate(database, MIGRATIONS.slice(0, 10));
  const skipped = Array.from({ length: 30 }, (_, row) => ({ line: 72 + row, reason: 'column "height" is missing' }));
  database
    .prepare(
      `INSERT INTO datasets (digest, columns, kind, name, content, skipped_lines, created_at)
       VALUES ('d', '["height","column 2"]', 'csv', 'aged.csv', zeroblob(1120), ?, '2026-01-01T00:00:00.000Z')`,
    )
    .run(JSON.stringify(skipped));
  const insert = database.prepare(
    `INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at)
     VALUES (?, ?, 'queued', 1, ?, 1, 'g', '2026-01-01T00:00:00.000Z')`,
  );
  const target = { law: 'csv', file: 'aged.csv', columns: ['height', 2], invalid_rows: 'skip', digest: 'd' };
  insert.run('aged', 'aged', JSON.stringify({ version: 1, seed: 1, target }));
  insert.run('normal', 'normal', '{"version":1,"seed":1}');
  database.close();
  openStore(path).close();
  const { stdout } = await runHere(['show', 'aged', '--skipped'], path);
  expect(stdout).toMatch(/^data +70 of 100 rows of aged\.csv/m);
  expect(stdout).toContain('line 101: column "height" is missing');
  expect((await runHere(['show', 'normal'], path)).stdout).not.toMatch(/^data /m);
});
