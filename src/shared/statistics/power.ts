import { standardDeviation } from './moments.ts';
import { tQuantile } from './student-t.ts';
import { differenceError, type DifferenceError } from './welch.ts';

/** With fewer values on a side a comparison tells nothing: a spread of two is hardly one. */
export const FEWEST_SEEDS = 3;

/** More seeds than anybody would train. */
const MOST_SEEDS = 10_000;

/** The share of comparisons in which a difference is to be found, where it is there. */
const POWER = 0.8;

/**
 * The true difference that Welch's test at 5 %, two-sided, finds in 80 % of comparisons: Bloom, "Minimum detectable effects: a simple way
 * to report the statistical power of experimental designs", Evaluation Review 19 (1995), 547-556. Of several comparisons Holm's first
 * step is taken, the strictest: 5 % divided by their number.
 */
function detectable({ standardError, degreesOfFreedom }: DifferenceError, comparisons: number): number {
  const critical = tQuantile(1 - 0.025 / comparisons, degreesOfFreedom);
  return (critical + tQuantile(POWER, degreesOfFreedom)) * standardError;
}

/**
 * The smallest true difference of means that as many values with this spread would show in 80 % of comparisons, where one of
 * `comparisons` is made; undefined where `welch` is, for there is no spread.
 */
export function smallestDifference(
  values: ArrayLike<number>,
  base: ArrayLike<number>,
  comparisons = 1,
): number | undefined {
  const error = differenceError([standardDeviation(values), values.length], [standardDeviation(base), base.length]);
  const smallest = detectable(error, comparisons);
  return Number.isFinite(smallest) ? smallest : undefined;
}

/**
 * How many values a side would show a true difference of this size in 80 % of comparisons, with these standard deviations, where one of
 * `comparisons` is made; at least three, undefined above 10,000.
 */
export function seedsNeeded(
  difference: number,
  deviation: number,
  baseDeviation: number,
  comparisons = 1,
): number | undefined {
  const isEnough = (count: number) => {
    const error = differenceError([deviation, count], [baseDeviation, count]);
    return error.standardError === 0 ? difference !== 0 : detectable(error, comparisons) <= Math.abs(difference);
  };
  if (!isEnough(MOST_SEEDS)) return undefined;
  let [tooFew, enough] = [FEWEST_SEEDS - 1, MOST_SEEDS];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
