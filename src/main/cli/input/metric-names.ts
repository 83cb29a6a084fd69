import { metricNamed, SUMMARY_METRICS, type SummaryMetric } from '../../../shared/comparison/summary-metric.ts';
import { nearest } from '../../../shared/config/nearest.ts';
import { EPOCH_KEYS, GRADIENT_NORMS, LOSSES, METRICS } from '../../../shared/metrics.ts';
import type { Summary } from '../../../shared/run.ts';
import { RefusedInput } from './refused-input.ts';

const LABELS: ReadonlyMap<string, string> = new Map([
  ...METRICS.flatMap(({ key, label }) => [[key, label] as const, [`ema_${key}`, `${label}, averaged`] as const]),
  ...LOSSES.map(({ key, label }) => [key, `loss, ${label}`] as const),
  ...GRADIENT_NORMS.map(({ key, label }) => [key, `gradient norm, ${label}`] as const),
]);

/** The name of a metric or loss in a table. */
export function metricLabel(key: Summary['metric']): string {
  return LABELS.get(key) ?? key;
}

/** The order of tables: losses, norms of gradients and penalty, metrics, metrics of the averaged generator. */
const ORDER: readonly string[] = [
  ...EPOCH_KEYS,
  ...METRICS.map(({ key }) => key),
  ...METRICS.map(({ key }) => `ema_${key}`),
];

export function inOrder(summaries: readonly Summary[]): Summary[] {
  return summaries.toSorted((a, b) => ORDER.indexOf(a.metric) - ORDER.indexOf(b.metric));
}

/** The metric or loss that `--metric` names. Throws `bad-metric`. */
export function metricOf(name: string): SummaryMetric {
  const metric = metricNamed(name);
  if (metric !== undefined) return metric;
  const near = nearest(name, SUMMARY_METRICS);
  const right = near === undefined ? `use w1, sw1 or one of ${SUMMARY_METRICS.join(', ')}` : `did you mean ${near}?`;
  throw new RefusedInput('bad-metric', [{ path: '--metric', message: `${name} is not a metric or a loss; ${right}` }]);
}
