import type { Marginal } from '../../../shared/distributions/law.ts';

/** The quantiles at the midpoints (i + ½)/n of n equal shares of probability: what n sorted samples are compared with. */
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
 * How the quantile functions of n equal weights and of a step function lie over each other: stretches of probability on which both
 * are constant. They depend on the levels alone, so they are found once and serve every evaluation.
 */
export interface Coupling {
  /** Of each stretch: which of the sorted samples, which value of the step function, and its probability. */
  readonly samples: Uint32Array;
  readonly values: Uint32Array;
  readonly weights: Float64Array;
}

/** Couples `count` samples of equal weight with a step function of the given levels (rising, the last is 1). */
export function coupling(count: number, levels: Float64Array): Coupling {
  const samples: number[] = [];
  const values: number[] = [];
  const weights: number[] = [];
  let from = 0;
  for (let sample = 0, value = 0; sample < count && value < levels.length;) {
    const sampleEnd = (sample + 1) / count;
    const valueEnd = levels[value];
    const to = Math.min(sampleEnd, valueEnd);
    if (to > from) {
      samples.push(sample);
      values.push(value);
      weights.push(to - from);
      from = to;
    }
    if (sampleEnd <= valueEnd) sample++;
    if (valueEnd <= sampleEnd) value++;
  }
  return { samples: Uint32Array.from(samples), values: Uint32Array.from(values), weights: Float64Array.from(weights) };
}

/** Exact Wasserstein-1 between sorted samples and the `values` of a step function: ∫₀¹ of the distance of their quantile functions. */
export function wassersteinToSteps(sorted: Float32Array, values: Float32Array, coupled: Coupling): number {
  const { samples, values: indices, weights } = coupled;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * Math.abs(sorted[samples[i]] - values[indices[i]]);
  return sum;
}
