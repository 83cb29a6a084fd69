/** A distribution function: P(X ≤ x), and P(X < x) if it has jumps, where the two differ. */
export interface DistributionFunction {
  readonly cdf: (x: number) => number;
  readonly cdfBelow: ((x: number) => number) | undefined;
}

const STRIDE = 32;

/**
 * The two-sided Kolmogorov-Smirnov distance supₓ |Fₙ(x) − F(x)| between n sorted samples and a law, exact.
 *
 * F increases, so between two samples with known F the distance has a bound. Intervals that cannot contain the largest
 * distance are skipped, which saves most calls of F and does not change the result.
 */
export class KolmogorovSmirnov {
  readonly #law: DistributionFunction;
  /** P(X ≤ x) and P(X < x) at every 32nd sample and the last. */
  readonly #levels: Float64Array;
  readonly #levelsBelow: Float64Array;
  #sorted: Float32Array;
  #largest = 0;

  /** `count`: samples in one evaluation. */
  constructor(law: DistributionFunction, count: number) {
    this.#law = law;
    this.#levels = new Float64Array(Math.ceil((count - 1) / STRIDE) + 1);
    this.#levelsBelow = new Float64Array(this.#levels.length);
    this.#sorted = new Float32Array(0);
  }

  distance(sorted: Float32Array): number {
    const last = sorted.length - 1;
    this.#sorted = sorted;
    this.#largest = 0;
    for (let knot = 0; knot < this.#levels.length; knot++) {
      const index = Math.min(knot * STRIDE, last);
      this.#levels[knot] = this.#levelAt(index);
      this.#levelsBelow[knot] = this.#levelBelow(index, this.#levels[knot]);
    }
    for (let knot = 1; knot < this.#levels.length; knot++) {
      const low = (knot - 1) * STRIDE;
      this.#refine(low, this.#levels[knot - 1], Math.min(low + STRIDE, last), this.#levelsBelow[knot]);
    }
    return this.#largest;
  }

  /** P(X ≤ x) at a sample, where Fₙ has risen to (index + 1) / n. */
  #levelAt(index: number): number {
    const level = this.#law.cdf(this.#sorted[index]);
    this.#largest = Math.max(this.#largest, (index + 1) / this.#sorted.length - level);
    return level;
  }

  /** P(X < x) at a sample, where Fₙ is still index / n. */
  #levelBelow(index: number, level: number): number {
    const below = this.#law.cdfBelow ? this.#law.cdfBelow(this.#sorted[index]) : level;
    this.#largest = Math.max(this.#largest, below - index / this.#sorted.length);
    return below;
  }

  /** Searches between two samples, given P(X ≤ x) at the lower and P(X < x) at the higher one. */
  #refine(low: number, lowLevel: number, high: number, highBelow: number): void {
    if (high - low < 2) return;
    const count = this.#sorted.length;
    if (Math.max(highBelow - (low + 1) / count, high / count - lowLevel) <= this.#largest) return;
    const middle = (low + high) >> 1;
    const level = this.#levelAt(middle);
    this.#refine(low, lowLevel, middle, this.#levelBelow(middle, level));
    this.#refine(middle, level, high, highBelow);
  }
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
