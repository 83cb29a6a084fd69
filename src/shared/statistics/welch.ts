import { meanDifference, standardDeviation } from './moments.ts';
import { tTest, type TTest } from './t-test.ts';

/** The spread of some values (divisor n − 1), and their number. */
export interface Sample {
  readonly deviation: number;
  readonly count: number;
}

/** The standard error of a difference of two means of independent values with possibly different variances. */
export interface DifferenceError {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}

export function sampleOf(values: ArrayLike<number>): Sample {
  return { deviation: standardDeviation(values), count: values.length };
}

/**
 * The error by Welch, "The generalization of 'Student's' problem when several different population variances are
 * involved", Biometrika 34 (1947), 28-35. The degrees of freedom are NaN if both deviations are 0.
 */
export function differenceError(one: Sample, base: Sample): DifferenceError {
  const variance = (one.deviation * one.deviation) / one.count;
  const baseVariance = (base.deviation * base.deviation) / base.count;
  const sum = variance + baseVariance;
  // Computed as shares of the sum, because squares of small variances would underflow.
  const [share, baseShare] = [variance / sum, baseVariance / sum];
  return {
    standardError: Math.sqrt(sum),
    degreesOfFreedom: 1 / ((share * share) / (one.count - 1) + (baseShare * baseShare) / (base.count - 1)),
  };
}

/**
 * Welch's t test of two means. Undefined with fewer than two values on a side, with values that are not finite, and if
 * neither side has any spread.
 */
export function welch(values: ArrayLike<number>, base: ArrayLike<number>): TTest | undefined {
  const { standardError, degreesOfFreedom } = differenceError(sampleOf(values), sampleOf(base));
  return tTest(meanDifference(values, base), standardError, degreesOfFreedom);
}
