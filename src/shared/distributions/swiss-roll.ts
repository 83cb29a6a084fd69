import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Law2D } from './law.ts';
import { noisyCurve } from './noisy-curve.ts';

export interface SwissRollParameters {
  readonly turns: number;
  /** Radius at the outer end; the inner end has a third of it. */
  readonly radius: number;
  readonly standard_deviation: number;
}

/**
 * An Archimedean spiral with one arm that begins at a third of its outer radius. With 1.5 turns it is the cross-section
 * of scikit-learn's `make_swiss_roll`: x = s cos s, y = s sin s for s of [1.5π, 4.5π), scaled to `radius`.
 */
export function swissRoll({ turns, radius, standard_deviation: standardDeviation }: SwissRollParameters): Law2D {
  const sweep = 2 * Math.PI * turns;
  return noisyCurve(
    {
      arms: 1,
      maximumSpeed: radius * Math.sqrt(4 / 9 + sweep * sweep),
      point(_arm, t, out, at) {
        const angle = sweep * (t + 0.5);
        const distance = (radius * (1 + 2 * t)) / 3;
        out[at] = distance * cos(angle);
        out[at + 1] = distance * sin(angle);
      },
    },
    standardDeviation,
  );
}
