import type { Metrics, NoiseFloor } from './metrics.ts';
import { trainingFacts, type CoordinateScale, type Measurement, type Run, type Summary } from './run.ts';
import { columnOf, type SeriesChunk } from './series/series.ts';

/*
 * Wasserstein-1 as a share of the target's standard deviation. It is computed from recorded numbers and never stored:
 * code that reads the metrics of a run adds it.
 */

const PAIRS = [
  ['wasserstein_1', 'wasserstein_1_share'],
  ['ema_wasserstein_1', 'ema_wasserstein_1_share'],
] as const;

/** The standard deviation by which a run's distances are divided; undefined if its target has none. */
export type ShareUnit = number | undefined;

export function shareUnitOf(scale: readonly (CoordinateScale | undefined)[] | undefined): ShareUnit {
  const standardDeviation = scale?.length === 1 ? scale[0]?.standardDeviation : undefined;
  return standardDeviation !== undefined && standardDeviation > 0 ? standardDeviation : undefined;
}

/** As `shareUnitOf`, for a run's target. */
export function shareUnitOfRun(run: Run): ShareUnit {
  return shareUnitOf(trainingFacts(run).targetScale);
}

/** The metrics, with each share after its distance. */
export function metricsWithShare(metrics: Metrics, unit: ShareUnit): Metrics {
  if (metrics.wasserstein_1 === undefined || unit === undefined) return metrics;
  const { wasserstein_1, ...others } = metrics;
  return { wasserstein_1, wasserstein_1_share: wasserstein_1 / unit, ...others };
}

/** The measurements of one epoch, with the shares. */
export function measuredWithShares<Measured extends Pick<Measurement, 'metrics' | 'averageMetrics'>>(
  measured: Measured,
  unit: ShareUnit,
): Measured {
  const { metrics, averageMetrics } = measured;
  return {
    ...measured,
    metrics: metricsWithShare(metrics, unit),
    averageMetrics: averageMetrics && metricsWithShare(averageMetrics, unit),
  };
}

/** Each share follows its distance. */
export function summariesWithShares(summaries: readonly Summary[], unit: ShareUnit): Summary[] {
  if (unit === undefined) return [...summaries];
  return summaries.flatMap((summary): Summary[] => {
    const share = PAIRS.find(([distance]) => distance === summary.metric)?.[1];
    if (share === undefined) return [summary];
    const { last, minimum, minimumEpoch, maximum, tailMean } = summary;
    const [shownLast, shownMinimum, shownMaximum, shownTail] = [last, minimum, maximum, tailMean].map(
      (value) => value / unit,
    );
    const parts = { last: shownLast, minimum: shownMinimum, maximum: shownMaximum, tailMean: shownTail };
    return [summary, { metric: share, minimumEpoch, ...parts }];
  });
}

export function floorsWithShare(floors: readonly NoiseFloor[], unit: ShareUnit): NoiseFloor[] {
  if (unit === undefined) return [...floors];
  return floors.flatMap((floor) => {
    if (floor.metric !== 'wasserstein_1') return [floor];
    const { mean, bound95 } = floor;
    return [floor, { ...floor, metric: 'wasserstein_1_share', mean: mean / unit, bound95: bound95 / unit }];
  });
}

/** The columns to read for these metrics: for a share, its distance. */
export function columnsBehindShares(columns: readonly string[]): string[] {
  const behind = new Map<string, string>(PAIRS.map(([distance, share]) => [share, distance]));
  return [...new Set(columns.map((column) => behind.get(column) ?? column))];
}

/** The series with its shares; only those that are `wanted`, if given. */
export function seriesWithShares(
  chunk: SeriesChunk,
  unit: ShareUnit,
  wanted: readonly string[] | undefined,
): SeriesChunk {
  const columns = { ...chunk.columns };
  for (const [distance, share] of unit === undefined ? [] : PAIRS) {
    const column = columnOf(chunk, distance);
    if (column === undefined) continue;
    const scaled = (values: Float64Array) => values.map((value) => value / (unit ?? NaN));
    const mean = scaled(column.mean);
    const isOne = column.low === column.mean;
    columns[share] = { mean, low: isOne ? mean : scaled(column.low), high: isOne ? mean : scaled(column.high) };
  }
  const kept = Object.entries(columns).filter(([key]) => wanted === undefined || wanted.includes(key));
  return { ...chunk, columns: Object.fromEntries(kept) };
}
