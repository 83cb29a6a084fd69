import { equalGaussians } from './equal-gaussians.ts';
import type { Law2D } from './law.ts';

/** A planar curve of one or more arms, each run through by a parameter t of [0, 1). */
export interface Curve {
  readonly arms: number;
  /** Writes the point of an arm at t into `out[at]` and `out[at + 1]`. */
  point(arm: number, t: number, out: Float64Array, at: number): void;
  /** The greatest length of the derivative by t. */
  readonly maximumSpeed: number;
}

/** Beyond so many nodes the noise is too thin to integrate along the curve, and the density is left undefined. */
const MAXIMUM_NODES = 262_144;

/**
 * A point of a curve, its arm and its t uniform, plus isotropic Gaussian noise. The density is the integral of the
 * noise along the curve by the midpoint rule, with nodes at most half a standard deviation apart: for a Gaussian
 * of that width the rule's error is far below a double's rounding.
 */
export function noisyCurve(curve: Curve, standardDeviation: number): Law2D {
  const wanted = Math.ceil((2 * curve.maximumSpeed) / standardDeviation);
  const nodes = Math.min(wanted, Math.floor(MAXIMUM_NODES / curve.arms));
  const centres = new Float64Array(2 * curve.arms * nodes);
  for (let arm = 0; arm < curve.arms; arm++) {
    for (let node = 0; node < nodes; node++) curve.point(arm, (node + 0.5) / nodes, centres, 2 * (arm * nodes + node));
  }
  const { density, marginals } = equalGaussians(centres, standardDeviation);
  const point = new Float64Array(2);
  const law: Law2D = {
    dimension: 2,
    density: nodes === wanted ? density : undefined,
    marginals,
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
