import { bisect } from './bisection.ts';
import { closedForm } from './closed-form.ts';
import type { Law1D, Moments, RandomSource } from './law.ts';
import { normal } from './normal.ts';

export interface MixtureParameters {
  /** Weights of the components; only their ratios matter. */
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly standard_deviations: readonly number[];
}

interface Component {
  readonly weight: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly law: Law1D;
}

/** A mixture of Gaussians; the three lists are of one length. */
export function mixture(parameters: MixtureParameters): Law1D {
  const total = parameters.weights.reduce((sum, weight) => sum + weight, 0);
  const components = parameters.weights.map((weight, index): Component => {
    const mean = parameters.means[index];
    const standardDeviation = parameters.standard_deviations[index];
    const law = normal({ mean, standard_deviation: standardDeviation });
    return { weight: weight / total, mean, standardDeviation, law };
  });

  const cdf = (x: number) => {
    let sum = 0;
    for (const { weight, law } of components) sum += weight * law.cdf(x);
    return Math.min(1, sum);
  };

  return closedForm({
    draw: drawFrom(components),
    density: (x) => {
      let sum = 0;
      for (const { weight, law } of components) sum += weight * (law.density?.(x) ?? 0);
      return sum;
    },
    cdf,
    // The quantile of a mixture lies between the smallest and the largest quantile of its components.
    quantile: (p) => {
      const quantiles = components.map(({ law }) => law.quantile(p));
      const low = Math.min(...quantiles);
      return Number.isFinite(low) ? bisect(cdf, p, low, Math.max(...quantiles)) : low;
    },
    moments: momentsOf(components),
    modes: components.map(({ weight, mean, standardDeviation }) => ({ weight, centre: [mean], standardDeviation })),
  });
}

/** Chooses a component by its weight, then draws from it. */
function drawFrom(components: readonly Component[]): (source: RandomSource) => number {
  return (source) => {
    let rest = source.uniform();
    let chosen = 0;
    while (chosen < components.length - 1 && rest >= components[chosen].weight) {
      rest -= components[chosen].weight;
      chosen++;
    }
    const { mean, standardDeviation } = components[chosen];
    return mean + standardDeviation * source.normal();
  };
}

/** Computed from the central moments of each component about the common mean. */
function momentsOf(components: readonly Component[]): Moments {
  const mean = components.reduce((sum, component) => sum + component.weight * component.mean, 0);
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const component of components) {
    const distance = component.mean - mean;
    const variance = component.standardDeviation * component.standardDeviation;
    const square = distance * distance;
    second += component.weight * (variance + square);
    third += component.weight * distance * (3 * variance + square);
    fourth += component.weight * (3 * variance * variance + 6 * square * variance + square * square);
  }
  return {
    mean,
    standardDeviation: Math.sqrt(second),
    skewness: third / (second * Math.sqrt(second)),
    excessKurtosis: fourth / (second * second) - 3,
  };
}
