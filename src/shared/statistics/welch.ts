import { meanDifference, standardDeviation } from './moments.ts';
import { interval95, twoSidedP } from './student-t.ts';

/** How far the difference of two means lies from 0. */
export interface WelchTest {
  /** The mean of the first values minus that of the base. */
  readonly difference: number;
  readonly standardError: number;
  /** By Welch and Satterthwaite; mostly no whole number. */
  readonly degreesOfFreedom: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** The 95 % interval of the difference. */
  readonly low: number;
  readonly high: number;
}

/** The error of a difference of two means of independent values whose variances may differ. */
export interface DifferenceError {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

/**
 * From standard deviations (n − 1) and numbers of values: Welch, "The generalization of 'Student's' problem when several different
 * population variances are involved", Biometrika 34 (1947), 28-35. The degrees of freedom are NaN where both deviations are 0.
 */
export function differenceError(
  [deviation, count]: readonly [number, number],
  [baseDeviation, baseCount]: readonly [number, number],
): DifferenceError {
  const variance = (deviation * deviation) / count;
  const baseVariance = (baseDeviation * baseDeviation) / baseCount;
  const sum = variance + baseVariance;
  // As shares of the sum, since squares of small variances would vanish.
  const [share, baseShare] = [variance / sum, baseVariance / sum];
  return {
    standardError: Math.sqrt(sum),
    degreesOfFreedom: 1 / ((share * share) / (count - 1) + (baseShare * baseShare) / (baseCount - 1)),
  };
}

/**
 * Welch's t test of two means. undefined where there is none: with fewer than two values on a side, with values that are not finite, and
 * where no value differs from the others of its side.
 */
export function welch(values: ArrayLike<number>, base: ArrayLike<number>): WelchTest | undefined {
  const { standardError, degreesOfFreedom } = differenceError(
    [standardDeviation(values), values.length],
    [standardDeviation(base), base.length],
  );
  if (!(standardError > 0 && Number.isFinite(standardError))) return undefined;
  const difference = meanDifference(values, base);
  const reach = interval95(degreesOfFreedom) * standardError;
  const t = difference / standardError;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    t,
    p: twoSidedP(t, degreesOfFreedom),
    low: difference - reach,
    high: difference + reach,
  };
}
