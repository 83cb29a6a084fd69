import type { Law1D } from '../../../shared/distributions/law.ts';
import { KolmogorovSmirnov, kolmogorovSmirnovToSteps } from './kolmogorov-smirnov.ts';
import { LawCache } from './law-cache.ts';
import { stepsOf } from './steps.ts';
import type { Steps } from './steps.ts';
import { coupling, midpointQuantiles, wassersteinToQuantiles, wassersteinToSteps } from './wasserstein.ts';

/** Distances of sorted samples of one size from a 1-D law; what they need of the law is worked out beforehand. */
export interface TargetDistances {
  /** Undefined for a law without a mean, where no sample has a finite distance from it that means anything. */
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
  const coupled = coupling(count, steps.levels);
  return {
    wasserstein: (sorted) => wassersteinToSteps(sorted, steps.values, coupled),
    kolmogorovSmirnov: (sorted) => kolmogorovSmirnovToSteps(sorted, steps),
  };
}

function distancesToContinuous(law: Law1D, count: number): TargetDistances {
  const distance = new KolmogorovSmirnov((x) => law.cdf(x), count);
  const kolmogorovSmirnov = (sorted: Float32Array) => distance.distance(sorted);
  if (law.moments.mean === undefined) return { wasserstein: undefined, kolmogorovSmirnov };
  const quantiles = knownQuantiles.of(law, count, () => midpointQuantiles(law, count));
  return { wasserstein: (sorted) => wassersteinToQuantiles(sorted, quantiles), kolmogorovSmirnov };
}
