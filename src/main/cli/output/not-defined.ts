import type { MetricKey } from '../../../shared/metrics.ts';
import type { Summary } from '../../../shared/run.ts';
import { metricLabel } from '../input/metric-names.ts';
import { wrapped } from './text-table.ts';

/** The metrics that are undefined for a 1-D target without a moment. */
const OF_MOMENTS = [
  'wasserstein_1',
  'mean',
  'std',
  'skewness',
  'excess_kurtosis',
] as const satisfies readonly MetricKey[];

/** Says which distances and moments a run's target does not have; empty if it has them all. */
export function notDefinedLines(summaries: readonly Summary[], columns: number): string[] {
  const measured = new Set(summaries.map(({ metric }) => metric));
  // Finite samples always have this metric. If others are missing, the target does not have them.
  if (!measured.has('ks')) return [];
  const missing = OF_MOMENTS.filter((key) => !measured.has(key)).map(metricLabel);
  if (missing.length === 0) return [];
  return wrapped(`Not defined, because the target has no such moments: ${missing.join(', ')}.`, columns);
}
