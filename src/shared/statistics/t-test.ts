import { interval95, tQuantile, twoSidedP } from './student-t.ts';

/** A t test of a difference of two means. */
export interface TTest {
  /** The mean of the first values minus that of the base. */
  readonly difference: number;
  readonly standardError: number;
  /** Degrees of freedom; for Welch’s test by Welch and Satterthwaite, usually not a whole number. */
  readonly degreesOfFreedom: number;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  /** The 95 % interval of the difference. */
  readonly low: number;
  readonly high: number;
}

/** The t test of a difference with this standard error; undefined without spread, if the error is 0 or NaN. */
export function tTest(difference: number, standardError: number, degreesOfFreedom: number): TTest | undefined {
  if (!(standardError > 0 && Number.isFinite(standardError))) return undefined;
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

/** An interval of a difference. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The interval that misses the true difference with probability `miss`. */
export function intervalMissing({ difference, standardError, degreesOfFreedom }: TTest, miss: number): Interval {
  const reach = tQuantile(1 - miss / 2, degreesOfFreedom) * standardError;
  return { low: difference - reach, high: difference + reach };
}
