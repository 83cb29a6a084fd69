import type { Marginal } from '../../../shared/distributions/law.ts';

/**
 * The quantiles at the midpoints (i + ½)/n of n equal shares of probability, with which n sorted samples are compared.
 */
export function midpointQuantiles(law: Marginal, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => law.quantile((index + 0.5) / count));
}

/**
 * Wasserstein-1 between n sorted samples and a continuous law: the mean over i of |x₍ᵢ₎ − Q((i + ½)/n)|, the midpoint rule of
 * ∫₀¹ |Fₙ⁻¹(u) − Q(u)| du (Villani, Topics in Optimal Transportation, 2.2).
 */
export function wassersteinToQuantiles(sorted: Float32Array, quantiles: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < sorted.length; i++) sum += Math.abs(sorted[i] - quantiles[i]);
  return sum / sorted.length;
}

/**
 * The intervals of probability on which both the quantile function of n equal weights and that of a step function are
 * constant. They depend only on the levels, so they are computed once for all evaluations and all step functions with
 * these levels.
 */
export interface Coupling {
  /** The intervals of sample i are those from `starts[i]` to `starts[i + 1]` − 1. */
  readonly starts: Uint32Array;
  /** For each interval, the index of the step function's value and its probability. */
  readonly values: Uint32Array;
  readonly weights: Float64Array;
}

/** Couples `count` samples of equal weight with a step function of the given levels (increasing, the last is 1). */
export function coupling(count: number, levels: Float64Array): Coupling {
  const starts = new Uint32Array(count + 1);
  const values: number[] = [];
  const weights: number[] = [];
  let from = 0;
  let value = 0;
  for (let sample = 0; sample < count; sample++) {
    const end = (sample + 1) / count;
    while (from < end) {
      const to = Math.min(end, levels[value]);
      values.push(value);
      weights.push(to - from);
      from = to;
      if (levels[value] <= end) value++;
    }
    starts[sample + 1] = values.length;
  }
  return { starts, values: Uint32Array.from(values), weights: Float64Array.from(weights) };
}

/** Exact Wasserstein-1 between samples and a step function: ∫₀¹ of the distance of their quantile functions. */
export class StepsWasserstein {
  readonly #coupling: Coupling;
  readonly #values: Float32Array;
  /** For the intervals of each sample, their least and greatest value, and the sum of probability times value. */
  readonly #least: Float32Array;
  readonly #greatest: Float32Array;
  readonly #sums: Float64Array;

  /** `values`: where the function jumps, in increasing order, one for each level of the coupling. */
  constructor(values: Float32Array, coupled: Coupling) {
    const { starts, weights, values: indices } = coupled;
    const count = starts.length - 1;
    this.#coupling = coupled;
    this.#values = values;
    this.#least = new Float32Array(count);
    this.#greatest = new Float32Array(count);
    this.#sums = new Float64Array(count);
    for (let sample = 0; sample < count; sample++) {
      const start = starts[sample];
      const end = starts[sample + 1];
      this.#least[sample] = values[indices[start]];
      this.#greatest[sample] = values[indices[end - 1]];
      for (let stretch = start; stretch < end; stretch++)
        this.#sums[sample] += weights[stretch] * values[indices[stretch]];
    }
  }

  distance(sorted: Float32Array): number {
    const least = this.#least;
    const greatest = this.#greatest;
    const sums = this.#sums;
    const share = 1 / sorted.length;
    let distance = 0;
    for (let sample = 0; sample < sorted.length; sample++) {
      const x = sorted[sample];
      // Most samples lie on one side of all values they are coupled with; then one product is enough.
      if (x > least[sample] && x < greatest[sample]) distance += this.#within(sample, x);
      else distance += Math.abs(sums[sample] - x * share);
    }
    return distance;
  }

  #within(sample: number, x: number): number {
    const { starts, weights, values } = this.#coupling;
    let distance = 0;
    for (let stretch = starts[sample]; stretch < starts[sample + 1]; stretch++) {
      distance += weights[stretch] * Math.abs(x - this.#values[values[stretch]]);
    }
    return distance;
  }
}
