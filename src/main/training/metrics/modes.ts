import ln from '@stdlib/math-base-special-ln';
import type { Mode } from '../../../shared/distributions/law.ts';
import type { MeasuredMetrics } from './evaluator.ts';
import { NEAR, ownShares } from './own-shares.ts';

/**
 * The number of samples from which a mode counts as covered, by a rule of `modes_covered`. `expected` is the share of
 * all samples that a perfect generator gives the mode.
 *
 * Rule 1: 1 % of all samples. No generator can give that to each of more than 100 modes.
 *
 * Rule 2: half of e = expected · samples. With so few samples that a mode can get less by chance (e < 36), it is e −
 * 3√e, three standard errors below the expected number; at least one sample.
 */
function samplesThatCover(rule: number, samples: number, expected: number): number {
  switch (rule) {
    case 1:
      return 0.01 * samples;
    case 2: {
      const e = expected * samples;
      return Math.max(1, Math.min(e / 2, e - 3 * Math.sqrt(e)));
    }
    default:
      throw new Error(`modes_covered has no rule ${rule}`);
  }
}

/** Counts samples around the modes of one law; distances are Euclidean. */
export class ModeCounter {
  readonly #rule: number;
  readonly #expected: Float64Array;
  readonly #weights: Float64Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #radiusSquared: Float64Array;
  readonly #nearest: Uint32Array;
  readonly #nearestWithin: Uint32Array;
  readonly #reached: Uint8Array;
  readonly #dimension: number;

  /** `rule` is that of `modes_covered`. */
  constructor(modes: readonly Mode[], dimension: 1 | 2, rule: number) {
    this.#rule = rule;
    this.#expected = ownShares(modes, dimension);
    this.#dimension = dimension;
    this.#weights = Float64Array.from(modes, (mode) => mode.weight);
    this.#x = Float64Array.from(modes, (mode) => mode.centre[0]);
    this.#y = Float64Array.from(modes, (mode) => (dimension === 2 ? mode.centre[1] : 0));
    this.#radiusSquared = Float64Array.from(
      modes,
      (mode) => NEAR * NEAR * mode.standardDeviation * mode.standardDeviation,
    );
    this.#nearest = new Uint32Array(modes.length);
    this.#nearestWithin = new Uint32Array(modes.length);
    this.#reached = new Uint8Array(modes.length);
  }

  /**
   * Points `[n, dimension]`, all finite. A mode is reached when at least one sample lies within 3 of its standard deviations, and covered
   * when enough of them (`samplesThatCover`) are nearest to it and do. The reverse KL is Σ share ln(share / weight) in nats over the shares of
   * samples nearest to each mode.
   */
  measure(points: Float32Array, into: MeasuredMetrics): void {
    const samples = points.length / this.#dimension;
    const near = this.#assign(points);
    let reached = 0;
    let covered = 0;
    let divergence = 0;
    for (let mode = 0; mode < this.#weights.length; mode++) {
      reached += this.#reached[mode];
      if (this.#nearestWithin[mode] >= samplesThatCover(this.#rule, samples, this.#expected[mode])) covered++;
      const share = this.#nearest[mode] / samples;
      if (share > 0) divergence += share * ln(share / this.#weights[mode]);
    }
    into.modes_reached = reached;
    into.modes_covered = covered;
    into.share_near_modes = near / samples;
    into.reverse_kl = Math.max(0, divergence);
  }

  /** Gives each point to its nearest mode; returns how many points are near any mode. */
  #assign(points: Float32Array): number {
    const centreX = this.#x;
    const centreY = this.#y;
    const radiusSquared = this.#radiusSquared;
    const dimension = this.#dimension;
    this.#nearest.fill(0);
    this.#nearestWithin.fill(0);
    this.#reached.fill(0);
    let near = 0;
    for (let i = 0; i < points.length; i += dimension) {
      const x = points[i];
      const y = dimension === 2 ? points[i + 1] : 0;
      let nearest = 0;
      let least = Infinity;
      let within = 0;
      for (let mode = 0; mode < centreX.length; mode++) {
        const across = x - centreX[mode];
        const along = y - centreY[mode];
        const squared = across * across + along * along;
        if (squared < least) {
          least = squared;
          nearest = mode;
        }
        if (squared <= radiusSquared[mode]) {
          within = 1;
          this.#reached[mode] = 1;
        }
      }
      near += within;
      this.#nearest[nearest]++;
      if (least <= radiusSquared[nearest]) this.#nearestWithin[nearest]++;
    }
    return near;
  }
}
