import { densityOf, marginalOf, type Gaussians2D } from './gaussians-2d.ts';
import type { Law2D } from './law.ts';

/** A planar curve of one or more arms, each parametrised by t in [0, 1). */
export interface Curve {
  readonly arms: number;
  /** Writes the point of an arm at t into `out[at]` and `out[at + 1]`. */
  point(arm: number, t: number, out: Float64Array, at: number): void;
  /** The greatest length of the derivative by t. */
  readonly maximumSpeed: number;
}

/** A point of a curve with uniform arm and t, plus isotropic Gaussian noise. */
export function noisyCurve(curve: Curve, standardDeviation: number): Law2D {
  const { gaussians, isFine } = alongCurve(curve, standardDeviation);
  const point = new Float64Array(2);
  const law: Law2D = {
    dimension: 2,
    density: isFine ? densityOf(gaussians) : undefined,
    marginals: [marginalOf(gaussians, 0), marginalOf(gaussians, 1)],
    modes: [],
    sample(out, count, source) {
      for (let row = 0; row < count; row++) {
        curve.point(source.integer(curve.arms), source.uniform(), point, 0);
        out[2 * row] = point[0] + standardDeviation * source.normal();
        out[2 * row + 1] = point[1] + standardDeviation * source.normal();
      }
    },
    get reference() {
      return law;
    },
  };
  return law;
}

/** Nodes and weights of the Gauss-Legendre rule of order 8 on [0, 1] (Abramowitz and Stegun, table 25.4). */
const HALF_RULE = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;
const RULE = HALF_RULE.flatMap(([node, weight]) => [
  { node: (1 - node) / 2, weight: weight / 2 },
  { node: (1 + node) / 2, weight: weight / 2 },
]);

/** The longest panel, in standard deviations. Neighbouring nodes are then less than half a standard deviation apart. */
const PANEL = 2.5;

/** With more panels than this the noise is too narrow to integrate, and the density is undefined. */
const MAXIMUM_PANELS = 32_768;

/**
 * The integral of the noise along the curve as a sum of Gaussians: Gauss-Legendre panels, which are accurate to nine
 * digits even at the ends of the curve (equally spaced nodes have an error of half a percent there).
 */
function alongCurve(curve: Curve, standardDeviation: number): { gaussians: Gaussians2D; isFine: boolean } {
  const wanted = Math.ceil(curve.maximumSpeed / (PANEL * standardDeviation));
  const panels = Math.min(wanted, Math.floor(MAXIMUM_PANELS / curve.arms));
  const count = curve.arms * panels * RULE.length;
  const centres = new Float64Array(2 * count);
  const weights = new Float64Array(count);
  let index = 0;
  for (let arm = 0; arm < curve.arms; arm++) {
    for (let panel = 0; panel < panels; panel++) {
      for (const { node, weight } of RULE) {
        curve.point(arm, (panel + node) / panels, centres, 2 * index);
        weights[index++] = weight / (panels * curve.arms);
      }
    }
  }
  return { gaussians: { centres, weights, standardDeviation }, isFine: panels === wanted };
}
