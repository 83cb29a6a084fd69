import type { Steps } from './steps.ts';

const STRIDE = 32;

/**
 * The two-sided Kolmogorov-Smirnov distance supₓ |Fₙ(x) − F(x)| between n sorted samples and a continuous law, exact.
 *
 * F rises, so between two samples where it is known the distance cannot exceed what their levels and ranks allow. Stretches that
 * cannot hold the largest distance are left out, which spares most calls of F and changes no result.
 */
export class KolmogorovSmirnov {
  readonly #cdf: (x: number) => number;
  readonly #knots: Float64Array;
  #sorted: Float32Array;
  #largest = 0;

  constructor(cdf: (x: number) => number, count: number) {
    this.#cdf = cdf;
    this.#knots = new Float64Array(Math.ceil(count / STRIDE) + 1);
    this.#sorted = new Float32Array(0);
  }

  distance(sorted: Float32Array): number {
    const knots = this.#knots;
    const last = sorted.length - 1;
    this.#sorted = sorted;
    this.#largest = 0;
    for (let knot = 0, index = 0; ; knot++, index = Math.min(index + STRIDE, last)) {
      knots[knot] = this.#levelAt(index);
      if (index === last) break;
    }
    for (let knot = 0, low = 0; low < last; knot++, low += STRIDE) {
      this.#refine(low, knots[knot], Math.min(low + STRIDE, last), knots[knot + 1]);
    }
    return this.#largest;
  }

  /** F at one sample; Fₙ jumps there from index / n to (index + 1) / n. */
  #levelAt(index: number): number {
    const level = this.#cdf(this.#sorted[index]);
    const count = this.#sorted.length;
    this.#largest = Math.max(this.#largest, level - index / count, (index + 1) / count - level);
    return level;
  }

  #refine(low: number, lowLevel: number, high: number, highLevel: number): void {
    if (high - low < 2) return;
    const count = this.#sorted.length;
    if (Math.max(highLevel - (low + 1) / count, high / count - lowLevel) <= this.#largest) return;
    const middle = (low + high) >> 1;
    const level = this.#levelAt(middle);
    this.#refine(low, lowLevel, middle, level);
    this.#refine(middle, level, high, highLevel);
  }
}

/** The same distance between sorted samples and a law that only jumps, exact. */
export function kolmogorovSmirnovToSteps(sorted: Float32Array, steps: Steps): number {
  const { values, levels } = steps;
  const count = sorted.length;
  let largest = 0;
  for (let sample = 0, step = 0; sample < count && step < values.length;) {
    const at = Math.min(sorted[sample], values[step]);
    while (sample < count && sorted[sample] <= at) sample++;
    while (step < values.length && values[step] <= at) step++;
    largest = Math.max(largest, Math.abs(sample / count - (step === 0 ? 0 : levels[step - 1])));
  }
  return largest;
}

/** The same distance between sorted uniforms (k + ½)/2³², given as k, and the uniform law: that of any continuous law whose quantiles they are. */
export function kolmogorovSmirnovOfUniforms(sorted: Uint32Array): number {
  const count = sorted.length;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const level = (sorted[i] + 0.5) / 4294967296;
    const above = level - i / count;
    const below = (i + 1) / count - level;
    if (above > largest) largest = above;
    if (below > largest) largest = below;
  }
  return largest;
}
