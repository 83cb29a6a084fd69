import { describe, expect, test } from 'vitest';
import { metricsTable, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { metricsNumbers, metricTable, verdicts } from '../../../src/shared/comparison/metrics-text.ts';
import { answer } from '../../../src/shared/comparison/verdict.ts';
import type { Measure } from '../../../src/shared/comparison/measured.ts';
import type { SummaryMetric } from '../../../src/shared/comparison/summary-metric.ts';
import { csvText, markdownText } from '../../../src/shared/comparison/table-text.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { row, summary, type RowFacts } from '../run-rows.ts';

/** A group of finished runs with these tail means of Wasserstein-1, with seeds that groups of other names do not have. */
function group(name: string, values: readonly number[], others: readonly RowFacts[] = []): ComparedSubject {
  const hash = name.padEnd(64, '0');
  const before = 100 * (name.codePointAt(0) ?? 0);
  const finished = values.map((value, index) =>
    row({ name, group: hash, seed: before + index + 1, summaries: [summary('wasserstein_1', value)] }),
  );
  return {
    key: groupKey(hash),
    name,
    kind: 'group',
    colour: 0,
    rows: [...finished, ...others.map((facts) => row({ name, group: hash, ...facts }))],
    hidden: 0,
  };
}

function lone(facts: RowFacts): ComparedSubject {
  const one = row(facts);
  return { key: one.run.id, name: 'lone', kind: 'run', colour: 0, rows: [one], hidden: 0 };
}

interface Asked {
  readonly metric?: SummaryMetric;
  readonly measure?: Measure;
  readonly preferAverage?: boolean;
}

function compare(
  subjects: readonly ComparedSubject[],
  { metric = 'wasserstein_1', measure = 'tail', preferAverage = false }: Asked = {},
) {
  const [base] = subjects;
  const table = metricsTable({ subjects, metrics: [metric], measure, base: base.key, preferAverage });
  const [only] = table.rows;
  return { table, row: only, cells: only.cells, answers: only.cells.map((cell) => answer(only, cell)) };
}

const VANILLA = [0.22, 0.2, 0.25, 0.18, 0.21, 0.24, 0.19, 0.23];
const around = (centre: number) => VANILLA.map((value) => value - 0.215 + centre);

describe('groups beside a base', () => {
  test('are better or worse by which way is better, as far as their seeds tell', () => {
    const subjects = [group('a', VANILLA), group('b', around(0.15)), group('c', around(0.3)), group('d', around(0.22))];
    const { cells, answers } = compare(subjects);
    expect(answers).toEqual([undefined, 'better', 'worse', 'same or too close to tell']);
    expect(cells.map(({ direction }) => direction)).toEqual([undefined, 'better', 'worse', 'worse']);
    expect(cells[1].delta).toBeCloseTo(-0.065, 12);
    const higher = subjects.map((subject) => ({
      ...subject,
      rows: subject.rows.map((one) => ({
        ...one,
        summaries: one.summaries.flatMap(({ tailMean }) => [
          summary('modes_covered', tailMean),
          summary('loss_real', tailMean),
        ]),
      })),
    }));
    expect(compare(higher, { metric: 'modes_covered' }).answers.slice(1, 3)).toEqual(['worse', 'better']);
    const losses = compare(higher, { metric: 'loss_real' });
    expect(losses.answers.slice(1, 3)).toEqual(['different', 'different']);
    expect(losses.cells.map(({ direction }) => direction)).toEqual(new Array(4).fill(undefined));
  });

  test('are corrected for how many are tested, those without a test left out', () => {
    const near = group('b', around(0.238));
    const alone = compare([group('a', VANILLA), near]).cells[1];
    expect(alone.holmP).toBe(alone.test?.p);
    expect(alone.holmP).toBeLessThan(0.1);
    const several = compare([group('a', VANILLA), near, group('c', around(0.22)), group('d', [0.1, 0.2])]);
    expect(several.row.comparisons).toBe(2);
    expect(several.cells[1].holmP).toBeCloseTo(2 * (alone.test?.p ?? NaN), 12);
    expect(several.cells[3]).toMatchObject({ test: undefined, holmP: undefined });
  });

  test('tell nothing below three seeds, of single runs, and where they hold the same run', () => {
    const base = group('a', VANILLA);
    const twoSeeds = group('b', [0.1, 0.1]);
    const single = lone({ seed: 3, status: 'running', summaries: [summary('wasserstein_1', 0.11)] });
    const part = { ...base, key: 'group:part', name: 'part', rows: base.rows.slice(0, 4), hidden: 4 };
    const { row: only, answers, cells } = compare([base, twoSeeds, single, part, group('none', [])]);
    expect(answers.slice(1)).toEqual(new Array(4).fill('can’t tell'));
    expect(cells[2]).toMatchObject({ n: 1, mean: 0.11, direction: 'better' });
    expect(verdicts(only)).toEqual([
      'Can’t tell with 2 and 8 seeds: each side needs at least 3, because the same settings give different results with different seeds. Wasserstein-1: b 0.100, a 0.215.',
      'Can’t tell with 1 and 8 seeds: each side needs at least 3, because the same settings give different results with different seeds. Wasserstein-1: lone 0.110, a 0.215.',
      'Can’t tell: part and a share 4 runs, so there is nothing to test. Wasserstein-1: part 0.212, a 0.215. part: 4 of 8, 4 hidden.',
      'Can’t tell: none has no Wasserstein-1 to compare.',
    ]);
  });

  test('whose seeds all score the same are told without a test', () => {
    const of = (name: string, value: number) => group(name, [value, value, value, value]);
    const { row: only, answers } = compare([of('a', 7), of('b', 6), of('c', 7)]);
    expect(answers.slice(1)).toEqual(['better', 'same or too close to tell']);
    expect(verdicts(only)).toEqual([
      'b is better than a: Wasserstein-1 is 6 for each of 4 seeds, and 7 for each of 4 seeds of a. There is no variation to test.',
      'c and a do not differ: Wasserstein-1 is 7 for each of 4 seeds, and 7 for each of 4 seeds of a. There is no variation to test.',
    ]);
  });

  test('leave out a run whose value is not finite, and say so', () => {
    const broken: RowFacts = { seed: 9, summaries: [summary('wasserstein_1', NaN)] };
    const failed: RowFacts = { seed: 10, status: 'failed' };
    const { cells } = compare([group('a', VANILLA), group('b', VANILLA, [broken, failed, { seed: 11 }])]);
    expect(cells[1].membership.text).toBe('8 of 11, 1 failed, 1 not finite, 1 not measured');
    expect([cells[1].n, cells[1].mean]).toEqual([8, cells[0].mean]);
  });

  test('never change by what happens to another group', () => {
    const base = group('a', VANILLA);
    const { cells: before } = compare([base, group('b', around(0.3)), group('c', around(0.2))]);
    const { cells: after } = compare([base, group('b', around(0.3).slice(0, 5)), group('c', around(0.2))]);
    const own = ({ mean, standardDeviation, interval, n, membership }: (typeof before)[number]) => ({
      ...{ mean, standardDeviation, interval, n, membership },
    });
    expect(own(after[2])).toEqual(own(before[2]));
    expect(own(after[1])).not.toEqual(own(before[1]));
  });
});

describe('the measures', () => {
  const config = { epochs: 40, snapshots: { every: 10 } };
  const measured = (seed: number, tailMean: number) =>
    ({ last: tailMean + 1, minimum: tailMean / 2, minimumEpoch: 10 * seed, maximum: tailMean * 3 }) as const;
  const members = [0.3, 0.2, 0.4].map((tail, index): RowFacts => {
    const seed = index + 1;
    const own = summary('wasserstein_1', tail, measured(seed, tail));
    return { seed, config, summaries: [own, summary('ema_wasserstein_1', tail / 10)] };
  });
  const subjects = [group('a', [], members), group('b', VANILLA)];

  test('are the tail mean, the last and the best, which is of so many snapshots', () => {
    const cell = (measure: Measure) => compare(subjects, { measure }).cells[0];
    expect(cell('tail').mean).toBeCloseTo(0.3, 12);
    expect(cell('last').mean).toBeCloseTo(1.3, 12);
    expect(cell('best').mean).toBeCloseTo(0.15, 12);
    const best = { value: 0.1, epoch: 20, run: 'a-2-0', of: 12 };
    for (const measure of ['tail', 'last', 'best'] as const) expect(cell(measure).best).toEqual(best);
    expect(verdicts(compare(subjects, { measure: 'best' }).row)[0]).toContain('partly luck');
    expect(verdicts(compare(subjects, { measure: 'last' }).row)[0]).toContain('noisy');
  });

  test('are those of the averaged generator where it is preferred and there is one', () => {
    const { row: only, cells } = compare(subjects, { preferAverage: true });
    expect(cells.map(({ isAveraged }) => isAveraged)).toEqual([true, false]);
    expect(cells[0].mean).toBeCloseTo(0.03, 12);
    expect(metricTable(only).rows.map(([name]) => name)).toEqual(['a, averaged', 'b']);
    expect(verdicts(only)[0]).toContain('Wasserstein-1 (a: averaged generator)');
  });
});

describe('the sentences', () => {
  const base = group('vanilla', VANILLA);

  test('say by how much, how surely, and what as many seeds could show', () => {
    const { row: only } = compare([base, group('wide G', around(0.15)), group('narrow', around(0.22))]);
    expect(verdicts(only)).toEqual([
      '“wide G” is better than vanilla: Wasserstein-1 is 0.0650 lower (95 % interval 0.0343 to 0.0957). Welch’s t test, because they have no seed in common, Holm-corrected for 2 comparisons: p 0.00022. Smallest detectable difference with 8 and 8 seeds (80 % power): 0.0421.',
      '8 and 8 seeds are not enough to show a difference between narrow and vanilla. Wasserstein-1, narrow minus vanilla: +0.00500 (95 % interval −0.0257 to +0.0357). Welch’s t test, because they have no seed in common, Holm-corrected for 2 comparisons: p 0.69. Smallest detectable difference (80 % power): 0.0421. To show the observed difference, you need about 458 seeds in each group.',
    ]);
  });

  test('say why the interval of a difference that is found can reach past 0', () => {
    const { row: only, cells } = compare([base, group('wide G', around(0.15)), group('narrow', around(0.187))]);
    const [, , narrow] = cells;
    expect(narrow.holmP).toBeGreaterThan(0.025);
    expect(narrow.holmP).toBeLessThan(0.05);
    const [wideSentence, sentence] = verdicts(only);
    expect(sentence).toContain('narrow is better than vanilla: Wasserstein-1 is 0.0280 lower (95 % interval −0.00');
    expect(sentence).toContain('The interval includes 0 because it is widened for several');
    expect(wideSentence).not.toContain('reaches past 0');
  });

  test('say what was left out, and that seeds were added after a look', () => {
    const wide = group('wide G', around(0.15), [{ seed: 9, status: 'failed' }]);
    const [sentence, caution] = verdicts(compare([base, { ...wide, sinceLook: { added: 1, pending: 0 } }]).row);
    expect(sentence).toContain('“wide G”: 8 of 9, 1 failed.');
    expect(caution).toContain(
      'You looked at this result before seeds were added to “wide G”, so the true p value is larger than the computed one',
    );
    expect(verdicts(compare([base, wide]).row).join()).not.toContain('You looked at this result');
  });

  test('never call anything significant', () => {
    const subjects = [base, group('b', around(0.1)), group('c', around(0.22)), group('d', [0.1]), group('e', [])];
    for (const measure of ['tail', 'last', 'best'] as const) {
      expect(verdicts(compare(subjects, { measure }).row).join(' ')).not.toMatch(/significan/i);
    }
  });
});

describe('the noise floor', () => {
  const floor = { metric: 'wasserstein_1', samples: 2000, draws: 200, mean: 0.0284, bound95: 0.047 } as const;
  const request = {
    subjects: [group('a', VANILLA), group('b', around(0.15))],
    metrics: ['wasserstein_1', 'loss_generator'] as const,
    measure: 'tail',
    base: undefined,
    preferAverage: false,
  } as const;

  test('stands beside a metric where all runs of a group have the same, and in full in CSV', () => {
    const table = metricsTable({ ...request, floorsOf: () => [floor] });
    const { heads, rows } = metricTable(table.rows[0]);
    expect(heads.slice(1, 4)).toEqual(['seeds', 'mean ± s.d.', 'noise floor']);
    expect(rows.map((cells) => cells[3])).toEqual([
      '0.0284 (95th percentile 0.0470)',
      '0.0284 (95th percentile 0.0470)',
    ]);
    const numbers = metricsNumbers(table);
    const [mean, bound] = ['noise_floor_mean', 'noise_floor_bound_95'].map((head) => numbers.heads.indexOf(head));
    expect(numbers.rows.slice(0, 2).map((cells) => [cells[mean], cells[bound]])).toEqual([
      [0.0284, 0.047],
      [0.0284, 0.047],
    ]);
  });

  test('is a dash where the runs of a group have different ones, and no column beside a loss', () => {
    const other = { ...floor, mean: 0.1, samples: 100 };
    const first = request.subjects[0].rows[0].run.id;
    const table = metricsTable({ ...request, floorsOf: (run) => [run === first ? other : floor] });
    expect(metricTable(table.rows[0]).rows.map((cells) => cells[3])).toEqual(['–', '0.0284 (95th percentile 0.0470)']);
    expect(metricTable(table.rows[1]).heads).not.toContain('noise floor');
  });
});

describe('a metrics table as text', () => {
  const subjects = [group('a|b', VANILLA), group('=c', around(0.15))];

  test('is a row a subject in Markdown, with N', () => {
    expect(markdownText(metricTable(compare(subjects).row)).split('\n')).toEqual([
      '|  | seeds | mean ± s.d. | median [quartiles] | 95 % interval | last value | best snapshot (partly luck) | difference from a\\|b | p | t test |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
      '| a\\|b | 8 seeds | 0.215 ± 0.0245 | 0.215 [0.198, 0.233] | 0.195 to 0.235 | 0.215 | 0.180 (epoch 1, best of 4800) | base | – | – |',
      '| =c | 8 seeds | 0.150 ± 0.0245 | 0.150 [0.133, 0.168] | 0.130 to 0.170 | 0.150 | 0.115 (epoch 1, best of 4800) | −0.0650 | 0.00011 | Welch’s |',
      '',
    ]);
  });

  test('is a row a metric and subject in CSV, in full precision and without formulas', () => {
    const { table, cells } = compare(subjects);
    const [heads, first, second] = csvText(metricsNumbers(table))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const at = (line: readonly string[], head: string) => line[heads.indexOf(head)];
    expect(at(second, 'subject')).toBe("'=c");
    expect([at(first, 'difference'), at(first, 'p'), at(first, 'interval_95_low')]).toEqual([
      '',
      '',
      String(cells[0].interval.low),
    ]);
    expect(at(second, 'p')).toBe(String(cells[1].test?.p));
    expect(at(second, 'standard_deviation')).toBe(String(cells[1].standardDeviation));
  });
});
