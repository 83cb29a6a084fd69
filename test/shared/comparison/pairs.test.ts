import { describe, expect, test } from 'vitest';
import recorded from '../../data/statistics/recorded-seeds.json' with { type: 'json' };
import { sharedBasis } from '../../../src/shared/comparison/comparability.ts';
import { comparedWithBase, metricsTable, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { cellNumbers, metricHead, verdicts } from '../../../src/shared/comparison/metrics-text.ts';
import type { SummaryMetric } from '../../../src/shared/comparison/summary-metric.ts';
import { answer, verdict } from '../../../src/shared/comparison/verdict.ts';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { answerQuestion } from '../../../src/shared/questions/answer.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { lookSentences, sinceLook } from '../../../src/shared/groups/looks.ts';
import { row, summary } from '../run-rows.ts';

type Arm = keyof typeof recorded;

interface Members {
  /** The seeds of the values, else 1, 2, … */
  readonly seeds?: readonly number[];
  readonly config?: RunConfigInput;
  /** By the evaluation at the end. */
  readonly finals?: readonly number[];
  /** Of the target, by which a share of it is known. */
  readonly deviation?: number;
}

function group(name: string, values: readonly number[], members: Members = {}): ComparedSubject {
  const { seeds, config = {}, finals, deviation } = members;
  const hash = name.padEnd(64, '0');
  const rows = values.map((value, index) => {
    const shares = deviation === undefined ? [] : [summary('wasserstein_1_share', value / deviation)];
    const summaries = [summary('wasserstein_1', value), ...shares];
    const one = row({ name, group: hash, seed: seeds?.[index] ?? index + 1, config, summaries });
    const { run } = one;
    if (finals === undefined || run.status !== 'finished') return one;
    return { ...one, run: { ...run, final: { ...run.final, metrics: { wasserstein_1: finals[index] } } } };
  });
  return { key: groupKey(hash), name, kind: 'group', colour: 0, rows, hidden: 0 };
}

/** The first eight seeds that were recorded of an arm. */
const eight = (name: string, arm: Arm, members: Members = {}) =>
  group(name, recorded[arm].wasserstein_1_tail.slice(0, 8), members);

function compare(subjects: readonly ComparedSubject[], metric: SummaryMetric = 'wasserstein_1') {
  const base = subjects[0].key;
  const { rows } = metricsTable({ subjects, metrics: [metric], measure: 'tail', base, preferAverage: false });
  const [only] = rows;
  const cells = only.cells.map((cell) => ({ ...cell, answer: answer(only, cell), numbers: cellNumbers(only, cell) }));
  return { cells, told: verdicts(only) };
}

describe('runs with the same seeds', () => {
  test('are compared pair by pair, which tells what Welch’s test of as many seeds does not', () => {
    const vanilla = eight('vanilla', 'vanilla-600');
    const minimax = eight('minimax', 'minimax-600');
    const { cells, told } = compare([vanilla, minimax]);
    expect(cells[1].numbers).toMatchObject({ test: 'paired', pairs: 8, answer: 'better' });
    expect(cells[1].numbers.p).toBeCloseTo(0.0215, 4);
    expect(told[0]).toContain('Paired t test over 8 common seeds (correlation 0.');
    expect(told[0]).toContain('Smallest detectable difference with 8 pairs of seeds (80 % power):');
    const others = eight('minimax', 'minimax-600', { seeds: [11, 12, 13, 14, 15, 16, 17, 18] });
    const unpaired = compare([vanilla, others]);
    expect(unpaired.cells[1].numbers).toMatchObject({ test: 'welch', answer: 'same or too close to tell' });
    expect(unpaired.cells[1].numbers.pairs).toBeUndefined();
    expect(unpaired.cells[1].numbers.p).toBeCloseTo(0.1008, 4);
    expect(unpaired.told[0]).toContain('Welch’s t test, because they have no seed in common');
    expect(cells[1].numbers.smallest_difference).toBeLessThan(Number(unpaired.cells[1].numbers.smallest_difference));
    expect(cells[1].numbers.seeds_needed).toBeLessThan(Number(unpaired.cells[1].numbers.seeds_needed) / 2);
  });

  test('of label smoothing need fewer than half of the seeds that Welch’s test would need', () => {
    const [vanilla, smooth] = [eight('vanilla', 'vanilla-600'), eight('smooth', 'label-smoothing-600')];
    const { cells } = compare([vanilla, smooth]);
    const { cells: apart } = compare([
      vanilla,
      { ...smooth, rows: eight('smooth', 'label-smoothing-600', { seeds: [21, 22, 23, 24, 25, 26, 27, 28] }).rows },
    ]);
    expect(cells[1].numbers.p).toBeCloseTo(0.2934, 4);
    expect(apart[1].numbers.p).toBeCloseTo(0.4947, 4);
    expect(Number(cells[1].numbers.seeds_needed)).toBeLessThan(Number(apart[1].numbers.seeds_needed) / 2);
  });

  test('of label smoothing over 150 epochs, seeds 29 to 36, are told apart by their pairs alone', () => {
    const seeds = [29, 30, 31, 32, 33, 34, 35, 36];
    const of = (name: string, arm: Arm, own: readonly number[]) =>
      group(name, recorded[arm].wasserstein_1_tail.slice(28, 36), { seeds: own });
    const vanilla = of('vanilla', 'vanilla-150', seeds);
    const { cells } = compare([vanilla, of('smooth', 'label-smoothing-150', seeds)]);
    expect(cells[1].numbers).toMatchObject({ test: 'paired', pairs: 8 });
    expect(cells[1].numbers.p).toBeCloseTo(0.0226, 4);
    expect(['better', 'worse']).toContain(cells[1].answer);
    const apart = compare([vanilla, of('smooth', 'label-smoothing-150', [1, 2, 3, 4, 5, 6, 7, 8])]).cells[1];
    expect(apart.numbers).toMatchObject({ test: 'welch', answer: 'same or too close to tell' });
    expect(apart.numbers.p).toBeCloseTo(0.1921, 4);
  });

  test('of label smoothing over the last 21 of 150 epochs are told apart, p 0.016, where Welch’s test says p 0.17', () => {
    // Means of Wasserstein-1 over epochs 130 to 150 of seeds 1 to 8, of `train --set epochs=150` with either preset.
    const vanilla = group('vanilla', [0.15435, 0.18113, 0.18302, 0.21481, 0.17825, 0.18865, 0.25061, 0.22755]);
    const values = [0.11789, 0.17671, 0.16803, 0.22753, 0.13974, 0.15644, 0.19401, 0.20336];
    const paired = compare([vanilla, group('smooth', values)]);
    expect(paired.cells[1].numbers).toMatchObject({ test: 'paired', pairs: 8, level: 0.05, answer: 'better' });
    expect(paired.cells[1].numbers.p).toBeCloseTo(0.0158, 4);
    expect(paired.told[0]).toContain('(95 % interval');
    const apart = compare([vanilla, group('smooth', values, { seeds: [11, 12, 13, 14, 15, 16, 17, 18] })]);
    expect(apart.cells[1].numbers).toMatchObject({ test: 'welch', answer: 'same or too close to tell' });
    expect(apart.cells[1].numbers.p).toBeCloseTo(0.1673, 4);
    expect(Number(apart.cells[1].numbers.seeds_needed)).toBeGreaterThan(
      2 * Number(paired.cells[1].numbers.seeds_needed),
    );
  });

  test('need a smaller p where they are fewer than eight, and the sentence and the interval say so', () => {
    const first = (count: number, name: string, arm: Arm) =>
      group(name, recorded[arm].wasserstein_1_tail.slice(0, count));
    const four = compare([first(4, 'vanilla', 'vanilla-600'), first(4, 'smooth', 'label-smoothing-600')]);
    // Eight seeds of the same arm find nothing, with p 0.29.
    expect(four.cells[1].numbers.p).toBeCloseTo(0.0482, 4);
    expect(four.cells[1].numbers).toMatchObject({ level: 0.025, answer: 'same or too close to tell' });
    expect(four.told[0]).toContain('4 pairs of seeds are not enough to show a difference between smooth and vanilla.');
    expect(four.told[0]).toMatch(
      /\(97\.5 % interval, used for fewer than 8 pairs: [−+]\d.*: p 0\.048 \(must be below 0\.025, the stricter limit for fewer than 8 pairs\)\./,
    );
    const { difference_simultaneous_95_low: low, difference_simultaneous_95_high: high } = four.cells[1].numbers;
    expect(Number(low) * Number(high)).toBeLessThan(0);
    const slower = compare([first(4, 'vanilla', 'vanilla-600'), first(4, 'slower', 'slower-generator-600')]);
    expect(slower.cells[1].numbers.p).toBeCloseTo(0.0095, 4);
    expect(slower.cells[1].numbers).toMatchObject({ level: 0.025, answer: 'better' });
    const seven = compare([first(7, 'vanilla', 'vanilla-600'), first(7, 'minimax', 'minimax-600')]);
    expect(seven.cells[1].numbers.p).toBeCloseTo(0.0438, 4);
    expect(seven.cells[1].numbers).toMatchObject({ level: 0.025, answer: 'same or too close to tell' });
  });

  test('name the seeds that one side alone has, and leave them out of the test', () => {
    const vanilla = group('vanilla', recorded['vanilla-600'].wasserstein_1_tail.slice(0, 12));
    const { cells, told } = compare([vanilla, eight('minimax', 'minimax-600')]);
    expect(cells[1].numbers).toMatchObject({ test: 'paired', pairs: 8 });
    expect(cells[1].numbers.p).toBeCloseTo(0.0215, 4);
    expect(comparedWithBase(cells[1])).toMatchObject({ unpaired: [], baseUnpaired: [9, 10, 11, 12] });
    expect(told[0]).toContain('Only vanilla has seeds 9..12; the test leaves them out.');
  });

  test('are compared by Welch’s test where they are fewer than three, or fewer than half of the smaller side', () => {
    const vanilla = eight('vanilla', 'vanilla-600');
    const sharing = (count: number) =>
      eight('minimax', 'minimax-600', {
        seeds: [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => (seed > count ? seed + 90 : seed)),
      });
    expect([0, 1, 2, 3, 4, 8].map((count) => compare([vanilla, sharing(count)]).cells[1].test?.kind)).toEqual([
      'welch',
      'welch',
      'welch',
      'welch',
      'paired',
      'paired',
    ]);
    expect(compare([vanilla, sharing(2)]).told[0]).toContain('because they have only 2 seeds in common');
  });

  test('that score the same are the same, without a test', () => {
    const { cells, told } = compare([eight('vanilla', 'vanilla-600'), eight('renamed', 'vanilla-600')]);
    expect(cells[1].answer).toBe('same or too close to tell');
    expect(told).toEqual([
      'renamed and vanilla do not differ: Wasserstein-1 is the same for each of 8 common seeds. There is no variation to test.',
    ]);
  });

  test('answer a question pair by pair, too', () => {
    const told = answerQuestion(eight('vanilla', 'vanilla-600'), eight('minimax', 'minimax-600'), 'better');
    expect(told).toMatchObject({ answer: 'better', isAsExpected: true });
    expect(told?.sentence).toContain('Paired t test over 8 common seeds');
  });
});

describe('what does not compare', () => {
  const averaged = { ema_decay: 0.999 } as const;
  const final = (arm: Arm) => recorded[arm].wasserstein_1;

  test('is not called worse for being measured by fewer samples: the evaluation at the end is compared', () => {
    const arms = [
      eight('vanilla-ema', 'vanilla-ema', { config: averaged, finals: final('vanilla-ema') }),
      eight('n100', 'vanilla-ema-100-samples', {
        config: { ...averaged, snapshots: { samples: 100 } },
        finals: final('vanilla-ema-100-samples'),
      }),
    ];
    const { cells, told } = compare(arms);
    expect(cells[1].answer).toBe('same or too close to tell');
    expect(cells[1]).toMatchObject({ delta: 0, direction: 'same' });
    expect(cells[1].numbers).toMatchObject({ compared_by: 'wasserstein_1', compared_measure: 'final' });
    expect(told[0]).toContain('Wasserstein-1 of the evaluation at the end is the same for each of 8 common seeds');
    expect(told[0]).toContain(
      'their snapshots measure 100 samples and 2000 samples, and a distance is larger with fewer samples',
    );
    // By the tail means it would be.
    const [, large] = compare([arms[0], eight('n100', 'vanilla-ema-100-samples', { config: averaged })]).cells;
    expect(large.answer).toBe('worse');
  });

  test('is told of another target only as a share of its spread, and never as better', () => {
    const uniform = { config: { target: { law: 'uniform' } }, deviation: 1 / Math.sqrt(12) } as const;
    const arms = [eight('normal', 'vanilla-600', { deviation: 1 }), eight('uniform', 'uniform-target', uniform)];
    const { cells, told } = compare(arms);
    expect(cells[1].answer).not.toBe('better');
    expect(cells[1].direction).toBeUndefined();
    expect(cells[1].numbers).toMatchObject({ compared_by: 'wasserstein_1_share', compared_measure: 'tail' });
    expect(told[0]).toContain('Their targets differ');
    expect(told[0]).not.toMatch(/is (better|worse) than/);
    const { cells: none, told: nothing } = compare(
      arms.map((subject) => ({
        ...subject,
        rows: subject.rows.map((one) => ({ ...one, summaries: [summary('ks', one.summaries[0].tailMean)] })),
      })),
      'ks',
    );
    expect(none[1]).toMatchObject({ answer: 'not comparable', delta: undefined, test: undefined });
    expect(nothing).toEqual([
      'Not comparable: Kolmogorov-Smirnov of uniform and of normal cannot be compared, because their targets differ, and ' +
        'this metric is not relative to the target’s spread.',
    ]);
  });

  test('is left out of Holm’s correction of what does', () => {
    const arms = [
      eight('vanilla', 'vanilla-600'),
      eight('minimax', 'minimax-600'),
      eight('uniform', 'uniform-target', { config: { target: { law: 'uniform' } } }),
    ];
    const { cells } = compare(arms);
    expect(cells[2].test).toBeUndefined();
    expect(cells[1].holmP).toBe(cells[1].test?.p);
  });

  test('of a Jensen-Shannon divergence are bins where samples fill them, but neither bins nor samples of a curve or a plane’s grid', () => {
    const basis = (metric: SummaryMetric, one: RunConfigInput, other: RunConfigInput) => {
      const side = (config: RunConfigInput) => [row({ seed: 1, config })];
      return sharedBasis(metric, 'tail', [side(one), side(other)]);
    };
    const bins = (count: number, latent: number, samples = 2000): RunConfigInput => ({
      generator: { latent_dimension: latent },
      snapshots: { bins: count, samples },
    });
    // A curve's cells are the law's, and no samples are drawn for it.
    expect(basis('jensen_shannon', bins(40, 1), bins(80, 1, 100))).toMatchObject({
      measure: 'tail',
      caution: undefined,
    });
    expect(basis('ema_jensen_shannon', bins(40, 1), bins(80, 1))).toMatchObject({ measure: 'tail' });
    // Histograms of samples have these bins by both rules of the divergence.
    expect(basis('jensen_shannon', bins(40, 2), bins(80, 2))).toEqual({
      kind: 'not comparable',
      reason: 'it was measured in 40 bins and in 80 bins',
    });
    expect(basis('jensen_shannon', bins(40, 1), bins(40, 2))).toMatchObject({ kind: 'not comparable' });
    expect(basis('jensen_shannon', bins(40, 2), bins(40, 2, 100))).toMatchObject({ measure: 'final' });
    // In the plane the grid is the same for all, and what is left of the bias still depends on the samples.
    const axis = { low: -2, high: 2 };
    const plane = (count: number, samples: number): RunRow[] => {
      const one = row({ seed: 1, config: { target: 'two_moons', snapshots: { bins: count, samples } } });
      const { run } = one;
      if (run.status !== 'finished') throw new Error('the run is to have ended');
      return [{ ...one, run: { ...run, axes: { data: [axis, axis], latent: undefined } } }];
    };
    const inPlane = sharedBasis('jensen_shannon', 'tail', [plane(40, 2000), plane(80, 2000)]);
    expect(inPlane).toMatchObject({ measure: 'tail', caution: undefined });
    expect(sharedBasis('jensen_shannon', 'tail', [plane(40, 2000), plane(40, 1000)])).toMatchObject({
      measure: 'final',
    });
    expect(basis('wasserstein_1', bins(40, 1), bins(80, 1))).toMatchObject({ measure: 'tail' });
  });

  test('are losses of different formulas', () => {
    const withLoss = (name: string, loss: RunConfigInput['loss']) => {
      const subject = eight(name, 'vanilla-600', { config: { loss } });
      const summaries = (value: number) => [summary('loss_real', value), summary('loss_generator', value)];
      const rows = subject.rows.map((one) => ({ ...one, summaries: summaries(one.summaries[0].tailMean) }));
      return { ...subject, rows };
    };
    const arms = [
      withLoss('vanilla', 'bce'),
      withLoss('minimax', 'minimax'),
      withLoss('smooth', { name: 'bce', real_label: 0.9 }),
    ];
    const said = (metric: SummaryMetric) => compare(arms, metric).cells.map((cell) => cell.answer);
    // The discriminator of the minimax game minimises what that of bce does.
    expect(said('loss_real')).toEqual([undefined, 'same or too close to tell', 'not comparable']);
    expect(said('loss_generator')).toEqual([undefined, 'not comparable', 'not comparable']);
    expect(compare(arms, 'loss_real').told[1]).toContain('their losses have different formulas');
  });
});

describe('the primary metric of a comparison', () => {
  const both = (name: string, arm: Arm) => {
    const subject = eight(name, arm);
    const rows = subject.rows.map((one) => ({
      ...one,
      summaries: [...one.summaries, summary('ks', one.summaries[0].tailMean)],
    }));
    return { ...subject, rows };
  };
  const subjects = [both('vanilla', 'vanilla-600'), both('minimax', 'minimax-600')];
  const table = (primary?: SummaryMetric) =>
    metricsTable({
      subjects,
      metrics: ['ks', 'wasserstein_1'],
      measure: 'tail',
      base: subjects[0].key,
      preferAverage: false,
      primary,
    }).rows;

  test('is the distance unless another is chosen, and the others are marked as looked at beside it', () => {
    const [ks, distance] = table();
    expect(metricHead(distance)).toBe('Wasserstein-1, tail mean (lower is better; primary metric)');
    expect(metricHead(ks)).toBe('Kolmogorov-Smirnov, tail mean (lower is better; secondary metric)');
    expect(verdicts(distance)[0]).not.toContain('primary metric');
    expect(verdicts(ks)[0]).toContain(
      'The primary metric is Wasserstein-1, not this one: with several metrics, a difference by chance is more likely than p says.',
    );
    expect(cellNumbers(ks, ks.cells[1]).is_primary).toBe('false');
    const [chosen, other] = table('ks');
    expect(verdicts(chosen)[0]).not.toContain('primary metric');
    expect(verdicts(other)[0]).toContain('The primary metric is Kolmogorov-Smirnov, not this one');
  });
});

describe('a look at the result', () => {
  const vanilla = eight('vanilla', 'vanilla-600');
  const minimax = eight('minimax', 'minimax-600');
  const ended = (subject: ComparedSubject, minutes: readonly number[]) =>
    subject.rows.map((one, index) => {
      const endedAt = new Date(1.8e12 + (minutes[index] ?? 0) * 60_000).toISOString();
      return 'endedAt' in one.run ? { ...one, run: { ...one.run, endedAt } } : one;
    });
  const at = (minute: number) => new Date(1.8e12 + minute * 60_000).toISOString();

  test('while seeds are queued or training is said afterwards', () => {
    const rows = ended(minimax, [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(sinceLook(rows, at(4.5))).toEqual({ added: 0, pending: 4 });
    expect(sinceLook(rows, at(9))).toBeUndefined();
    expect(sinceLook(rows, undefined)).toBeUndefined();
    const looked = { ...minimax, rows, sinceLook: sinceLook(rows, at(4.5)) };
    const caution =
      'You looked at these results before all runs had finished (4 seeds of minimax were missing). If you stopped adding seeds because of what you saw, the true p value is larger than the computed one.';
    const { told } = compare([vanilla, looked]);
    expect(told).toEqual([expect.stringContaining('minimax'), caution]);
    expect(compare([vanilla, { ...minimax, rows }]).told.join()).not.toContain('You looked');
    const [row] = metricsTable({
      ...{ subjects: [looked, vanilla], metrics: ['wasserstein_1'], measure: 'tail', base: looked.key },
      preferAverage: false,
    }).rows;
    expect(verdict(row, row.cells[1])?.endsWith(caution)).toBe(true);
  });

  test('is said once, however many are compared with the base that was looked at', () => {
    const rows = ended(vanilla, [1, 2, 3, 4, 5, 6, 7, 8]);
    const base = { ...vanilla, rows, sinceLook: sinceLook(rows, at(4.5)) };
    const { told } = compare([base, minimax, eight('slower', 'slower-600')]);
    expect(told).toHaveLength(3);
    expect(told.filter((sentence) => sentence.includes('You looked'))).toHaveLength(1);
  });

  test('at many groups is said by their number', () => {
    const looked = Array.from({ length: 30 }, (_, at) => ({ name: `arm ${at}`, sinceLook: { added: 1, pending: 2 } }));
    const [grown, live] = lookSentences(looked);
    expect(grown).toMatch(
      /^You looked at this result before seeds were added to 30 of these groups, so the true p value is larger than the computed one/,
    );
    expect(live).toMatch(
      /^You looked at these results before all runs had finished \(60 seeds in 30 groups were missing\)/,
    );
  });
});
