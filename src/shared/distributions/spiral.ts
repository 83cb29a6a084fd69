import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Law2D } from './law.ts';
import { noisyCurve } from './noisy-curve.ts';

export interface SpiralParameters {
  /** Turns of each arm. */
  readonly turns: number;
  /** Radius at the outer end. */
  readonly radius: number;
  readonly standard_deviation: number;
}

/** Two arms from the origin, half a turn apart: Archimedean spirals, radius and angle both proportional to t. */
export function spiral({ turns, radius, standard_deviation: standardDeviation }: SpiralParameters): Law2D {
  const sweep = 2 * Math.PI * turns;
  return noisyCurve(
    {
      arms: 2,
      maximumSpeed: radius * Math.sqrt(1 + sweep * sweep),
      point(arm, t, out, at) {
        const reach = arm === 0 ? radius * t : -radius * t;
        out[at] = reach * cos(sweep * t);
        out[at + 1] = reach * sin(sweep * t);
      },
    },
    standardDeviation,
  );
}
