import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { newRun } from '../store/new-run.ts';
import { eventsOf, newFolder } from './command-line.ts';
import { runHere } from './here.ts';

const store = join(newFolder(), 'runs.sqlite');
const run = (...args: string[]) => runHere(args, store);
const decomposed = 'Modèle é'.normalize('NFD');
const NAMES = ['run-10', 'Zebra', 'run-2', 'Ärger', 'apfel', 'β=0.5', 'say "hi"', '学習率', decomposed];

beforeAll(() => {
  const opened = openStore(store);
  for (const [index, name] of NAMES.entries())
    opened.runs.create({ ...newRun(`id${index}`), name, createdAt: `2026-11-28T13:3${index}:00.000Z` });
  opened.close();
});

const names = async (...args: string[]) =>
  eventsOf(await run('runs', '--json', ...args), 'run').map(({ name }) => String(name));

it('runs are sorted as people sort names: run-2 before run-10, Ä beside A', async () => {
  expect(await names('--sort', 'name')).toEqual([
    'apfel',
    'Ärger',
    'Modèle é'.normalize('NFC'),
    'run-2',
    'run-10',
    'say "hi"',
    'Zebra',
    'β=0.5',
    '学習率',
  ]);
});

it('runs are found by names with operators, quotes and accents', async () => {
  expect(await names('--filter', '"β=0.5"')).toEqual(['β=0.5']);
  expect(await names('--filter', 'name = "say \\"hi\\""')).toEqual(['say "hi"']);
  expect(await names('--filter', `name = "${decomposed}"`)).toHaveLength(1);
  for (const form of ['NFC', 'NFD'] as const) {
    const [shown] = eventsOf(await run('show', 'Modèle é'.normalize(form), '--json'), 'run');
    expect(shown['run']).toBe('id8');
  }
});

it('runs are found by the time at which they were made, in the zone that is named', async () => {
  expect(await names('--filter', 'created >= 2026-11-28 13:37 UTC')).toHaveLength(2);
  expect(await names('--filter', 'created >= 2026-11-28T23:00Z')).toEqual([]);
  expect(await names('--filter', 'created = "2026-11-28 14:35 +01:00"')).toEqual(['β=0.5']);
  const { code, stderr } = await run('runs', '--filter', 'created > 28.11.2026');
  expect([code, stderr]).toEqual([2, expect.stringContaining('"28.11.2026" is not a time; write 2026-11-28')]);
});

it('times are printed with their zone, which a filter reads', async () => {
  const { stdout } = await run('runs', '--filter', 'name = run-10');
  const printed = /\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d/.exec(stdout)?.[0] ?? expect.fail(stdout);
  expect(new Date(printed.replace(' ', 'T').replace(' ', '')).toISOString()).toBe('2026-11-28T13:30:00.000Z');
  expect(await names('--filter', `created = ${printed}`)).toEqual(['run-10']);
});
