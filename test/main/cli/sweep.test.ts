import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { refuseSweep, sweepInput, type SweepOptions } from '../../../src/main/cli/input/sweep-input.ts';
import { openStore } from '../../../src/main/store/store.ts';
import { planSweep } from '../../../src/main/experiments/sweep-plan.ts';
import { ended, eventsOf, newFolder, run, SHORT, start } from './command-line.ts';

const folder = newFolder();

it('trains a grid with its seeds and ranks the settings, for people and programs', async () => {
  const store = join(folder, 'grid.sqlite');
  const args = ['--grid', 'lr_g=1e-6,1e-3', '--grid', 'widths_g=[16],[16,16]', ...SHORT, '--seeds', '1..2'];
  const result = await run(['sweep', ...args, '--jobs', '2', '--json'], { store });
  expect(result.code).toBe(0);
  expect(eventsOf(result, 'sweep')).toMatchObject([{ name: 'lr_g × widths_g', arms: 4, seeds: [1, 2], runs: 8 }]);
  const arms = eventsOf(result, 'arm');
  expect(arms).toHaveLength(4);
  const means = arms.map(({ mean }) => Number(mean));
  expect(means).toEqual(means.toSorted((a, b) => a - b));
  expect(arms[0]).toMatchObject({
    n: 2,
    metric: 'wasserstein_1',
    settings: { 'optimizer.generator.learning_rate': 1e-3 },
  });

  const opened = openStore(store);
  const [sweep] = opened.sweeps.list();
  const runs = opened.runs.list({}, 'oldest first').map((listing) => listing);
  opened.close();
  expect(runs.map(({ run: { config, sweep: of } }) => [config.seed, of === sweep.id])).toEqual(
    [1, 1, 1, 1, 2, 2, 2, 2].map((seed) => [seed, true]),
  );
  const tails = (arms[0]['runs'] as string[]).map(
    (id) =>
      runs.find(({ run: one }) => one.id === id)?.summaries.find(({ metric }) => metric === 'wasserstein_1')
        ?.tailMean ?? NaN,
  );
  expect(arms[0]['mean']).toBeCloseTo((tails[0] + tails[1]) / 2, 12);
});

it('ranks settings with different sample counts by the evaluation at the end, and does not rank different targets', async () => {
  const store = join(folder, 'samples.sqlite');
  const args = ['sweep', '--grid', 'snapshots.samples=100,1000', ...SHORT, '--seeds', '1', '--json'];
  const arms = eventsOf(await run(args, { store }), 'arm');
  expect(arms.map(({ measure }) => measure)).toEqual(['final', 'final']);
  // How many samples a snapshot has changes nothing of the training: the two are the same generator.
  expect(arms[0]['mean']).toBe(arms[1]['mean']);
  expect(arms[0]['caution']).toContain('their snapshots measure');
  const lawArgs = ['sweep', '--grid', 'target.law=normal,uniform', ...SHORT, '--seeds', '1'];
  const { stdout } = await run(lawArgs, { store: join(folder, 'laws.sqlite') });
  expect(stdout).toContain('nearest first');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('show which is closer to its own target, not which is better');
});

it('says what a file would train, with time and disk space, and trains nothing', async () => {
  const file = join(folder, 'rates.json');
  writeFileSync(
    file,
    JSON.stringify({
      name: 'rates',
      preset: 'quick',
      random: { count: 30, seed: 5, settings: { lr_g: { log_uniform: [1e-5, 1e-2] } } },
      seeds: [1],
    }),
  );
  const store = join(folder, 'nothing.sqlite');
  const json = await run(['sweep', file, '--seeds', '1..4', '--dry-run', '--json'], { store });
  expect(json.code).toBe(0);
  expect(eventsOf(json, 'arm')).toHaveLength(30);
  expect(eventsOf(json, 'preview')).toMatchObject([
    { name: 'rates', arms: 30, seeds: [1, 2, 3, 4], runs: 120, repeated: 0, engines: ['fused'] },
  ]);
  const text = await run(['sweep', file, '--dry-run'], { store });
  expect(text.stdout).toMatch(/^Sweep rates, 30 arms × 1 seed: 30 runs\n {2}quick · lr_g /);
  expect(text.stdout).toMatch(
    /\n {2}and 10 more\nAbout .* at a time, and \d+(\.\d)? MB in the store; on the engine fused\.\n$/,
  );
  expect(existsSync(store)).toBe(false);
});

it('says before a launch which runs exist, and trains only the missing ones on request', async () => {
  const store = join(folder, 'there.sqlite');
  const grid = (rates: string, seeds: string) => ['--grid', `lr_g=${rates}`, ...SHORT, '--seeds', seeds];
  await run(['sweep', ...grid('1e-3', '1..2')], { store });
  const wanted = ['sweep', ...grid('1e-3,1e-4', '1..3')];

  const dry = await run([...wanted, '--dry-run'], { store });
  expect(dry.stdout).toContain('lr_g 1e-3 (already in the store: seeds 1..2)');
  expect(dry.stdout).toContain(
    '2 of 6 runs are already in the store. Existing seeds give the same numbers again; --missing trains only the other 4.',
  );
  const facts = await run([...wanted, '--dry-run', '--json'], { store });
  expect(eventsOf(facts, 'arm').map(({ existing_seeds }) => existing_seeds)).toEqual([[1, 2], []]);
  expect(eventsOf(facts, 'preview')).toMatchObject([{ runs: 6, existing: 2, only_missing: false }]);

  const result = await run([...wanted, '--missing', '--json'], { store });
  expect(eventsOf(result, 'sweep')).toMatchObject([{ runs: 6, existing: 2, only_missing: true }]);
  expect(eventsOf(result, 'arm').map(({ n }) => n)).toEqual([3, 3]);
  const opened = openStore(store);
  expect(opened.runs.list()).toHaveLength(6);
  opened.close();

  const nothing = await run([...wanted, '--missing'], { store });
  expect(nothing.code).toBe(0);
  expect(nothing.stdout).toContain('6 of 6 runs are already in the store.');
  const unchanged = openStore(store);
  expect([unchanged.runs.list().length, unchanged.sweeps.list().length]).toEqual([6, 2]);
  unchanged.close();
});

it('continues everything that Ctrl-C left, including running runs', async () => {
  const store = join(folder, 'interrupted.sqlite');
  const long = ['--set', 'epochs=3000', '--set', 'snapshots.every=1000', '--set', 'snapshots.samples=100'];
  const child = start(['sweep', '--grid', 'lr_g=1e-4,2e-4', '--seeds', '1', ...long, '--jobs', '1', '--json'], {
    store,
  });
  let seen = '';
  child.stdout.on('data', (part: Buffer) => {
    if (seen.includes('"progress"')) return;
    seen += part.toString();
    if (seen.includes('"progress"')) child.kill('SIGINT');
  });
  const result = await ended(child);
  expect(result.code).toBe(130);
  const [stopped] = eventsOf(result, 'stopped');
  expect(Number(stopped['epochs_done'])).toBeLessThan(3000);
  const rest = await run(['train', '--queued', '--jobs', '1', '--json'], { store });
  expect(rest.code).toBe(0);
  expect(eventsOf(rest, 'finished').map(({ run: id }) => id)[0]).toBe(stopped['run']);
  expect(eventsOf(rest, 'finished')).toHaveLength(2);
});

it.each<[string | undefined, SweepOptions, string]>([
  [undefined, { grid: ['lr_g=1e-4,-1'] }, 'grid.lr_g[1]: -1 must be greater than 0'],
  [undefined, { grid: ['lr_g'] }, '"lr_g" is not valid; write it like lr_g=1e-4,2e-4'],
  [undefined, { grid: ['lr_g=1', 'lr_g=2'] }, 'lr_g is given twice; give all its values in one option'],
  [undefined, { random: ['lr_g=1'], draws: 3 }, '"lr_g=1" is not valid; write it like lr_g=log_uniform:1e-5,1e-2'],
  [undefined, { random: ['lr_g=uniform:1,2'] }, 'give the number of draws, such as --draws 20'],
  [undefined, {}, 'give a file, or vary settings with --grid or --random'],
  ['nowhere.json', { grid: ['lr_g=1'] }, '--grid cannot be combined with a file: '],
  ['nowhere.json', {}, 'nowhere.json does not exist'],
])('refuses %j with %j in a sentence', (file, options, message) => {
  const planned = () => {
    const plan = planSweep(sweepInput(file, options).input);
    if (!plan.ok) refuseSweep(plan.refusals);
  };
  expect(planned).toThrow(message);
});

it('reads values as JSON, words as words, and lists in brackets', () => {
  const grid = [
    'lr_g=1e-4,.5',
    'widths_g=[64,32],[]',
    'loss=minimax,{"name":"bce","real_label":0.9}',
    'target.file=a b.csv,2024',
  ];
  expect(sweepInput(undefined, { grid, set: ['epochs=3'], seeds: [4], name: 'all' }).input).toEqual({
    config: { epochs: 3 },
    grid: {
      lr_g: [1e-4, 0.5],
      widths_g: [[64, 32], []],
      loss: ['minimax', { name: 'bce', real_label: 0.9 }],
      'target.file': ['a b.csv', '2024'],
    },
    seeds: [4],
    name: 'all',
  });
});
