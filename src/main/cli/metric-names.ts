import { LOSSES, METRICS } from '../../shared/metrics.ts';
import type { Summary } from '../../shared/run.ts';

const LABELS: ReadonlyMap<string, string> = new Map([
  ...METRICS.flatMap(({ key, label }) => [[key, label] as const, [`ema_${key}`, `${label}, averaged`] as const]),
  ...LOSSES.map(({ key, label }) => [key, `loss, ${label}`] as const),
]);

/** How a table names a metric or loss. */
export function metricLabel(key: Summary['metric']): string {
  return LABELS.get(key) ?? key;
}

/** The order of tables: losses, metrics, metrics of the averaged generator. */
const ORDER: readonly string[] = [
  ...LOSSES.map(({ key }) => key),
  ...METRICS.map(({ key }) => key),
  ...METRICS.map(({ key }) => `ema_${key}`),
];

export function inOrder(summaries: readonly Summary[]): Summary[] {
  return summaries.toSorted((a, b) => ORDER.indexOf(a.metric) - ORDER.indexOf(b.metric));
}
