import { mean, standardDeviation, standardError } from './moments.ts';
import { tTest, type TTest } from './t-test.ts';

/** Two values that belong together, such as those of two runs with the same seed. */
export interface Pair {
  readonly value: number;
  readonly base: number;
}

/** The value of each pair minus its base. */
export function differencesOf(pairs: readonly Pair[]): number[] {
  return pairs.map(({ value, base }) => value - base);
}

/** A spread of differences below this share of the values is rounding error. */
const ROUNDING = 8 * Number.EPSILON;

/** Whether all pairs have the same difference, up to rounding. */
export function differByTheSame(pairs: readonly Pair[]): boolean {
  const largest = Math.max(...pairs.map(({ value, base }) => Math.max(Math.abs(value), Math.abs(base))));
  return standardDeviation(differencesOf(pairs)) <= ROUNDING * largest;
}

/**
 * The paired t test: Student’s test of the differences within pairs ("Student", "The probable error of a mean",
 * Biometrika 6 (1908), 1-25). What both values of a pair have in common cancels. Undefined with fewer than two pairs,
 * with values that are not finite, and if all pairs have the same difference.
 */
export function pairedTTest(pairs: readonly Pair[]): TTest | undefined {
  if (differByTheSame(pairs)) return undefined;
  const differences = differencesOf(pairs);
  return tTest(mean(differences), standardError(differences), differences.length - 1);
}

/** Pearson’s correlation of the pairs; undefined if one side has no spread. */
export function correlation(pairs: readonly Pair[]): number | undefined {
  const values = pairs.map(({ value }) => value);
  const bases = pairs.map(({ base }) => base);
  const [deviation, baseDeviation] = [standardDeviation(values), standardDeviation(bases)];
  const [centre, baseCentre] = [mean(values), mean(bases)];
  let sum = 0;
  for (const { value, base } of pairs) {
    sum += ((value - centre) / deviation) * ((base - baseCentre) / baseDeviation);
  }
  const found = sum / (pairs.length - 1);
  return Number.isFinite(found) ? Math.max(-1, Math.min(1, found)) : undefined;
}
