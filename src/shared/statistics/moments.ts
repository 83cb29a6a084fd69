/** Means, spreads and quantiles of a few numbers, such as one per run; NaN if there are none. */

function sumOf(values: ArrayLike<number>, termOf: (value: number) => number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += termOf(values[index]);
  return sum;
}

/** The arithmetic mean in two passes: the second adds the mean of the remaining deviations. */
export function mean(values: ArrayLike<number>): number {
  const first = sumOf(values, (value) => value) / values.length;
  if (!Number.isFinite(first)) return first;
  return first + sumOf(values, (value) => value - first) / values.length;
}

/**
 * The first mean minus that of the base. Both are computed relative to the base's mean, so that nearly equal means lose
 * no digits of their difference.
 */
export function meanDifference(values: ArrayLike<number>, base: ArrayLike<number>): number {
  const centre = mean(base);
  const around = (value: number) => value - centre;
  return mean(Array.from(values, around)) - mean(Array.from(base, around));
}

/**
 * The sample standard deviation, with divisor n − 1; NaN for fewer than two values. By the corrected two-pass algorithm
 * (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983),
 * 242-247), so that values that differ only in their last digits keep them.
 */
export function standardDeviation(values: ArrayLike<number>): number {
  const count = values.length;
  if (count < 2) return NaN;
  const centre = mean(values);
  const squares = sumOf(values, (value) => (value - centre) * (value - centre));
  const left = sumOf(values, (value) => value - centre);
  return Math.sqrt(Math.max(0, squares - (left * left) / count) / (count - 1));
}

/** The standard error of the mean; NaN for fewer than two values. */
export function standardError(values: ArrayLike<number>): number {
  return standardDeviation(values) / Math.sqrt(values.length);
}

/**
 * The quantile of a share from 0 to 1, linear between neighbours: definition 7 of Hyndman and Fan ("Sample quantiles in
 * statistical packages", The American Statistician 50 (1996), 361-365), which is the default of R and numpy. NaN if a
 * value is.
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  // A typed array sorts NaN last.
  const last = sorted.length - 1;
  if (last < 0 || Number.isNaN(sorted[last])) return NaN;
  const place = share * last;
  const below = Math.floor(place);
  const [low, high] = [sorted[below], sorted[Math.ceil(place)]];
  return low === high ? low : low + (high - low) * (place - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
