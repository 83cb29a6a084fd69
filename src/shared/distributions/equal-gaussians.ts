import exp from '@stdlib/math-base-special-exp';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { bisect } from './bisection.ts';
import type { Law2D, Marginal } from './law.ts';

/** Standard deviations beyond which a Gaussian is left out: less than 1e-31 of its peak is there. */
const REACH = 12;

/** Density and marginals of n equally likely Gaussians of one standard deviation around `centres`, `[n, 2]`. */
export function equalGaussians(
  centres: Float64Array,
  standardDeviation: number,
): { density: NonNullable<Law2D['density']>; marginals: Law2D['marginals'] } {
  return {
    density: density(centres, standardDeviation),
    marginals: [
      marginal(coordinate(centres, 0), standardDeviation),
      marginal(coordinate(centres, 1), standardDeviation),
    ],
  };
}

function coordinate(centres: Float64Array, which: 0 | 1): Float64Array {
  return Float64Array.from({ length: centres.length / 2 }, (_, index) => centres[2 * index + which]);
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

function density(centres: Float64Array, standardDeviation: number): NonNullable<Law2D['density']> {
  const count = centres.length / 2;
  const order = Array.from({ length: count }, (_, index) => index).sort((a, b) => centres[2 * a] - centres[2 * b]);
  const xs = Float64Array.from(order, (index) => centres[2 * index]);
  const ys = Float64Array.from(order, (index) => centres[2 * index + 1]);
  const reach = REACH * standardDeviation;
  const exponent = -1 / (2 * standardDeviation * standardDeviation);
  const scale = 1 / (2 * Math.PI * standardDeviation * standardDeviation * count);
  return (x, y) => {
    let sum = 0;
    for (let index = countBelow(xs, x - reach); index < count && xs[index] <= x + reach; index++) {
      const dx = x - xs[index];
      const dy = y - ys[index];
      const square = dx * dx + dy * dy;
      if (square <= reach * reach) sum += exp(square * exponent);
    }
    return sum * scale;
  };
}

function marginal(unsorted: Float64Array, standardDeviation: number): Marginal {
  const means = unsorted.sort();
  const reach = REACH * standardDeviation;
  const standardCdf = normalCdf.factory(0, standardDeviation);
  const standardQuantile = normalQuantile.factory(0, standardDeviation);
  const cdf = (x: number) => {
    let sum = 0;
    let index = countBelow(means, x - reach);
    const before = index;
    for (; index < means.length && means[index] <= x + reach; index++) sum += standardCdf(x - means[index]);
    return Math.min(1, (before + sum) / means.length);
  };
  return {
    cdf,
    // The quantile of a mixture lies between the smallest and the largest quantile of its components.
    quantile: (p) => {
      const around = standardQuantile(p);
      return Number.isFinite(around) ? bisect(cdf, p, means[0] + around, means[means.length - 1] + around) : around;
    },
  };
}
