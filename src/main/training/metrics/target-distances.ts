import type { Law1D } from '../../../shared/distributions/law.ts';
import { KolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { LawCache } from './law-cache.ts';
import { stepsCdf, stepsCdfBelow, stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';
import { coupling, midpointQuantiles, StepsWasserstein, wassersteinToQuantiles } from './wasserstein.ts';

/** Distances of sorted samples of one size from a 1-D law. What they need from the law is computed beforehand. */
export interface TargetDistances {
  /** Undefined for a law without a mean, from which the distance of any sample is infinite. */
  readonly wasserstein: ((sorted: Float32Array) => number) | undefined;
  readonly kolmogorovSmirnov: (sorted: Float32Array) => number;
}

const knownSteps = new LawCache<Steps | undefined>();
const knownQuantiles = new LawCache<Float64Array>();

/** Exact for data, whose distribution function jumps; for a continuous law the Wasserstein distance is the midpoint rule. */
export function distancesTo(law: Law1D, count: number): TargetDistances {
  const steps = law.density ? undefined : knownSteps.of(law, undefined, () => stepsOf(law));
  return steps ? distancesToSteps(steps, count) : distancesToContinuous(law, count);
}

function distancesToSteps(steps: Steps, count: number): TargetDistances {
  const wasserstein = new StepsWasserstein(steps.values, coupling(count, steps.levels));
  const jumping = { cdf: (x: number) => stepsCdf(steps, x), cdfBelow: (x: number) => stepsCdfBelow(steps, x) };
  const kolmogorovSmirnov = new KolmogorovSmirnov(jumping, count);
  return {
    wasserstein: (sorted) => wasserstein.distance(sorted),
    kolmogorovSmirnov: (sorted) => kolmogorovSmirnov.distance(sorted),
  };
}

function distancesToContinuous(law: Law1D, count: number): TargetDistances {
  const distance = new KolmogorovSmirnov({ cdf: law.cdf, cdfBelow: undefined }, count);
  const kolmogorovSmirnov = (sorted: Float32Array) => distance.distance(sorted);
  if (law.moments.mean === undefined) return { wasserstein: undefined, kolmogorovSmirnov };
  const quantiles = knownQuantiles.of(law, count, () => midpointQuantiles(law, count));
  return { wasserstein: (sorted) => wassersteinToQuantiles(sorted, quantiles), kolmogorovSmirnov };
}
