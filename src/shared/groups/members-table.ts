import type { RunRow } from '../api/runs.ts';
import type { TextTable } from '../comparison/table-text.ts';
import { configDiff, configuredAs, settingCell } from '../comparison/config-diff.ts';
import { measuredMetrics } from '../comparison/metrics-table.ts';
import type { SummaryMetric } from '../comparison/summary-metric.ts';
import { hasEarlierRules, ruleOf } from '../metric-rules.ts';
import { isOfEpochs, type Metrics } from '../metrics.ts';
import type { RunGroup } from './groups.ts';
import { reasons } from './members.ts';

/** The larger evaluation at the end of a finished run. */
function finalOf({ run }: RunRow, metric: SummaryMetric): number | undefined {
  if (run.status !== 'finished') return undefined;
  const isAveraged = metric.startsWith('ema_');
  const metrics: Metrics = (isAveraged ? run.final.averageMetrics : run.final.metrics) ?? {};
  const key = isAveraged ? metric.slice('ema_'.length) : metric;
  return Object.entries(metrics).find(([one]) => one === key)?.[1];
}

/** Facts of a metric or loss of one run, by the names of filters. */
function numbersOf(row: RunRow, metric: SummaryMetric): readonly (readonly [string, number | undefined])[] {
  const summary = row.summaries.find((one) => one.metric === metric);
  return [
    [`${metric}_tail`, summary?.tailMean],
    [metric, summary?.last],
    [`${metric}_minimum`, summary?.minimum],
    [`${metric}_minimum_epoch`, summary?.minimumEpoch],
    [`${metric}_maximum`, summary?.maximum],
    ...(isOfEpochs(metric) ? [] : [[`final_${metric}`, finalOf(row, metric)] as const]),
    // Values by different rules are not comparable, so each row names its rule if the metric has had several.
    ...(hasEarlierRules(metric) ? [[`${metric}_rule`, summary && ruleOf(row.run.metricRules, metric)] as const] : []),
  ];
}

/**
 * All members of these groups in full precision, one row per run, from which the numbers of the groups can be
 * recomputed. The settings are those in which the groups differ. `counted` is `yes`, or why the run does not count.
 */
export function membersTable(groups: readonly RunGroup[]): TextTable {
  const metrics = measuredMetrics(groups.flatMap(({ rows }) => rows));
  const diff = configDiff(
    groups.map(({ key, rows }) => ({ key, name: key, ...configuredAs(rows[0].run) })),
    groups.at(0)?.key ?? '',
    false,
  );
  return {
    heads: [
      ...['group', 'run', 'name', 'seed', 'status', 'counted'],
      ...metrics.flatMap((metric) => numbersOf(groups[0].rows[0], metric).map(([head]) => head)),
      ...diff.map(({ path }) => path),
    ],
    rows: groups.flatMap(({ hash, rows }, index) =>
      reasons(rows).map(({ row, reason }) => [
        ...[hash, row.run.id, row.run.name, row.run.config.seed, row.run.status, reason ?? 'yes'],
        ...metrics.flatMap((metric) => numbersOf(row, metric).map(([, number]) => number)),
        ...diff.map(({ values }) => settingCell(values[index])),
      ]),
    ),
  };
}
