import type { RunRow } from '../api/runs.ts';
import type { LeftOut } from '../groups/members.ts';
import { ruleOf } from '../metric-rules.ts';
import { summaryOf } from './measured.ts';
import type { SummaryMetric } from './summary-metric.ts';

interface Subject {
  readonly rows: readonly RunRow[];
}

/** The rule by which a run's values of a metric were measured; undefined if it has none. */
function measuredBy(row: RunRow, metric: SummaryMetric, preferAverage: boolean): number | undefined {
  return summaryOf(row, metric, preferAverage) && ruleOf(row.run.metricRules, metric);
}

/**
 * The rule of a metric by which runs and groups are combined and compared: the one by which most of them have values;
 * in a tie the newest; 1 if nothing is measured.
 */
export function commonRule(subjects: readonly Subject[], metric: SummaryMetric, preferAverage: boolean): number {
  const subjectsBy = new Map<number, number>();
  for (const { rows } of subjects) {
    const rules = new Set(rows.map((row) => measuredBy(row, metric, preferAverage)));
    for (const rule of rules) if (rule !== undefined) subjectsBy.set(rule, (subjectsBy.get(rule) ?? 0) + 1);
  }
  const [most] = [...subjectsBy].sort(([a, countA], [b, countB]) => countB - countA || b - a);
  return subjectsBy.size === 0 ? 1 : most[0];
}

/** The beginning of the reason why a run measured by another rule does not count. */
export const MEASURED_BY_RULE = 'measured by rule';

/** The runs that can be combined by a metric, and those that were measured by another rule. */
export function keepRule(
  rows: readonly RunRow[],
  metric: SummaryMetric,
  rule: number,
  preferAverage: boolean,
): { readonly kept: readonly RunRow[]; readonly left: readonly LeftOut[] } {
  const ruleBy = (row: RunRow) => measuredBy(row, metric, preferAverage) ?? rule;
  const kept = rows.filter((row) => ruleBy(row) === rule);
  if (kept.length === rows.length) return { kept: rows, left: [] };
  const others = Map.groupBy(
    rows.filter((row) => ruleBy(row) !== rule),
    ruleBy,
  );
  return {
    kept,
    left: [...others]
      .sort(([a], [b]) => a - b)
      .map(([other, { length }]) => ({ reason: `${MEASURED_BY_RULE} ${other}`, count: length })),
  };
}
