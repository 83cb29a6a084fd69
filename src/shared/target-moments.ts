import type { RunConfig } from './config/schema.ts';
import type { Moments } from './distributions/law.ts';
import { lawIfAny } from './distributions/target-law.ts';
import type { MetricKey } from './metrics.ts';
import type { Run } from './run.ts';
import type { SeriesColumn } from './series/series.ts';

/** Metrics that are moments of a coordinate. */
const MOMENTS: Partial<Record<MetricKey, { readonly coordinate: 0 | 1; readonly of: keyof Moments }>> = {
  mean: { coordinate: 0, of: 'mean' },
  std: { coordinate: 0, of: 'standardDeviation' },
  skewness: { coordinate: 0, of: 'skewness' },
  excess_kurtosis: { coordinate: 0, of: 'excessKurtosis' },
  mean_x: { coordinate: 0, of: 'mean' },
  mean_y: { coordinate: 1, of: 'mean' },
  std_x: { coordinate: 0, of: 'standardDeviation' },
  std_y: { coordinate: 1, of: 'standardDeviation' },
};

/** What the moments of a run's target depend on. */
export type TargetedRun = Pick<Run, 'config'> & {
  readonly targetScale?: Extract<Run, { readonly status: 'finished' }>['targetScale'];
};

const NO_MOMENTS: Partial<Moments> = {};
const moments = new WeakMap<RunConfig['target'], Partial<Moments>>();

/** The moments of a one-dimensional law that follow from a formula. */
function momentsOf({ target }: RunConfig): Partial<Moments> {
  if (target.law === 'csv' || target.law === 'module') return NO_MOMENTS;
  const known = moments.get(target);
  if (known) return known;
  const law = lawIfAny(target);
  const found = law?.dimension === 1 ? law.moments : NO_MOMENTS;
  moments.set(target, found);
  return found;
}

/**
 * The target's own value of a moment, from which noise floors measure the distance; undefined for other metrics, and if
 * the target has no such moment or it is not known. For a table, mean and standard deviation are those of the rows
 * trained on.
 */
export function targetMoment(run: TargetedRun, metric: string): number | undefined {
  const key = metric.replace(/^ema_/, '');
  const moment = Object.hasOwn(MOMENTS, key) ? MOMENTS[key as MetricKey] : undefined;
  if (moment === undefined) return undefined;
  const { coordinate, of } = moment;
  const recorded = of === 'mean' || of === 'standardDeviation' ? run.targetScale?.at(coordinate)?.[of] : undefined;
  return recorded ?? momentsOf(run.config)[of];
}

/** The distance of a moment from the target's own value; undefined if that is not known. */
export function distanceFromTarget(run: TargetedRun, metric: string, value: number): number | undefined {
  const target = targetMoment(run, metric);
  return target === undefined ? undefined : Math.abs(value - target);
}

/**
 * The distance of a moment from the target's own value over a run, which its noise floor refers to. For a bucket of
 * several records it is the distance of their mean, with the least and the largest distance that any of them can have.
 */
export function distanceColumn({ mean, low, high }: SeriesColumn, truth: number): SeriesColumn {
  const off = (values: Float64Array) => values.map((value) => Math.abs(value - truth));
  const distances = off(mean);
  if (low === mean) return { mean: distances, low: distances, high: distances };
  const [one, other] = [off(low), off(high)];
  return {
    mean: distances,
    low: one.map((value, place) => (low[place] < truth && truth < high[place] ? 0 : Math.min(value, other[place]))),
    high: one.map((value, place) => Math.max(value, other[place])),
  };
}

/** The short label of such a distance, for small charts: `|mean − target’s|`, `|s.d. of x − target’s|`. */
export function distanceLabel(label: string): string {
  return `|${label.replace('standard deviation', 's.d.')} − target’s|`;
}
