import cdf from '@stdlib/stats-base-dists-t-cdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';

/**
 * Cached quantiles: one takes 20 µs, which is too long for a band over thousands of epochs that needs only a few of
 * them.
 */
const known = new Map<number, number>();

/** The half width of a mean's 95 % interval in standard errors. */
export function interval95(degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom)) return quantile(0.975, degreesOfFreedom);
  let reach = known.get(degreesOfFreedom);
  if (reach === undefined) known.set(degreesOfFreedom, (reach = quantile(0.975, degreesOfFreedom)));
  return reach;
}

/** The quantile of Student's t for this probability. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  return quantile(probability, degreesOfFreedom);
}

/** The two-sided p of t. It is twice the lower tail, because the upper one would lose digits next to 1. */
export function twoSidedP(t: number, degreesOfFreedom: number): number {
  return 2 * cdf(-Math.abs(t), degreesOfFreedom);
}
