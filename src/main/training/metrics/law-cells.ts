import type { Law1D } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';

/** Cells that divide the whole line: below the first edge, between neighbours, above the last. */
export interface LawCells {
  /** In increasing order. */
  readonly edges: Float64Array;
  /** The target's probability of each cell: one more than edges. */
  readonly target: Float64Array;
}

/**
 * Cells for a law. Their edges divide the axis into `count` equal cells, and the law into `count` equal shares of
 * probability, and lie at the ends of its support. The shares are fine where the law is dense and reach into its tails;
 * the equal cells cover places where a generator may be but the law is not. At an end of the support the density jumps,
 * so an edge must lie there.
 */
export function cellsFor(law: Law1D, { low, high }: Range, count: number): LawCells {
  const places = [law.quantile(0), law.quantile(1)];
  for (let cell = 0; cell <= count; cell++) places.push(low + ((high - low) * cell) / count);
  for (let share = 1; share < count; share++) places.push(law.quantile(share / count));
  const sorted = Float64Array.from(places.filter((place) => Number.isFinite(place))).sort();
  const edges = sorted.filter((place, index) => index === 0 || place > sorted[index - 1]);
  const target = new Float64Array(edges.length + 1);
  let below = 0;
  edges.forEach((edge, index) => {
    const level = law.cdf(edge);
    target[index] = Math.max(0, level - below);
    below = level;
  });
  target[edges.length] = Math.max(0, 1 - below);
  return { edges, target };
}

/**
 * The share of sorted, finite samples in each cell, written into `shares`; a sample on an edge belongs to the cell
 * below it.
 */
export function countInCells(sorted: Float32Array, edges: Float64Array, shares: Float64Array): void {
  shares.fill(0);
  let cell = 0;
  for (let i = 0; i < sorted.length; i++) {
    while (cell < edges.length && sorted[i] > edges[cell]) cell++;
    shares[cell]++;
  }
  for (let index = 0; index < shares.length; index++) shares[index] /= sorted.length;
}

/**
 * The probability that a generator gives each cell, written into `shares`: each piece of its curve spreads the latent probability of that
 * piece evenly over its image.
 */
export function spreadOverCells(
  curve: Float32Array,
  pieces: Float64Array,
  edges: Float64Array,
  shares: Float64Array,
): void {
  shares.fill(0);
  let cell = 0;
  for (let piece = 0; piece < pieces.length; piece++) {
    const low = Math.min(curve[piece], curve[piece + 1]);
    const high = Math.max(curve[piece], curve[piece + 1]);
    // Follows the curve from piece to piece, because its next cell is near.
    while (cell > 0 && edges[cell - 1] >= low) cell--;
    while (cell < edges.length && edges[cell] < low) cell++;
    const density = pieces[piece] / (high - low);
    let from = low;
    while (cell < edges.length && edges[cell] < high) {
      shares[cell] += density * (edges[cell] - from);
      from = edges[cell];
      cell++;
    }
    shares[cell] += high > low ? density * (high - from) : pieces[piece];
  }
}
