import cos from '@stdlib/math-base-special-cos';
import expm1 from '@stdlib/math-base-special-expm1';
import log1p from '@stdlib/math-base-special-log1p';
import sin from '@stdlib/math-base-special-sin';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Mode } from '../../../shared/distributions/law.ts';

/** Standard deviations within which a sample is near a mode. */
export const NEAR = 3;

const POINTS_1D = 256;
const RADII = 32;
const ANGLES = 32;

/** Points of a standard Gaussian within radius 3, each for the same probability, and the probability of all of them. */
interface NearPoints {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly probability: number;
}

function nearPoints(dimension: 1 | 2): NearPoints {
  const middles = (count: number) => Array.from({ length: count }, (_, index) => (index + 0.5) / count);
  if (dimension === 1) {
    const below = normalCdf(-NEAR, 0, 1);
    const probability = 1 - 2 * below;
    const at = (share: number) => normalQuantile(below + share * probability, 0, 1);
    return { points: middles(POINTS_1D).map((share) => [at(share), 0]), probability };
  }
  // The radius of a standard Gaussian in the plane exceeds r with probability exp(−r²/2).
  const probability = -expm1((-NEAR * NEAR) / 2);
  const points = middles(RADII).flatMap((share) => {
    const radius = Math.sqrt(-2 * log1p(-share * probability));
    return middles(ANGLES).map((turn): [number, number] => {
      const angle = 2 * Math.PI * turn;
      return [radius * cos(angle), radius * sin(angle)];
    });
  });
  return { points, probability };
}

/**
 * The share of all samples that a perfect generator draws from each mode, and that are near it and nearer to it than to
 * any other:
 * 0.997 of the mode's weight in 1-D and 0.989 in 2-D, less if modes overlap. Samples of other modes that fall into an
 * overlapping mode are not counted, so a perfect generator gives each mode at least this share.
 */
export function ownShares(modes: readonly Mode[], dimension: 1 | 2): Float64Array {
  const { points, probability } = nearPoints(dimension);
  return Float64Array.from(modes, (mode, index) => {
    const { standardDeviation: scale, weight } = mode;
    /** The centres of other modes as seen from this one, in its standard deviations. */
    const others = modes.map(({ centre }) => centre.map((value, axis) => (value - mode.centre[axis]) / scale));
    const rivals = others.flatMap(([x, y = 0], other) => {
      const squared = x * x + y * y;
      return other !== index && squared < 4 * NEAR * NEAR ? [{ x, y, squared, isEarlier: other < index }] : [];
    });
    // If two are equally near, the sample belongs to the earlier one.
    const own = points.filter(([x, y]) =>
      rivals.every((rival) => {
        const nearer = 2 * (x * rival.x + y * rival.y) - rival.squared;
        return nearer < 0 || (nearer === 0 && !rival.isEarlier);
      }),
    );
    return (weight * probability * own.length) / points.length;
  });
}
