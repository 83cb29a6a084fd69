import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import type { Law2D } from './law.ts';
import { noisyCurve } from './noisy-curve.ts';

/** Two interleaved half circles of radius 1, as `make_moons` of scikit-learn draws them. */
export function twoMoons({ standard_deviation: standardDeviation }: { readonly standard_deviation: number }): Law2D {
  return noisyCurve(
    {
      arms: 2,
      maximumSpeed: Math.PI,
      point(arm, t, out, at) {
        const x = cos(Math.PI * t);
        const y = sin(Math.PI * t);
        out[at] = arm === 0 ? x : 1 - x;
        out[at + 1] = arm === 0 ? y : 0.5 - y;
      },
    },
    standardDeviation,
  );
}
