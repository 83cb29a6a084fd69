import { METRICS } from '../../shared/metrics.ts';
import type { MetricKey, Metrics } from '../../shared/metrics.ts';

/** A row as the database gives it. */
export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

const KEYS: readonly MetricKey[] = METRICS.map(({ key }) => key);

export const AVERAGE_PREFIX = 'ema_';
export const NAN_METRICS = 'nan_metrics';

/** The columns of one evaluation, in the order in which `metricValues` gives their values. */
export function metricColumns(prefix = ''): string[] {
  return [
    ...KEYS.map((key) => prefix + key),
    ...KEYS.map((key) => prefix + AVERAGE_PREFIX + key),
    prefix + NAN_METRICS,
  ];
}

/**
 * The values of `metricColumns`. SQLite stores NaN as NULL, which says that a metric does not exist; so the keys of those
 * that are not a number stand in the last column.
 */
export function metricValues(metrics: Metrics, average: Metrics | undefined): (number | string | null)[] {
  const both = [
    ...KEYS.map((key) => ({ key: key, value: metrics[key] })),
    ...KEYS.map((key) => ({ key: AVERAGE_PREFIX + key, value: average?.[key] })),
  ];
  const nan = both.filter(({ value }) => Number.isNaN(value)).map(({ key }) => key);
  return [...both.map(({ value }) => value ?? null), nan.length > 0 ? nan.join(' ') : null];
}

/** What `metricValues` wrote. `averageMetrics` is undefined where no metric of an averaged generator was recorded. */
export function readMetrics(row: Row, prefix = ''): { metrics: Metrics; averageMetrics: Metrics | undefined } {
  const list = row[prefix + NAN_METRICS];
  const nan = new Set(typeof list === 'string' ? list.split(' ') : []);
  const evaluation = (which: string): Metrics => {
    const metrics: { [Key in MetricKey]?: number } = {};
    for (const key of KEYS) {
      const value = row[prefix + which + key];
      if (typeof value === 'number') metrics[key] = value;
      else if (nan.has(which + key)) metrics[key] = NaN;
    }
    return metrics;
  };
  const average = evaluation(AVERAGE_PREFIX);
  return { metrics: evaluation(''), averageMetrics: Object.keys(average).length > 0 ? average : undefined };
}
