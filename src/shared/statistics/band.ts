import { mean, median, quantile, standardDeviation, standardError } from './moments.ts';
import { interval95 } from './student-t.ts';

/** How the spread of a group is shown. */
export const BANDS = ['quartiles', 'standard_deviation', 'standard_error', 'interval_95', 'range'] as const;
export type Band = (typeof BANDS)[number];

export const BAND_LABELS: Readonly<Record<Band, string>> = {
  quartiles: 'median and quartiles',
  standard_deviation: 'mean ± s.d. (n − 1)',
  standard_error: 'mean ± s.e.',
  interval_95: 'mean with 95 % interval (Student’s t)',
  range: 'mean with range',
};

export interface Spread {
  readonly n: number;
  /** The median for quartiles, else the mean; NaN without values. */
  readonly centre: number;
  /** NaN if the band does not exist: a single value has no standard deviation, standard error or interval. */
  readonly low: number;
  readonly high: number;
}

/** The centre and band of values. If one value is not finite, all are NaN; `n` still counts it. */
export function spreadOf(values: ArrayLike<number>, band: Band): Spread {
  const n = values.length;
  if (n === 0 || !Array.prototype.every.call(values, Number.isFinite)) return { n, centre: NaN, low: NaN, high: NaN };
  // A single run, the most common case, has nothing to combine.
  if (n === 1) {
    const edge = band === 'quartiles' || band === 'range' ? values[0] : NaN;
    return { n, centre: values[0], low: edge, high: edge };
  }
  const around = (centre: number, reach: number) => ({ n, centre, low: centre - reach, high: centre + reach });
  switch (band) {
    case 'quartiles':
      return { n, centre: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
    case 'standard_deviation':
      return around(mean(values), standardDeviation(values));
    case 'standard_error':
      return around(mean(values), standardError(values));
    case 'interval_95':
      return around(mean(values), interval95(n - 1) * standardError(values));
    case 'range':
      return { n, centre: mean(values), low: quantile(values, 0), high: quantile(values, 1) };
  }
}
