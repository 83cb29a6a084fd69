import type { Law1D, NoiseLaw } from '../../../shared/distributions/law.ts';
import type { Axes, Range } from '../../../shared/run.ts';

/** The points of the curve G(z) for a one-dimensional latent. */
export interface LatentPoints {
  /** Latent vectors `[n, 1]` in increasing order, for the engine. */
  readonly values: Float32Array;
  /** P(Z ≤ z) at each. */
  readonly levels: Float64Array;
}

/**
 * `count` evenly spaced latent values over the latent axis; undefined if the latent has more than one dimension. They
 * are even in z, not in probability, so that snapshots show the measured curve, and the tails of an unbounded latent
 * are drawn.
 */
export function latentPoints(noise: NoiseLaw, axes: Axes, count: number): LatentPoints | undefined {
  const { marginal } = noise;
  const range = axes.latent;
  if (!marginal || !range) return undefined;
  const values = Float32Array.from(
    { length: count },
    (_, index) => range.low + ((range.high - range.low) * index) / (count - 1),
  );
  return { values, levels: Float64Array.from(values, (value) => marginal.cdf(value)) };
}

/** The latent probability of each piece between neighbouring points; the end pieces include what lies beyond them. */
export function pieceProbabilities({ levels }: LatentPoints): Float64Array {
  const pieces = new Float64Array(levels.length - 1);
  for (let piece = 0; piece < pieces.length; piece++) pieces[piece] = levels[piece + 1] - levels[piece];
  pieces[0] += levels[0];
  pieces[pieces.length - 1] += 1 - levels[levels.length - 1];
  return pieces;
}

/**
 * The curve of a perfect generator, G(z) = Q(F(z)) with the target's quantile function Q and the latent's distribution
 * function F. If Q is infinite, at the end of a bounded latent, the end of the data axis is used.
 */
export function perfectCurve(law: Law1D, range: Range, points: LatentPoints): Float32Array {
  return Float32Array.from(points.levels, (level) => {
    const value = law.quantile(level);
    if (Number.isFinite(value)) return value;
    return level < 0.5 ? range.low : range.high;
  });
}

/**
 * The probability that a generator gives each cell on one axis, written into `probabilities` `[cells + 2]` (below, cells, above): each
 * piece of its curve spreads the latent probability of that piece evenly over its image.
 */
export function curveProbabilities(
  curve: Float32Array,
  pieces: Float64Array,
  range: Range,
  probabilities: Float64Array,
): void {
  const cells = probabilities.length - 2;
  const scale = cells / (range.high - range.low);
  probabilities.fill(0);
  for (let piece = 0; piece < pieces.length; piece++) {
    const from = (curve[piece] - range.low) * scale;
    const to = (curve[piece + 1] - range.low) * scale;
    spread(pieces[piece], Math.min(from, to), Math.max(from, to), cells, probabilities);
  }
}

/** Adds `probability`, spread evenly over [low, high] in units of cells, to these cells. */
function spread(probability: number, low: number, high: number, cells: number, probabilities: Float64Array): void {
  const first = low < 0 ? -1 : Math.min(cells, Math.floor(low));
  // An image that ends on a cell's edge does not enter that cell.
  const last = high <= 0 ? -1 : Math.min(cells, Math.ceil(high) - 1);
  if (first >= last) {
    // The image lies in one cell; it may be a single point.
    probabilities[first + 1] += probability;
    return;
  }
  const density = probability / (high - low);
  probabilities[first + 1] += density * (first + 1 - low);
  for (let cell = first + 1; cell < last; cell++) probabilities[cell + 1] += density;
  probabilities[last + 1] += density * (high - last);
}
