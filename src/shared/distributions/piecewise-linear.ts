import { firstWhere } from './density-law-1d.ts';
import type { Marginal } from './law.ts';

/**
 * A density of straight pieces between points. The x of the points are in increasing order; the heights need not be
 * normalised.
 */
export interface PiecewiseLinear extends Marginal {
  readonly density: (x: number) => number;
  /** The integral of the heights, by which they are divided. */
  readonly mass: number;
}

export function piecewiseLinear(x: ArrayLike<number>, heights: ArrayLike<number>): PiecewiseLinear {
  const last = x.length - 1;
  const before = new Float64Array(x.length);
  for (let index = 0; index < last; index++)
    before[index + 1] = before[index] + ((x[index + 1] - x[index]) * (heights[index] + heights[index + 1])) / 2;
  const mass = before[last];
  const pieceOf = (place: number) => firstWhere(last, (index) => x[index + 1] >= place);
  return {
    mass,
    density: (place) => {
      if (!(place >= x[0] && place <= x[last])) return 0;
      const piece = pieceOf(place);
      const share = (place - x[piece]) / (x[piece + 1] - x[piece]);
      return (heights[piece] + share * (heights[piece + 1] - heights[piece])) / mass;
    },
    cdf: (place) => {
      if (!(place > x[0])) return 0;
      if (place >= x[last]) return 1;
      const piece = pieceOf(place);
      const width = x[piece + 1] - x[piece];
      const share = (place - x[piece]) / width;
      const rise = heights[piece + 1] - heights[piece];
      return Math.min(1, (before[piece] + width * share * (heights[piece] + (share * rise) / 2)) / mass);
    },
    quantile: (p) => {
      const target = Math.min(1, Math.max(0, p)) * mass;
      const piece = firstWhere(last - 1, (index) => before[index + 1] >= target);
      const width = x[piece + 1] - x[piece];
      return x[piece] + width * shareUpTo((target - before[piece]) / width, heights[piece], heights[piece + 1]);
    },
  };
}

/** The position in a piece of width 1 below which `mass` lies, if the density goes from `low` to `high`. */
export function shareUpTo(mass: number, low: number, high: number): number {
  if (mass <= 0) return 0;
  // The root of low · s + (high − low) · s² / 2 = mass, in the form that loses no digits if the two are nearly equal.
  const root = Math.sqrt(Math.max(0, low * low + 2 * (high - low) * mass));
  return Math.min(1, (2 * mass) / (low + root));
}
