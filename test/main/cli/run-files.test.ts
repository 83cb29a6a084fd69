import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentDigest } from '../../../src/main/store/run-files/digest.ts';
import { eventsOf, newFolder, SHORT } from './command-line.ts';
import { runHere } from './here.ts';

const folder = newFolder();
const trained = join(folder, 'trained.sqlite');
const file = join(folder, 'both.ganrun');

beforeAll(async () => {
  writeFileSync(
    join(folder, 'laws.mjs'),
    'export const data = (count, random) => Array.from({ length: count }, () => random.normal());',
  );
  const config = join(folder, 'module.json');
  writeFileSync(config, JSON.stringify({ target: { law: 'module', file: 'laws.mjs', export: 'data' } }));
  await runHere(['train', ...SHORT, '--no-figures', '--name', 'plain', '--seeds', '1..2'], trained);
  await runHere(['train', ...SHORT, '--no-figures', '--name', 'own', '--config', config], trained);
});

const namesIn = async (store: string) =>
  eventsOf(await runHere(['runs', '--json'], store), 'run').map(({ name, seed }) => `${String(name)} ${String(seed)}`);

describe('run files on the command line', () => {
  it('hold several runs, come into another store, and add nothing the second time', async () => {
    const store = join(folder, 'other.sqlite');
    const ids = eventsOf(await runHere(['runs', '--json', '--filter', 'name=plain'], trained), 'run').map(({ run }) =>
      String(run),
    );
    const written = await runHere(['export', ...ids, '--run-file', file], trained);
    expect(written.stdout).toBe(`2 runs are in ${file}\n`);
    const imported = await runHere(['import', file], store);
    expect(imported.stdout).toBe(`${file}: 2 runs imported\n`);
    expect(await namesIn(store)).toEqual(expect.arrayContaining(['plain 1', 'plain 2']));
    const again = eventsOf(await runHere(['import', file, '--json'], store), 'imported');
    expect(again).toMatchObject([{ imported: [], copied: [] }]);
    expect(again[0]['there']).toHaveLength(2);
    const epochs = await runHere(['export', ids[0], '--csv', '-'], trained);
    const same = await runHere(['export', ids[0], '--csv', '-'], store);
    expect(epochs.stdout).toContain('loss_generator');
    expect(same.stdout).toBe(epochs.stdout);
    // The file is a store itself.
    expect(await namesIn(file)).toHaveLength(2);
  });

  it('that are damaged are refused with the reason and exit code 2; others of the same command are imported', async () => {
    const store = join(folder, 'beside.sqlite');
    const cut = join(folder, 'cut.ganrun');
    writeFileSync(cut, readFileSync(file));
    truncateSync(cut, 30_000);
    const ended = await runHere(['import', cut, file], store);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`Nothing was imported from ${cut}: it is damaged`);
    expect(ended.stdout).toBe(`${file}: 2 runs imported\n`);
  });

  it('with JavaScript are imported only if that is allowed', async () => {
    const store = join(folder, 'modules.sqlite');
    const own = join(folder, 'own.ganrun');
    await runHere(['export', 'own', '--run-file', own], trained);
    const refused = await runHere(['import', own], store);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/it brings JavaScript \(laws\.mjs\).*--allow-modules/);
    expect((await runHere(['import', own, '--allow-modules'], store)).stdout).toBe(`${own}: 1 run imported\n`);
  });

  it('print only text to the terminal, whatever they contain', async () => {
    const forged = join(folder, 'forged.ganrun');
    const all = eventsOf(await runHere(['runs', '--json'], trained), 'run').map(({ run }) => String(run));
    await runHere(['export', ...all, '--run-file', forged], trained);
    const control = `'a' || char(27) || '[2K' || char(13) || 'all is well' || char(10) || 'b'`;
    const database = new Database(forged);
    database.exec(`UPDATE datasets SET name = ${control}; UPDATE runs SET name = ${control}`);
    database.prepare('UPDATE run_file SET content_digest = ?').run(contentDigest(database));
    database.close();
    const store = join(folder, 'forged.sqlite');
    const refused = await runHere(['import', forged], store);
    expect(refused.stderr).toMatch(/^error: Nothing was imported.* it brings JavaScript \(a \[2K all is well b\).*\n$/);
    expect((await runHere(['import', forged, '--allow-modules'], store)).code).toBe(0);
    const commands = [['runs'], ['groups'], ['show', all[0]], ['compare', ...all], ['compare', ...all, '--markdown']];
    for (const command of commands) {
      const { code, stdout, stderr } = await runHere(command, store);
      expect(code).toBe(0);
      expect(`${stdout}${stderr}`).toContain('all is well');
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });

  it('overwrite an older run file, but no other file', async () => {
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'mine');
    const refused = await runHere(['export', 'own', '--run-file', notes], trained);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`${notes} exists and is not a run file`);
    expect(readFileSync(notes, 'utf8')).toBe('mine');
    const own = join(folder, 'own.ganrun');
    expect((await runHere(['export', 'own', '--run-file', own], trained)).code).toBe(0);
  });
});
