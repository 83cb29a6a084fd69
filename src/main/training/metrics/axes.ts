import type { Law, Marginal, NoiseLaw } from '../../../shared/distributions/law.ts';
import type { Axes, Range } from '../../../shared/run.ts';

const LOWEST = 0.001;
const HIGHEST = 0.999;
const WIDENING = 1.25;

/**
 * The axes of a run: for each coordinate the range from the target's 0.001 to its 0.999 quantile, extended by a quarter
 * around its middle. The latent range is found in the same way, but equals the support if that is bounded.
 */
export function axesOf(law: Law, noise: NoiseLaw): Axes {
  const marginals = law.dimension === 1 ? [law] : law.marginals;
  return { data: marginals.map(widened), latent: noise.marginal && latentRange(noise.marginal) };
}

function latentRange(marginal: Marginal): Range {
  const low = marginal.quantile(0);
  const high = marginal.quantile(1);
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : widened(marginal);
}

function widened(marginal: Marginal): Range {
  const low = marginal.quantile(LOWEST);
  const high = marginal.quantile(HIGHEST);
  const middle = (low + high) / 2;
  // Constant data still needs an axis with a width.
  const half = high > low ? ((high - low) / 2) * WIDENING : Math.max(Math.abs(middle), 1) / 2;
  return { low: middle - half, high: middle + half };
}

/** As `countOutside`, of values in rising order, without a NaN. */
export function countOutsideSorted(sorted: Float32Array, { low, high }: Range): number {
  let below = 0;
  while (below < sorted.length && sorted[below] < low) below++;
  let end = sorted.length;
  while (end > below && sorted[end - 1] > high) end--;
  return below + sorted.length - end;
}

/** The number of points `[n, dimension]` outside the ranges; points that are not finite count as outside. */
export function countOutside(points: Float32Array, ranges: readonly Range[]): number {
  const [first] = ranges;
  let outside = 0;
  if (ranges.length === 1) {
    for (let i = 0; i < points.length; i++) {
      if (!(points[i] >= first.low && points[i] <= first.high)) outside++;
    }
    return outside;
  }
  const second = ranges[1];
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    if (!(x >= first.low && x <= first.high && y >= second.low && y <= second.high)) outside++;
  }
  return outside;
}
