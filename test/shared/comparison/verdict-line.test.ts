import { describe, expect, test } from 'vitest';
import { metricsTable, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { verdictLine } from '../../../src/shared/comparison/verdict-line.ts';
import { verdict } from '../../../src/shared/comparison/verdict.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { row, summary } from '../run-rows.ts';

/** A group with these tail means of Wasserstein-1; without `before`, with seeds that groups of other names do not have. */
function group(name: string, values: readonly number[], before = 100 * (name.codePointAt(0) ?? 0)): ComparedSubject {
  const hash = name.padEnd(64, '0');
  const rows = values.map((value, index) =>
    row({ name, group: hash, seed: before + index + 1, summaries: [summary('wasserstein_1', value)] }),
  );
  return { key: groupKey(hash), name, kind: 'group', colour: 0, rows, hidden: 0 };
}

const VANILLA = [0.22, 0.2, 0.25, 0.18, 0.21, 0.24, 0.19, 0.23];
const around = (centre: number) => VANILLA.map((value) => value - 0.215 + centre);

function rowOf(...subjects: readonly ComparedSubject[]) {
  const [base] = subjects;
  const table = metricsTable({
    subjects,
    metrics: ['wasserstein_1'],
    measure: 'tail',
    base: base.key,
    preferAverage: false,
  });
  return table.rows[0];
}

const lineOf = (...subjects: readonly ComparedSubject[]) => verdictLine(rowOf(...subjects));

describe('a comparison in one line', () => {
  test('says how many differ from the base, and the seeds that the rest would take: those of the sentences', () => {
    const found = rowOf(group('a', VANILLA), group('b', around(0.15)), group('c', around(0.22)));
    const line = verdictLine(found) ?? '';
    const needed = /you need about ([\d,]+) seeds in each group/.exec(verdict(found, found.cells[2]) ?? '')?.[1];
    expect(needed).toBeDefined();
    expect(line.replace(/(\d),(\d)/, '$1$2')).toBe(
      `1 of the 2 groups differs from a; to show the other difference, you need about ${needed ?? ''} seeds per group.`,
    );
  });

  test('says how many seeds show the first of several differences and how many show all, and when that is too many', () => {
    const line = lineOf(group('a', VANILLA), group('b', around(0.225)), group('c', around(0.21501)));
    expect(line).toMatch(
      /^None of the 2 groups differs significantly from a; to show the difference of b, you need about \d+ seeds per group; to show all, more than 10,000\.$/,
    );
  });

  test('says the stricter limit of few pairs, in common seeds', () => {
    const paired = (name: string, values: readonly number[]) => group(name, values, 0);
    const noisy = [0.23, 0.2, 0.24, 0.19, 0.22, 0.23];
    const six = lineOf(paired('a', VANILLA.slice(0, 6)), paired('b', noisy));
    expect(six).toMatch(
      /^b and a do not differ significantly \(6 common seeds; with fewer than 8, p must be below 0\.025\); to show the observed difference, you need about [\d,]+ common seeds per group\.$/,
    );
    const eight = lineOf(paired('a', VANILLA), paired('b', [...noisy, 0.18, 0.24]));
    expect(eight).toContain('do not differ significantly; to show');
  });

  test('names the two where there are only two, and says what is missing for a test', () => {
    expect(lineOf(group('a', VANILLA), group('b', around(0.15)))).toBe('b is better than a.');
    expect(lineOf(group('a', VANILLA), group('b', around(0.3)))).toBe('b is worse than a.');
    expect(lineOf(group('a', VANILLA), group('b', [0.1, 0.1]))).toBe(
      'b and a cannot be compared yet: each side needs at least 3 seeds.',
    );
    expect(lineOf(group('a', VANILLA), group('b', [0.1, 0.1]), group('c', []))).toBe(
      'None of the 2 groups differs significantly from a; 1 has fewer than 3 seeds, too few for a test.',
    );
    expect(lineOf(group('a', VANILLA))).toBeUndefined();
  });
});
