import cdf from '@stdlib/stats-base-dists-t-cdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';

/** A quantile takes 20 µs: of a band over thousands of epochs, where the numbers of runs are always the same few, too long. */
const known = new Map<number, number>();

/** How many standard errors to either side of a mean its 95 % interval reaches. */
export function interval95(degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom)) return quantile(0.975, degreesOfFreedom);
  let reach = known.get(degreesOfFreedom);
  if (reach === undefined) known.set(degreesOfFreedom, (reach = quantile(0.975, degreesOfFreedom)));
  return reach;
}

/** What Student's t stays below with this probability. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  return quantile(probability, degreesOfFreedom);
}

/** The probability of a t at least as far from 0, in either direction: the lower tail twice, so that none is lost beside 1. */
export function twoSidedP(t: number, degreesOfFreedom: number): number {
  return 2 * cdf(-Math.abs(t), degreesOfFreedom);
}
