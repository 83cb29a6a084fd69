import { expect, test } from 'vitest';
import { metricsTable, shownRow, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { cellNumbers, metricHead, metricTable, verdicts } from '../../../src/shared/comparison/metrics-text.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import type { SummaryMetric } from '../../../src/shared/comparison/summary-metric.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { targetMoment } from '../../../src/shared/target-moments.ts';
import { row, summary } from '../run-rows.ts';

/** The target is normal with mean 3 unless it is another. */
const NORMAL: RunConfigInput = { target: { law: 'normal', mean: 3, standard_deviation: 1 } };

function group(
  name: string,
  values: readonly number[],
  { metric = 'mean', config = NORMAL }: { metric?: SummaryMetric; config?: RunConfigInput } = {},
): ComparedSubject {
  const hash = name.padEnd(64, '0');
  const rows = values.map((value, index) =>
    row({ name, group: hash, seed: index + 1, config, summaries: [summary(metric, value)] }),
  );
  return { key: groupKey(hash), name, kind: 'group', colour: 0, rows, hidden: 0 };
}

function compared(subjects: readonly ComparedSubject[], metric: SummaryMetric = 'mean') {
  const base = subjects[0].key;
  const [signed] = metricsTable({ subjects, metrics: [metric], measure: 'tail', base, preferAverage: false }).rows;
  return { signed, shown: shownRow(signed) };
}

// Off by 0.1, 0.2, 0.1 and 0.2 to either side: a mean of means that looks perfect.
const AROUND = [2.9, 3.2, 3.1, 2.8];
const NEARER = [2.99, 3.01, 3.02, 2.98];

test('a mean is compared by how far it is from the target’s own, of which less is better', () => {
  const { shown, signed } = compared([group('around', AROUND), group('nearer', NEARER)]);
  expect(metricHead(shown)).toBe('|mean − target’s|, tail mean (lower is better; primary metric)');
  expect(shown.cells.map(({ mean }) => mean)).toEqual([expect.closeTo(0.15, 12), expect.closeTo(0.015, 12)]);
  expect(shown.cells[1].delta).toBeCloseTo(-0.135, 12);
  expect(verdicts(shown)[0]).toMatch(/^nearer is better than around: \|mean − target’s\| is 0\.135\d* lower/);
  expect(metricTable(shown).rows[0][2]).toBe('0.150 ± 0.0577');
  expect(signed.cells.map(({ mean }) => mean)).toEqual([expect.closeTo(3, 12), expect.closeTo(3, 12)]);
});

test('scripts find the signed numbers under their old names, and the distances beside them', () => {
  const { signed } = compared([group('around', AROUND), group('nearer', NEARER)]);
  const numbers = cellNumbers(signed, signed.cells[1]);
  expect(numbers['mean']).toBeCloseTo(3, 12);
  expect(numbers['difference']).toBeCloseTo(0, 12);
  expect(numbers['answer']).toBe('same or too close to tell');
  expect(numbers['distance_mean']).toBeCloseTo(0.015, 12);
  expect(numbers['distance_difference']).toBeCloseTo(-0.135, 12);
  expect(numbers['distance_answer']).toBe('better');
  const { signed: distance } = compared([group('a', AROUND, { metric: 'ks' })], 'ks');
  expect(distance.fromTarget).toBeUndefined();
  expect(cellNumbers(distance, distance.cells[0])['distance_mean']).toBeUndefined();
});

test('skewness and kurtosis are distances where the law has them, and keep their sign where it has none', () => {
  const config: RunConfigInput = { target: { law: 'exponential', rate: 1 } };
  const of = (metric: SummaryMetric, values: readonly number[], one: RunConfigInput) =>
    compared([group('a', values, { metric, config: one })], metric).shown.cells[0].mean;
  expect(of('skewness', [1.5, 2.5], config)).toBeCloseTo(0.5, 12);
  expect(of('excess_kurtosis', [5, 5], config)).toBeCloseTo(1, 12);
  const heavy: RunConfigInput = { target: { law: 'student_t', degrees_of_freedom: 3, location: 0, scale: 1 } };
  expect(of('excess_kurtosis', [5, 5], heavy)).toBe(5);
});

test('of a table the distance is from the recorded mean of its rows', () => {
  const table = row({ seed: 1, config: { target: { law: 'csv', file: 'measured.csv', columns: ['a'] } } });
  expect(targetMoment(table.run, 'mean')).toBeUndefined();
  const trained = { ...table.run, targetScale: [{ mean: 12, standardDeviation: 2 }] };
  expect(targetMoment(trained, 'mean')).toBe(12);
  expect(targetMoment(trained, 'ema_std')).toBe(2);
  expect(targetMoment(trained, 'skewness')).toBeUndefined();
});
