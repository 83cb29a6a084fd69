import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Law2D } from './law.ts';
import { separateGaussians } from './separate-gaussians.ts';

export interface RingParameters {
  readonly modes: number;
  readonly radius: number;
  readonly standard_deviation: number;
}

/** Equally likely Gaussians, evenly spaced on a circle around the origin; the first lies on the positive x axis. */
export function ring({ modes, radius, standard_deviation: standardDeviation }: RingParameters): Law2D {
  const centres = new Float64Array(2 * modes);
  for (let mode = 0; mode < modes; mode++) {
    const angle = (2 * Math.PI * mode) / modes;
    centres[2 * mode] = radius * cos(angle);
    centres[2 * mode + 1] = radius * sin(angle);
  }
  return separateGaussians(centres, standardDeviation);
}
