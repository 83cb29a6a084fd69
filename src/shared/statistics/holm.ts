import { intervalMissing, type Interval, type TTest } from './t-test.ts';

/** The share of false alarms that is put up with among all comparisons together. */
export const LEVEL = 0.05;

/**
 * P values corrected for that several comparisons were made, so that the chance of even one false alarm among them stays at the level:
 * Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979), 65-70. In the given order.
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
 * Intervals that hold for all these tests together, beside their p by Holm: as wide as Bonferroni’s (each misses in 5 % divided by their
 * number), and cut at 0 where Holm’s p, which is never above Bonferroni’s, finds a difference that such an interval alone would not. So
 * an interval leaves out 0 exactly where Holm’s p is below 5 % (after Strassburger and Bretz, "Compatible simultaneous lower confidence
 * bounds for the Holm procedure and other Bonferroni-based closed tests", Statistics in Medicine 27 (2008), 4914-4927).
 */
export function holmIntervals(tests: readonly TTest[]): Interval[] {
  const corrected = holm(tests.map(({ p }) => p));
  return tests.map((test, index) => {
    const { low, high } = intervalMissing(test, LEVEL / tests.length);
    if (corrected[index] >= LEVEL) return { low, high };
    return test.difference > 0 ? { low: Math.max(0, low), high } : { low, high: Math.min(0, high) };
  });
}
