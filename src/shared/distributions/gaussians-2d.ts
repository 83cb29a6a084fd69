import exp from '@stdlib/math-base-special-exp';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { bisect } from './bisection.ts';
import type { Law2D, Marginal } from './law.ts';

/** Isotropic Gaussians of one standard deviation: `centres` is `[n, 2]`, `weights` is `[n]` and sums to 1. */
export interface Gaussians2D {
  readonly centres: Float64Array;
  readonly weights: Float64Array;
  readonly standardDeviation: number;
}

/** Standard deviations beyond which a Gaussian is ignored, because it is below 1e-31 of its peak there. */
const REACH = 12;

/** The density of the mixture. Only Gaussians within reach are summed, found by their sorted x. */
export function densityOf({ centres, weights, standardDeviation }: Gaussians2D): NonNullable<Law2D['density']> {
  const order = Array.from(weights, (_, index) => index).sort((a, b) => centres[2 * a] - centres[2 * b]);
  const xs = Float64Array.from(order, (index) => centres[2 * index]);
  const ys = Float64Array.from(order, (index) => centres[2 * index + 1]);
  const variance = standardDeviation * standardDeviation;
  const peaks = Float64Array.from(order, (index) => weights[index] / (2 * Math.PI * variance));
  const reach = REACH * standardDeviation;
  return (x, y) => {
    let sum = 0;
    for (let index = countBelow(xs, x - reach); index < xs.length && xs[index] <= x + reach; index++) {
      const dx = x - xs[index];
      const dy = y - ys[index];
      const square = dx * dx + dy * dy;
      if (square <= reach * reach) sum += peaks[index] * exp(square / (-2 * variance));
    }
    return sum;
  };
}

/** The law of one coordinate of the mixture. */
export function marginalOf({ centres, weights, standardDeviation }: Gaussians2D, coordinate: 0 | 1): Marginal {
  const at = (index: number) => centres[2 * index + coordinate];
  const order = Array.from(weights, (_, index) => index).sort((a, b) => at(a) - at(b));
  const means = Float64Array.from(order, at);
  const shares = Float64Array.from(order, (index) => weights[index]);
  const before = new Float64Array(shares.length + 1);
  for (let index = 0; index < shares.length; index++) before[index + 1] = before[index] + shares[index];

  const reach = REACH * standardDeviation;
  const centredCdf = normalCdf.factory(0, standardDeviation);
  const centredQuantile = normalQuantile.factory(0, standardDeviation);
  const cdf = (x: number) => {
    let index = countBelow(means, x - reach);
    if (index === means.length) return 1;
    let sum = before[index];
    for (; index < means.length && means[index] <= x + reach; index++)
      sum += shares[index] * centredCdf(x - means[index]);
    return Math.min(1, sum);
  };
  return {
    cdf,
    // The quantile of a mixture lies between the smallest and the largest quantile of its components.
    quantile: (p) => {
      const around = centredQuantile(p);
      return Number.isFinite(around) ? bisect(cdf, p, means[0] + around, means[means.length - 1] + around) : around;
    },
  };
}

/** The number of sorted values below `limit`. */
function countBelow(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
