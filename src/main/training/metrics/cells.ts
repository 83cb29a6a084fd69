import type { Marginal } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';

/*
 * Probabilities of cells. In 1-D: everything below the axis, equal cells along it, everything above it. In 2-D: the
 * cells of a square grid row by row, and one more for everything outside.
 */

/** The probability of each cell on one axis, from the distribution function: `[cells + 2]`. */
export function cellProbabilities(law: Marginal, range: Range, cells: number): Float64Array {
  const probabilities = new Float64Array(cells + 2);
  const width = (range.high - range.low) / cells;
  let below = 0;
  for (let cell = 0; cell <= cells; cell++) {
    const level = law.cdf(cell === cells ? range.high : range.low + cell * width);
    probabilities[cell] = Math.max(0, level - below);
    below = level;
  }
  probabilities[cells + 1] = Math.max(0, 1 - below);
  return probabilities;
}

/** The share of finite samples in each cell on one axis, written into `shares`, `[cells + 2]`. */
export function countOnAxis(samples: Float32Array, range: Range, shares: Float64Array): void {
  const cells = shares.length - 2;
  const scale = cells / (range.high - range.low);
  shares.fill(0);
  for (let i = 0; i < samples.length; i++) shares[cellOf(samples[i], range, scale, cells) + 1]++;
  for (let cell = 0; cell < shares.length; cell++) shares[cell] /= samples.length;
}

/** The share of points `[n, 2]` in each cell of a square grid, written into `shares`, `[side · side + 1]`. */
export function countOnGrid(
  points: Float32Array,
  ranges: readonly [Range, Range],
  side: number,
  shares: Float64Array,
): void {
  const [first, second] = ranges;
  const scaleX = side / (first.high - first.low);
  const scaleY = side / (second.high - second.low);
  const outside = side * side;
  shares.fill(0);
  for (let i = 0; i < points.length; i += 2) {
    const column = cellOf(points[i], first, scaleX, side);
    const row = cellOf(points[i + 1], second, scaleY, side);
    const inside = column >= 0 && column < side && row >= 0 && row < side;
    shares[inside ? row * side + column : outside]++;
  }
  const count = points.length / 2;
  for (let cell = 0; cell <= outside; cell++) shares[cell] /= count;
}

/** 0 … cells − 1 on the axis, −1 below it, `cells` above it. */
function cellOf(value: number, range: Range, scale: number, cells: number): number {
  if (value < range.low) return -1;
  if (value > range.high) return cells;
  return Math.min(cells - 1, Math.floor((value - range.low) * scale));
}
