import { densityOf, marginalOf } from './gaussians-2d.ts';
import type { Law2D } from './law.ts';

/** Equally likely Gaussians of one standard deviation around `centres`, `[n, 2]`: each is a mode. */
export function separateGaussians(centres: Float64Array, standardDeviation: number): Law2D {
  const count = centres.length / 2;
  const gaussians = { centres, weights: new Float64Array(count).fill(1 / count), standardDeviation };
  const law: Law2D = {
    dimension: 2,
    density: densityOf(gaussians),
    marginals: [marginalOf(gaussians, 0), marginalOf(gaussians, 1)],
    modes: Array.from({ length: count }, (_, index) => ({
      centre: [centres[2 * index], centres[2 * index + 1]],
      standardDeviation,
      weight: 1 / count,
    })),
    sample(out, rows, source) {
      for (let row = 0; row < rows; row++) {
        const chosen = source.integer(count);
        out[2 * row] = centres[2 * chosen] + standardDeviation * source.normal();
        out[2 * row + 1] = centres[2 * chosen + 1] + standardDeviation * source.normal();
      }
    },
    get reference() {
      return law;
    },
  };
  return law;
}
