import { LEVEL } from './level.ts';
import { intervalMissing, type Interval, type TTest } from './t-test.ts';

/**
 * Corrects p values for several comparisons, so that the chance of even one false alarm among them stays at the level:
 * Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979), 65-70.
 * In the given order.
 */
export function holm(ps: readonly number[]): number[] {
  const rising = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(ps.length).fill(1);
  let largest = 0;
  for (const [rank, { p, index }] of rising.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    corrected[index] = largest;
  }
  return corrected;
}

/**
 * Intervals that hold all true differences together in 95 % of cases: Bonferroni’s, each of which misses in 5 % divided
 * by their number (a test of few pairs: in its own level divided by it). They are not cut at 0 when Holm’s p finds a
 * difference that they do not: with four arms of which three differ, cut intervals would contain all four differences
 * in only 92 % of cases. The intervals that match Holm’s p and keep their level (Strassburger and Bretz, "Compatible
 * simultaneous lower confidence bounds for the Holm procedure and other Bonferroni-based closed tests", Statistics in
 * Medicine 27 (2008), 4914-4927; Guilbaud, "Simultaneous confidence regions corresponding to Holm’s step-down
 * procedure", Biometrical Journal 50 (2008), 678-692) begin at 0 for every difference that is found while another one
 * is not, so they no longer show how large it is.
 */
export function simultaneousIntervals(tests: readonly (TTest & { readonly level?: number })[]): Interval[] {
  return tests.map((test) => intervalMissing(test, (test.level ?? LEVEL) / tests.length));
}
