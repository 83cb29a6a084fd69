import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/main/store/migrate.ts';
import { MIGRATIONS } from '../../../src/main/store/migrations/index.ts';
import { onReadOnlyDisk, withoutPermission, type ReadOnlyPlace } from '../read-only-places.ts';
import { SHORT } from './command-line.ts';
import { runHere } from './here.ts';

const ENTRY = new URL('../../../out/main/cli.js', import.meta.url).pathname;
const trained = mkdtempSync(join(tmpdir(), 'read-only-test-'));
const folders = [trained];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'read-only-test-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  for (const args of [
    ['--name', 'narrow', '--set', 'generator.hidden_widths=8'],
    ['--name', 'wide'],
  ])
    await runHere(['train', ...SHORT, '--no-figures', '--seeds', '1,2,3', ...args], join(trained, 'runs.sqlite'));
});

/** A home that whoever runs the program may look into. */
const HOME = { PATH: process.env['PATH'], HOME: openFolder(), TMPDIR: openFolder() };
chmodSync(HOME.TMPDIR, 0o777);

/** A store that was closed, and one whose log holds what was written last, as a kill leaves it. */
function storeIn(left: 'closed' | 'with its log'): string {
  const [folder, living] = [openFolder(), openFolder()];
  copyFileSync(join(trained, 'runs.sqlite'), join(living, 'runs.sqlite'));
  const database = new Database(join(living, 'runs.sqlite'));
  database.pragma('wal_autocheckpoint = 0');
  database.exec(`UPDATE runs SET name = 'written last' WHERE name = 'wide' AND seed = 3`);
  if (left === 'closed') database.close();
  for (const suffix of left === 'closed' ? [''] : ['', '-wal'])
    copyFileSync(join(living, `runs.sqlite${suffix}`), join(folder, `runs.sqlite${suffix}`));
  database.close();
  return folder;
}

function callIn({ command }: ReadOnlyPlace, args: readonly string[]) {
  const [program, rest] = command(process.execPath, [ENTRY, ...args]);
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8', cwd: tmpdir(), env: HOME });
  return { status, stdout, stderr };
}

const contentOf = (folder: string) =>
  readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs, readFileSync(join(folder, name))]);

describe.each(['closed', 'with its log'] as const)('a store left %s', (left) => {
  describe.each([withoutPermission, onReadOnlyDisk])('in a place that is read only (%o)', (placed) => {
    let [folder, store] = ['', ''];
    let place: ReadOnlyPlace;
    beforeAll(() => {
      folder = storeIn(left);
      store = join(folder, 'runs.sqlite');
      place = placed(folder);
    });
    const call = (...args: string[]) => callIn(place, [...args, '--store', store]);

    it('is opened by every reading command, with a note that it is read-only', () => {
      const before = contentOf(folder);
      for (const args of [
        ['runs'],
        ['show', 'written last'],
        ['groups'],
        ['compare', 'narrow', 'written last'],
        ['export', 'written last', '--csv', '-'],
      ]) {
        const { status, stdout, stderr } = call(...args);
        const note = `note: ${store} is read-only: ${place.reason}\n`;
        expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: note });
        expect(stdout).toContain(
          args[0] === 'export' ? 'loss_generator' : args[0] === 'groups' ? 'narrow' : 'written last',
        );
      }
      const check = call('store', 'check');
      expect(check.status).toBe(0);
      expect(check.stderr).toMatch(/^note: .* is read-only: /);
      expect(contentOf(folder)).toEqual(before);
    });

    it('shows and exports a run whole, to a run file and a figure too', () => {
      expect(call('export', 'written last', '--csv', '-').stdout.split('\n')).toHaveLength(22);
      const out = openFolder();
      chmodSync(out, 0o777);
      for (const [file, ...how] of [
        ['runs.ganrun', '--run-file'],
        ['losses.png', '--figure', 'losses', '-o'],
        ['animation.gif', '--figure', 'animation', '-o'],
      ]) {
        expect(call('export', 'written last', ...how, join(out, file))).toMatchObject({ status: 0 });
        expect(statSync(join(out, file)).size).toBeGreaterThan(1000);
      }
    });

    it('refuses writing commands in a sentence, and trains nothing', () => {
      const { status, stderr, stdout } = call('train', ...SHORT, '--no-figures');
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      expect(stderr).toMatch(/^error: .*runs\.sqlite cannot be written: .*\n$/);
    });
  });
});

it('a store of an earlier version that is read only is read as this program has it', () => {
  const folder = openFolder();
  const store = join(folder, 'runs.sqlite');
  const database = new Database(store);
  database.pragma('journal_mode = WAL');
  migrate(database, MIGRATIONS.slice(0, 10));
  database.exec(`INSERT INTO runs (id, name, status, seed, config, config_version, group_hash, created_at)
    VALUES ('old', 'an old run', 'queued', 7, '{"version":1,"seed":7}', 1, 'g', '2026-01-01T00:00:00.000Z')`);
  database.close();
  const place = withoutPermission(folder);
  const before = contentOf(folder);
  expect(callIn(place, ['show', 'old', '--store', store]).stdout).toContain('an old run');
  expect(contentOf(folder)).toEqual(before);
  // The copy that it was read from is gone.
  expect(readdirSync(HOME.TMPDIR).filter((name) => name.startsWith('gan-workbench-store-'))).toEqual([]);
});
