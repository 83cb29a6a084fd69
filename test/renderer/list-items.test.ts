import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../src/renderer/runs/columns.ts';
import { textOf, titleOf } from '../../src/renderer/runs/item-cells.ts';
import { groupedItems } from '../../src/renderer/runs/list-items.ts';
import { listRows, type ListQuestion } from '../../src/renderer/runs/list-rows.ts';
import type { ListedItem } from '../../src/renderer/runs/listed.ts';
import { withoutMembers } from '../../src/renderer/runs/selection.ts';
import type { RunRow } from '../../src/shared/api/runs.ts';
import { groupKey } from '../../src/shared/subject.ts';
import { row, summary, type RowFacts } from '../shared/run-rows.ts';

const WIDE = 'b'.repeat(64);
const LONE = 'c'.repeat(64);
const VANILLA_KEY = groupKey('a'.repeat(64));
const WIDE_KEY = groupKey(WIDE);

const measured = (facts: RowFacts, tail: number) =>
  row({ floor: 0.1, ...facts, summaries: [summary('wasserstein_1', tail)] });
const vanilla = (seed: number, tail: number) => measured({ seed }, tail);
const wide = (seed: number, tail: number, facts: Partial<RowFacts> = {}) =>
  measured({ seed, group: WIDE, name: 'wide', later: 1, ...facts }, tail);

const trashed = ({ run, ...shown }: RunRow): RunRow => ({
  ...shown,
  run: { ...run, trashedAt: '2026-01-01T00:00:00.000Z' },
});

const NEWEST: ListQuestion = { filter: '', sort: '-created', trash: false };

/** The list as its rows say it: columns by their keys, members behind a dash. */
function listed(all: readonly RunRow[], question: Partial<ListQuestion> = {}, unfolded: readonly string[] = []) {
  const asked = { ...NEWEST, ...question };
  return groupedItems(all, listRows(all, asked).rows, asked, (key) => unfolded.includes(key));
}
function cell(item: ListedItem, key: string): string {
  const column = COLUMNS.find((one) => one.key === key);
  return column ? textOf(item, column) : '';
}
const labels = (items: readonly ListedItem[]) =>
  items.map((item) => `${item.level === 2 ? '- ' : ''}${cell(item, 'name')} ${cell(item, 'seed')}`);

const RUNS = [
  vanilla(1, 0.1),
  vanilla(2, 0.3),
  vanilla(3, 0.2),
  wide(1, 0.5),
  wide(2, 0.01),
  wide(3, 0.7, { status: 'failed' }),
  measured({ seed: 7, group: LONE, name: 'alone', later: 2 }, 0.4),
];

describe('the list of groups', () => {
  it('has a row a group and a row for a run that is alone, newest first', () => {
    expect(labels(listed(RUNS))).toEqual(['alone 7', 'wide 1–3', 'vanilla 1–3']);
    expect(labels(listed(RUNS, {}, [WIDE_KEY]))).toEqual([
      'alone 7',
      'wide 1–3',
      '- wide 1',
      '- wide 2',
      '- wide 3',
      'vanilla 1–3',
    ]);
  });

  it('says of a group how many seeds count, what became of the others, and the median with quartiles of those that do', () => {
    const [, wideItem, vanillaItem] = listed(RUNS);
    expect([cell(vanillaItem, 'status'), cell(vanillaItem, 'w1_tail')]).toEqual([
      '3 seeds',
      '2× floor · W1 0.200 (0.150–0.250)',
    ]);
    expect([cell(wideItem, 'status'), cell(wideItem, 'w1_tail')]).toEqual([
      '2 of 3, 1 failed',
      '2.55× floor · W1 0.255 (0.133–0.378)',
    ]);
    expect(cell(vanillaItem, 'progress')).toBe('1800 / 1800');
    expect(cell(vanillaItem, 'settings')).toBe('vanilla');
    const tail = COLUMNS.find(({ key }) => key === 'w1_tail');
    expect(tail && titleOf(wideItem, tail)).toMatch(
      /^2.55× floor · W1 0.255 \(0.1325–0.3775\); median and quartiles over the tail means of 2 finished seeds; tail mean: a seed’s mean Wasserstein-1 over the last quarter of its epochs/,
    );
  });

  it('says over how many seeds a number is taken, and of a number that it has not why', () => {
    const some = (seed: number, ...summaries: Parameters<typeof summary>[]) =>
      row({ seed, group: 'e', summaries: summaries.map((one) => summary(...one)) });
    const titles = (runs: readonly RunRow[], ...keys: string[]) => {
      const [item] = listed(runs);
      return COLUMNS.filter(({ key }) => keys.includes(key)).map((column) => titleOf(item, column));
    };
    const lacking = [
      some(1, ['wasserstein_1_share', 0.1], ['loss_real', 0.5]),
      some(2, ['wasserstein_1_share', 0.3]),
      some(3),
    ];
    const [share, losses] = titles(lacking, 'w1_share', 'losses');
    expect(share).toMatch(
      /^0.2 \(0.15–0.25\); median and quartiles over the tail means of 2 finished seeds; tail mean: a seed’s mean Wasserstein-1 .*$/,
    );
    expect(losses).toBe('0.5; medians over 1 finished seed of the last losses');
    const none = 'No finished seed of this group has this value.';
    expect(titles([some(1), some(2)], 'w1_tail', 'w1_share', 'losses')).toEqual([none, none, none]);
    const waiting = [1, 2].map((seed) => row({ seed, status: 'queued' }));
    const unfinished = 'No seed of this group has finished yet.';
    const all = titles(waiting, 'w1_tail', 'w1_share', 'losses', 'duration');
    expect(all).toEqual([unfinished, unfinished, unfinished, unfinished]);
    const failed = [1, 2, 3].map((seed) => row({ seed, status: 'failed' }));
    expect(titles(failed, 'w1_tail')).toEqual(['No seed of this group finished: all 3 failed.']);
  });

  it('lets a filter take members out of their own group only, which then says how many it hides', () => {
    const [wideItem, vanillaItem] = listed(RUNS, { filter: 'name = vanilla or w1_tail < 0.1' });
    expect([cell(wideItem, 'status'), cell(wideItem, 'w1_tail')]).toEqual([
      '1 of 3, 2 hidden',
      '0.100× floor · W1 0.0100',
    ]);
    expect([cell(vanillaItem, 'status'), cell(vanillaItem, 'w1_tail')]).toEqual([
      '3 seeds',
      '2× floor · W1 0.200 (0.150–0.250)',
    ]);
  });

  it('counts members in the trash as hidden, has them as a group in the trash, and a last one left as a run', () => {
    const [one, two, three, ...others] = RUNS;
    const some = [trashed(one), two, three, ...others];
    expect(cell(listed(some)[2], 'status')).toBe('2 of 3, 1 hidden');
    expect(labels(listed(some, { trash: true }))).toEqual(['vanilla 1']);
    const most = [trashed(one), trashed(two), three, ...others];
    expect(listed(most).map(({ kind }) => kind)).toEqual(['run', 'group', 'run']);
    expect(cell(listed(most, { trash: true })[0], 'status')).toBe('2 of 3, 1 hidden');
  });

  it('is sorted by the medians of those that count, what has none last, and by what trains first', () => {
    const order = (question: Partial<ListQuestion>, runs = RUNS) => listed(runs, question).map(({ key }) => key);
    const alone = RUNS[6].run.id;
    expect(order({ sort: 'w1_tail' })).toEqual([VANILLA_KEY, WIDE_KEY, alone]);
    expect(order({ sort: '-w1_tail' })).toEqual([alone, WIDE_KEY, VANILLA_KEY]);
    const unmeasured = [row({ seed: 1, group: 'd' }), row({ seed: 2, group: 'd' })];
    expect(order({ sort: '-w1_tail' }, [...RUNS, ...unmeasured]).at(-1)).toBe(groupKey('d'));
    const training = vanilla(9, 9);
    const running = row({ seed: 9, status: 'running' });
    expect(order({ sort: '-w1_tail' }, [...RUNS, { ...training, run: running.run }])).toEqual([
      VANILLA_KEY,
      alone,
      WIDE_KEY,
    ]);
  });

  it('puts runs on the line and in the plane in one order, by how many times chance they are from their targets', () => {
    const line = row({ seed: 1, name: 'line', group: 'l', floor: 0.02, summaries: [summary('wasserstein_1', 0.1)] });
    const plane = row({
      seed: 1,
      name: 'plane',
      group: 'p',
      floor: 0.05,
      summaries: [summary('sliced_wasserstein_1', 0.15)],
    });
    const wide = row({ seed: 1, name: 'wide', group: 'w', floor: 20, summaries: [summary('wasserstein_1', 40)] });
    const lost = row({ seed: 1, name: 'no floor', group: 'f', summaries: [summary('wasserstein_1', 0.001)] });
    const order = listed([line, plane, wide, lost], { sort: 'w1_tail' }).map((item) => cell(item, 'name'));
    expect(order).toEqual(['wide', 'plane', 'line', 'no floor']);
    const cells = listed([line, plane, wide, lost], { sort: 'w1_tail' }).map((item) => cell(item, 'w1_tail'));
    expect(cells).toEqual(['2× floor · W1 40', '3.00× floor · sliced W1 0.150', '5× floor · W1 0.100', 'W1 0.00100']);
  });

  it('writes a large multiple of the floor as a power of ten, which has room in a narrow list', () => {
    const text = (w1: number) =>
      cell(listed([row({ seed: 1, floor: 0.1, summaries: [summary('wasserstein_1', w1)] })])[0], 'w1_tail');
    expect(text(999.9)).toBe('9999× floor · W1 1000');
    expect(text(1006.8)).toBe('1.0e4× floor · W1 1007');
  });

  it('ranks a run that keeps an averaged generator by that one, and marks it', () => {
    const averaged = row({
      seed: 1,
      name: 'averaged',
      group: 'e',
      floor: 0.1,
      summaries: [summary('wasserstein_1', 0.9), summary('ema_wasserstein_1', 0.2)],
    });
    const plain = row({ seed: 1, name: 'plain', group: 'n', floor: 0.1, summaries: [summary('wasserstein_1', 0.3)] });
    const [first, second] = listed([plain, averaged], { sort: 'w1_tail' });
    expect([cell(first, 'name'), cell(first, 'w1_tail')]).toEqual(['averaged', 'EMA 2× floor · W1 0.200']);
    expect([cell(second, 'name'), cell(second, 'w1_tail')]).toEqual(['plain', '3.00× floor · W1 0.300']);
    const tail = COLUMNS.find(({ key }) => key === 'w1_tail');
    expect(tail && titleOf(first, tail)).toBe(
      'Wasserstein-1 of the averaged generator, tail mean (mean over the last quarter of the epochs): 0.2, which is 2 times the ' +
        'noise floor (0.1)',
    );
    const again = { ...averaged, run: { ...averaged.run, id: 'again', config: { ...averaged.run.config, seed: 2 } } };
    expect(cell(listed([averaged, again])[0], 'w1_tail')).toBe('EMA 2× floor · W1 0.200 (0.200–0.200)');
  });

  it('has the members of a group by their seeds, or as the list is sorted', () => {
    const grown = [...RUNS, measured({ seed: 4, later: 5 }, 0.25)];
    const seeds = (sort: string) =>
      listed(grown, { sort }, [VANILLA_KEY])
        .filter(({ level }) => level === 2)
        .map((item) => cell(item, 'seed'));
    expect(seeds('-created')).toEqual(['1', '2', '3', '4']);
    expect(seeds('w1_tail')).toEqual(['1', '3', '4', '2']);
  });

  it('calls a group whose runs all have names of their own after its settings', () => {
    const renamed = RUNS.map((one, place) => ({ ...one, run: { ...one.run, name: `my try ${place}` } }));
    expect(cell(listed(renamed)[1], 'name')).toContain('vanilla');
  });

  it('chooses a group or its runs where all between two rows are chosen, not both', () => {
    const items = listed(RUNS, {}, [WIDE_KEY]);
    const keys = items.map(({ key }) => key);
    expect(withoutMembers(items, keys)).toEqual([RUNS[6].run.id, WIDE_KEY, VANILLA_KEY]);
    expect(withoutMembers(items, keys.slice(2))).toEqual(keys.slice(2));
  });

  it('filters, groups and sorts 10,000 runs by looking at each a few times, of many seeds or of one', () => {
    const [model] = RUNS;
    for (const size of [8, 1]) {
      let looks = 0;
      const many = Array.from({ length: 10_000 }, (_, index): RunRow => {
        const group = String(Math.floor(index / size)).padStart(64, '0');
        const run = { ...model.run, id: String(index), group, config: { ...model.run.config, seed: index % size } };
        const summaries = [summary('wasserstein_1', (index * 7919) % 10_007)];
        return {
          ...model,
          get run() {
            looks += 1;
            return run;
          },
          get summaries() {
            looks += 1;
            return summaries;
          },
        };
      });
      expect(listed(many, { filter: 'w1_tail < 5000 and loss = bce', sort: '-w1_tail' }).length).toBeGreaterThan(1000);
      expect(looks).toBeGreaterThan(10_000);
      expect(looks).toBeLessThan(15 * 10_000);
    }
  });
});
