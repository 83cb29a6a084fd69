import { describe, expect, test } from 'vitest';
import { metricsTable, type ComparedSubject } from '../../../src/shared/comparison/metrics-table.ts';
import { metricHead, metricsNumbers, verdicts } from '../../../src/shared/comparison/metrics-text.ts';
import { answer } from '../../../src/shared/comparison/verdict.ts';
import type { SummaryMetric } from '../../../src/shared/comparison/summary-metric.ts';
import { groupsOf } from '../../../src/shared/groups/groups.ts';
import { membersTable } from '../../../src/shared/groups/members-table.ts';
import type { MetricRules } from '../../../src/shared/metric-rules.ts';
import { groupKey } from '../../../src/shared/subject.ts';
import { row, summary } from '../run-rows.ts';

const OLD: MetricRules = {};
const PRESENT: MetricRules = { modes_covered: 2 };

/** A group of finished runs that covered so many modes, each with the rules that its metrics were measured by. */
function group(name: string, seeds: readonly (readonly [covered: number, rules: MetricRules])[]): ComparedSubject {
  const hash = name.padEnd(64, '0');
  const rows = seeds.map(([covered, metricRules], index) => {
    const summaries = [summary('modes_covered', covered), summary('ks', covered / 100)];
    const one = row({ name, group: hash, seed: index + 1, summaries });
    return { ...one, run: { ...one.run, metricRules } };
  });
  return { key: groupKey(hash), name, kind: 'group', colour: 0, rows, hidden: 0 };
}

const by = (rules: MetricRules, ...covered: readonly number[]) => covered.map((one) => [one, rules] as const);

function compare(subjects: readonly ComparedSubject[], metric: SummaryMetric = 'modes_covered') {
  const base = subjects[0].key;
  const table = metricsTable({ subjects, metrics: [metric], measure: 'tail', base, preferAverage: false });
  const [only] = table.rows;
  return { table, row: only, cells: only.cells, answers: only.cells.map((cell) => answer(only, cell)) };
}

describe('numbers by different rules of a metric', () => {
  test('are not put together in a group, which says how many are left out', () => {
    const mixed = group('mixed', [...by(OLD, 0, 0, 0), ...by(PRESENT, 390, 394)]);
    const { cells, row: found } = compare([mixed]);
    expect(found.rule).toBe(2);
    expect(cells[0]).toMatchObject({ n: 2, mean: 392 });
    expect(cells[0].best?.value).toBe(394);
    expect(cells[0].membership.text).toBe('2 of 5, 3 measured by rule 1');
    // Whatever has had but one rule takes all of them.
    expect(compare([mixed], 'ks').cells[0]).toMatchObject({ n: 5, membership: { text: '5 seeds' } });
  });

  test('are never compared: the verdict says whose rule is another', () => {
    const subjects = [
      group('old', by(OLD, 0, 1, 0, 2)),
      group('new', by(PRESENT, 390, 394, 392, 391)),
      group('newer', by(PRESENT, 370, 374, 372, 371)),
    ];
    const { answers, cells, row: found } = compare(subjects);
    expect(answers).toEqual([undefined, 'can’t tell', 'can’t tell']);
    expect(cells.map(({ n, delta, test: tested }) => [n, delta, tested])).toEqual([
      [0, undefined, undefined],
      [4, undefined, undefined],
      [4, undefined, undefined],
    ]);
    expect(verdicts(found)[0]).toBe(
      'Can’t tell: old was measured by a different rule of modes covered; the others use rule 2, and numbers by different ' +
        'rules are not comparable. old: all 4 measured by rule 1.',
    );
    expect(compare(subjects.slice(1)).answers).toEqual([undefined, 'worse']);
  });

  test('of seeds that both sides have by one rule are compared by that, though some have a newer one', () => {
    const both = group('both', [...by(OLD, 9, 10, 11), ...by(PRESENT, 390)]);
    const { row: found, answers, cells } = compare([group('old', by(OLD, 1, 2, 1, 2)), both]);
    expect(found.rule).toBe(1);
    expect(answers).toEqual([undefined, 'better']);
    expect(cells[1].membership.text).toBe('3 of 4, 1 measured by rule 2');
    expect(metricHead(found)).toBe('modes covered, tail mean (modes; higher is better; by rule 1; primary metric)');
  });

  test('say their rule in tables for other programs', () => {
    const subject = group('mixed', [...by(OLD, 0), ...by(PRESENT, 390)]);
    const { heads, rows } = metricsNumbers(compare([subject]).table);
    expect(rows[0][heads.indexOf('rule')]).toBe(2);
    const members = membersTable(groupsOf(subject.rows));
    expect(members.rows.map((one) => one[members.heads.indexOf('modes_covered_rule')])).toEqual([1, 2]);
    expect(members.heads).not.toContain('ks_rule');
  });
});
