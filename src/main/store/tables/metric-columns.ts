import { METRICS } from '../../../shared/metrics.ts';
import type { ShareUnit } from '../../../shared/wasserstein-share.ts';
import type { MetricKey, Metrics } from '../../../shared/metrics.ts';

/** A row of the database. */
export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

const KEYS: readonly MetricKey[] = METRICS.filter((metric) => !('isDerived' in metric)).map(({ key }) => key);

export const AVERAGE_PREFIX = 'ema_';
export const NAN_METRICS = 'nan_metrics';

/** The columns of one evaluation's metrics, for the generator and the averaged one. */
interface EvaluationColumns {
  readonly own: Readonly<Record<MetricKey, string>>;
  readonly average: Readonly<Record<MetricKey, string>>;
}

function columnsOf(prefix: string): EvaluationColumns {
  const named = (start: string) =>
    Object.fromEntries(KEYS.map((key) => [key, start + key])) as Record<MetricKey, string>;
  return { own: named(prefix), average: named(prefix + AVERAGE_PREFIX) };
}

/** The columns of snapshots, of which a run has hundreds. */
const SNAPSHOT_COLUMNS = columnsOf('');

/** The columns of one evaluation, in the order of the values of `metricValues`. */
export function metricColumns(prefix = ''): string[] {
  return [
    ...KEYS.map((key) => prefix + key),
    ...KEYS.map((key) => prefix + AVERAGE_PREFIX + key),
    prefix + NAN_METRICS,
  ];
}

/**
 * The columns that an evaluation fills, out of more than thirty, and their values. SQLite stores NaN as NULL, which means that a
 * metric does not exist; the last column therefore lists the keys of the metrics that are NaN.
 */
export function filledColumns(
  metrics: Metrics,
  average: Metrics | undefined,
): { readonly columns: readonly string[]; readonly values: readonly (number | string)[] } {
  const columns: string[] = [];
  const values: (number | string)[] = [];
  const fill = (evaluation: Metrics, columnOf: Readonly<Record<MetricKey, string>>) => {
    for (const key of KEYS) {
      const value = evaluation[key];
      if (value === undefined) continue;
      columns.push(columnOf[key]);
      values.push(value);
    }
  };
  fill(metrics, SNAPSHOT_COLUMNS.own);
  if (average) fill(average, SNAPSHOT_COLUMNS.average);
  const nan = columns.filter((_, index) => Number.isNaN(values[index]));
  if (nan.length > 0) {
    columns.push(NAN_METRICS);
    values.push(nan.join(' '));
  }
  return { columns, values };
}

/** The values of `metricColumns`; NULL where the evaluation has none. */
export function metricValues(metrics: Metrics, average: Metrics | undefined): (number | string | null)[] {
  const { columns, values } = filledColumns(metrics, average);
  const filled = new Map(columns.map((column, index) => [column, values[index]]));
  return metricColumns().map((column) => filled.get(column) ?? null);
}

/**
 * The metrics of a row, and those computed from them if its target has the standard deviation `unit`. `averageMetrics`
 * is undefined if no metric of an averaged generator was recorded.
 */
export function readMetrics(
  row: Row,
  unit: ShareUnit,
  prefix = '',
): { metrics: Metrics; averageMetrics: Metrics | undefined } {
  const list = row[prefix + NAN_METRICS];
  const nan = new Set(typeof list === 'string' ? list.split(' ') : []);
  const { own, average } = prefix === '' ? SNAPSHOT_COLUMNS : columnsOf(prefix);
  const evaluation = (columnOf: Readonly<Record<MetricKey, string>>): Metrics => {
    const metrics: { [Key in MetricKey]?: number } = {};
    for (const key of KEYS) {
      const stored = row[columnOf[key]];
      const isNaN = typeof stored !== 'number' && nan.size > 0 && nan.has(columnOf[key].slice(prefix.length));
      const value = isNaN ? NaN : stored;
      if (typeof value !== 'number') continue;
      metrics[key] = value;
      // Always created in the same order, because a run has thousands of these objects.
      if (key === 'wasserstein_1' && unit !== undefined) metrics.wasserstein_1_share = value / unit;
    }
    return metrics;
  };
  const averaged = evaluation(average);
  return { metrics: evaluation(own), averageMetrics: Object.keys(averaged).length > 0 ? averaged : undefined };
}
