import { empiricalMarginal } from './empirical.ts';
import type { Law2D, Marginal } from './law.ts';

/**
 * The law in which each of the points, `[n, 2]` row-major, is equally likely: draws are taken from the points with
 * replacement.
 */
export function empirical2D(points: Float32Array): Law2D {
  const rows = points.length / 2;
  const marginal = (which: 0 | 1): Marginal =>
    empiricalMarginal(Float32Array.from({ length: rows }, (_, row) => points[2 * row + which]).sort());
  const law: Law2D = {
    dimension: 2,
    density: undefined,
    marginals: [marginal(0), marginal(1)],
    modes: [],
    sample(out, count, source) {
      for (let row = 0; row < count; row++) {
        const chosen = source.integer(rows);
        out[2 * row] = points[2 * chosen];
        out[2 * row + 1] = points[2 * chosen + 1];
      }
    },
    get reference() {
      return law;
    },
  };
  return law;
}
