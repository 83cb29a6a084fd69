import type { Law2D } from './law.ts';
import { separateGaussians } from './separate-gaussians.ts';

export interface GridParameters {
  /** Gaussians per side. */
  readonly side: number;
  /** Distance between neighbours. */
  readonly spacing: number;
  readonly standard_deviation: number;
}

/** side × side equally likely Gaussians on a square grid around the origin, row by row. */
export function grid({ side, spacing, standard_deviation: standardDeviation }: GridParameters): Law2D {
  const centres = new Float64Array(2 * side * side);
  for (let mode = 0; mode < side * side; mode++) {
    centres[2 * mode] = spacing * ((mode % side) - (side - 1) / 2);
    centres[2 * mode + 1] = spacing * (Math.floor(mode / side) - (side - 1) / 2);
  }
  return separateGaussians(centres, standardDeviation);
}
