import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/main/store/store.ts';
import { eventsOf, newFolder, SHORT, type Event } from './command-line.ts';
import { runHere } from './here.ts';

const folder = newFolder();
const store = join(folder, 'runs.sqlite');
const run = (...args: string[]) => runHere(args, store);
const WIDE = ['--name', 'wide', '--set', 'generator.hidden_widths=40,40'];

/** Seeds 1 to 6 of vanilla, of which 1 ran twice and 6 is in the trash; seeds 1 to 3 of wide, and one that waits. */
beforeAll(async () => {
  await run('train', ...SHORT, '--no-figures', '--name', 'vanilla', '--seeds', '1..6');
  await run('train', ...SHORT, '--no-figures', '--name', 'vanilla', '--seeds', '1');
  await run('train', ...SHORT, '--no-figures', '--seeds', '1..3', ...WIDE);
  const opened = openStore(store);
  const runs = opened.runs.list().map((listing) => listing.run);
  const of = (name: string, seed: number) => {
    const found = runs.find((one) => one.name === name && one.config.seed === seed);
    if (found === undefined) throw new Error(`no run ${name} of seed ${seed}`);
    return found;
  };
  opened.runs.trash(of('vanilla', 6).id, new Date().toISOString());
  const { config, group } = of('wide', 1);
  const createdAt = new Date().toISOString();
  opened.runs.create({ id: 'waits', name: 'wide', config: { ...config, seed: 4 }, group, createdAt });
  opened.close();
});

function namesOf(events: readonly Event[], kind: string): string[] {
  return events.filter(({ event }) => event === kind).map(({ name }) => String(name));
}

describe('groups', () => {
  it('says how many seeds each group counts, and why the others do not count', async () => {
    const [all, few, nothing] = [
      await run('groups'),
      await run('groups', '--filter', 'seed<=3'),
      await run('groups', '--filter', 'seed>9'),
    ];
    const line = (text: string, name: string) => text.split('\n').find((one) => one.includes(` ${name} `)) ?? '';
    expect(line(all.stdout, 'vanilla')).toContain(' 5 of 7, 1 repeats a seed, 1 hidden ');
    expect(line(all.stdout, 'wide')).toContain(' 3 of 4 done, 1 queued ');
    expect(line(all.stdout, 'vanilla')).toMatch(
      / [\d.]+ ± [\d.]+ +[\d.]+ \[[\d.]+, [\d.]+\] +−?[\d.]+ to [\d.]+ +[\d.]+ \(epoch \d+, best of 100\)/,
    );
    expect(line(few.stdout, 'vanilla')).toContain(' 3 of 7, 1 repeats a seed, 3 hidden ');
    expect(nothing.stdout).toBe('No run matches.\n');
  });

  it('prints the numbers that can be computed from its CSV', async () => {
    const file = join(folder, 'members.csv');
    const [told] = [await run('groups', '--json'), await run('groups', '--csv', file)];
    const [heads, ...rows] = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []);
    const at = (row: readonly string[], head: string) => row[heads.indexOf(head)];
    const groups = eventsOf(told, 'group');
    expect(namesOf(groups, 'group')).toEqual(['wide', 'vanilla']);
    expect(rows.map((row) => at(row, 'counted')).sort()).toEqual([
      'queued',
      'repeats a seed',
      ...new Array<string>(8).fill('yes'),
    ]);
    // Student's t of 2 and 4 degrees of freedom at 0.975, from tables.
    const reach = new Map([
      [3, 4.302652729696142],
      [5, 2.776445105197799],
    ]);
    for (const group of groups) {
      const counted = rows.filter((row) => at(row, 'group') === group['group'] && at(row, 'counted') === 'yes');
      const values = counted.map((row) => Number(at(row, 'wasserstein_1_tail'))).sort((a, b) => a - b);
      const n = values.length;
      const mean = values.reduce((sum, value) => sum + value, 0) / n;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
      const quartile = (quarters: number) => {
        const place = ((n - 1) * quarters) / 4;
        const [low, high] = [values[Math.floor(place)], values[Math.ceil(place)]];
        return low + (high - low) * (place % 1);
      };
      const half = ((reach.get(n) ?? NaN) * deviation) / Math.sqrt(n);
      const expected = {
        mean,
        standard_deviation: deviation,
        median: quartile(2),
        lower_quartile: quartile(1),
        upper_quartile: quartile(3),
        interval_95_low: mean - half,
        interval_95_high: mean + half,
        best: Math.min(...counted.map((row) => Number(at(row, 'wasserstein_1_minimum')))),
      };
      expect(group['n']).toBe(n);
      for (const [key, right] of Object.entries(expected)) {
        const error = Math.abs(Number(group[key]) - right) / Math.abs(right);
        expect(error, `${String(group['name'])} ${key}`).toBeLessThan(1e-9);
      }
    }
  });

  it('takes another metric or loss, and lists the existing ones', async () => {
    const [ks, misspelt] = [
      await run('groups', '--metric', 'ks', '--json'),
      await run('groups', '--metric', 'wasserstein1'),
    ];
    expect(eventsOf(ks, 'group').map(({ metric }) => metric)).toEqual(['ks', 'ks']);
    expect(misspelt.code).toBe(2);
    expect(misspelt.stderr).toBe('error: wasserstein1 is not a metric or a loss; did you mean wasserstein_1?\n');
  });
});

describe('a figure of a comparison', () => {
  const figure = (name: string, file: string, ...more: string[]) =>
    run('compare', 'vanilla', 'wide', '--figure', name, '-o', join(folder, file), ...more);
  const written = (file: string) => readFileSync(join(folder, file));

  it('is written as SVG of the chosen width, with the names of what is compared in its legend', async () => {
    for (const name of ['metric', 'distribution', 'pairs']) {
      const { stdout } = await figure(name, `${name}.svg`, '--width', '85mm', '--font', '8pt');
      expect(stdout).toContain(`The ${name} figure is in`);
      const svg = written(`${name}.svg`).toString();
      expect(Number(/width="([\d.]+)pt"/.exec(svg)?.[1])).toBeCloseTo((85 * 72) / 25.4, 3);
      expect(svg).toContain('wide');
      expect(svg).toContain('vanilla');
    }
    expect(written('metric.svg').toString()).toContain('Wasserstein-1');
  });

  it('is drawn of the first metric that is named, as PDF and PNG too', async () => {
    await figure('metric', 'loss.pdf', '--metric', 'loss_generator', '--size', 'one-column');
    expect(written('loss.pdf').subarray(0, 5).toString()).toBe('%PDF-');
    await figure('metric', 'loss.svg', '--metric', 'loss_generator', '--smoothing', '0.5');
    expect(written('loss.svg').toString()).toContain('generator loss');
    await figure('distribution', 'at-ten.png', '--epoch', '10');
    expect(written('at-ten.png').subarray(1, 4).toString()).toBe('PNG');
  });

  it('needs its file, and options of it are refused without it', async () => {
    const texts = [
      await run('compare', 'vanilla', 'wide', '--figure', 'metric'),
      await run('compare', 'vanilla', 'wide', '--epoch', '3'),
      await run('compare', 'vanilla', 'wide', '--width', '85mm'),
      await run('compare', 'vanilla', 'wide', '--band', 'range'),
    ];
    expect(texts.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining('name the figure’s file'),
      expect.stringContaining('--epoch needs --figure'),
      expect.stringContaining('--width needs --figure'),
      expect.stringContaining('--band needs --figure'),
    ]);
  });
});

describe('compare', () => {
  it('compares settings and metrics, and says what the seeds show', async () => {
    const { stdout } = await run('compare', 'vanilla', 'wide', '--metric', 'w1', '--metric', 'loss_generator');
    expect(stdout).toMatch(/generator\.hidden_widths +neurons +64,32 +40,40/);
    expect(stdout).toMatch(/^vanilla +5 of 7, 1 repeats a seed, 1 hidden /m);
    const told = stdout.replaceAll(/\n {2}/g, ' ');
    expect(told).toMatch(
      /^• (3 pairs of seeds are not enough to show a difference between wide and vanilla|wide is (better|worse) than vanilla)/m,
    );
    expect(told).toContain('generator loss');
    expect(told).not.toMatch(/significan/i);
  });

  it('finds groups by hash and name, and single runs by id, and takes another base', async () => {
    const [group] = eventsOf(await run('groups', '--json', '--filter', 'name=vanilla'), 'group');
    const [hash, [id]] = [String(group['group']), group['runs'] as string[]];
    const found = await run(
      'compare',
      hash.slice(0, 6),
      `group:${hash.slice(0, 16)}`,
      id,
      'wide',
      '--base',
      'wide',
      '--json',
    );
    const subjects = eventsOf(found, 'subject');
    expect(subjects.map(({ kind, is_base }) => [kind, is_base])).toEqual([
      ['group', false],
      ['run', false],
      ['group', true],
    ]);
    // The group and the run are of one name: it takes the hash and the id to tell them apart.
    expect(namesOf(subjects, 'subject')).toEqual([`vanilla (${hash.slice(0, 8)})`, `vanilla (${id})`, 'wide']);
    const cells = eventsOf(found, 'comparison').filter(({ metric }) => metric === 'wasserstein_1');
    expect(cells.map(({ n, answer }) => [n, answer === 'can’t tell', answer === null])).toEqual([
      [5, false, false],
      [1, true, false],
      [3, false, true],
    ]);
    expect(cells[0]).toMatchObject({ base: 'wide', comparisons: 1, p_holm: cells[0]['p'] });
    // The noise floor is the one that `show` gives.
    const [shown] = eventsOf(await run('show', id, '--json'), 'run');
    const floors = shown['noise_floors'] as { metric: string; mean: number; bound_95: number }[];
    const floor = floors.find(({ metric }) => metric === 'wasserstein_1');
    for (const cell of cells)
      expect(cell).toMatchObject({ noise_floor_mean: floor?.mean, noise_floor_bound_95: floor?.bound_95 });
  });

  it('writes Markdown and CSV', async () => {
    const [markdown, csv] = [
      await run('compare', 'wide', 'vanilla', '--metric', 'w1', '--markdown'),
      await run('compare', 'wide', 'vanilla', '--csv'),
    ];
    expect(markdown.stdout).toContain('| generator.hidden_widths | neurons | 40,40 | 64,32 |');
    expect(markdown.stdout).toContain('### Wasserstein-1, tail mean (lower is better; primary metric)');
    expect(markdown.stdout).toMatch(/^- .*seeds/m);
    expect(markdown.stdout).toMatch(/^\| {2}\| seeds \| mean ± s\.d\. \| noise floor \|/m);
    expect(markdown.stdout).toMatch(/\| 0\.\d+ \(95th percentile 0\.\d+\) \|/);
    const lines = csv.stdout.trim().split('\n');
    expect(lines[0].startsWith('metric,measure,subject,')).toBe(true);
    expect(lines.slice(1, 3).map((line) => line.split(',', 3))).toEqual([
      ['wasserstein_1', 'tail', 'wide'],
      ['wasserstein_1', 'tail', 'vanilla'],
    ]);
  });

  it('compares by the value that is asked for, which was called the measure', async () => {
    const measuresOf = async (...options: readonly string[]) => {
      const { stdout } = await run('compare', 'wide', 'vanilla', '--metric', 'w1', '--csv', ...options);
      return stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',', 2)[1]);
    };
    expect(await measuresOf()).toEqual(['tail', 'tail']);
    expect(await measuresOf('--value', 'best')).toEqual(['best', 'best']);
    expect(await measuresOf('--measure', 'best')).toEqual(['best', 'best']);
    const both = await run('compare', 'wide', 'vanilla', '--value', 'best', '--measure', 'last');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('cannot be used with')]);
    const { stdout: help } = await run('compare', '--help');
    expect(help).toContain('--value <which>');
    expect(help).not.toContain('--measure');
  });

  it('refuses missing, ambiguous and single subjects', async () => {
    await run('train', ...SHORT, '--no-figures', '--set', 'batch_size=16', '--name', 'wide', '--seeds', '8');
    const refused = [
      await run('compare', 'vanilla', 'nosuch'),
      await run('compare', 'vanilla', 'wide'),
      await run('compare', 'vanilla', 'vanilla'),
      await run('compare', 'vanilla', 'waits', '--base', 'nosuch'),
      await run('compare', 'vanilla', 'waits', '--markdown', '--csv'),
    ];
    expect(refused.map(({ code }) => code)).toEqual(new Array(5).fill(2));
    const [missing, ambiguous, single, base, both] = refused.map(({ stderr }) => stderr);
    expect(missing).toContain('has the id, hash or name "nosuch"');
    expect(ambiguous).toMatch(/"wide" may be (run \w+, group \w{8}|group \w{8}, run \w+); name one of them\./);
    expect(single).toContain('name 2 to 20 different ones to compare');
    expect(base).toContain('"nosuch"');
    expect(both).toContain('cannot be used with');
  });

  it('says that seeds were added after the groups had been compared', async () => {
    const grown = async () => {
      const events = eventsOf(await run('compare', 'vanilla', 'waits', '--json'), 'subject');
      return events.map(({ grown_after_look }) => grown_after_look);
    };
    expect(await grown()).toEqual([false, false]);
    await run('train', ...SHORT, '--no-figures', '--seeds', '7');
    expect(await grown()).toEqual([true, false]);
    const told = await run('compare', 'vanilla', 'waits', '--metric', 'w1');
    expect(told.stdout.replaceAll(/\n {2}/g, ' ')).toContain('Can’t tell');
  });
});
