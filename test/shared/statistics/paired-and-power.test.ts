import { describe, expect, test } from 'vitest';
import reference from '../../reference/statistics/paired-and-power.json' with { type: 'json' };
import { holm, simultaneousIntervals } from '../../../src/shared/statistics/holm.ts';
import { noncentralTCdf } from '../../../src/shared/statistics/noncentral-t.ts';
import { correlation, differencesOf, pairedTTest } from '../../../src/shared/statistics/paired.ts';
import { power, seedsNeeded, smallestDifference, type Design } from '../../../src/shared/statistics/power.ts';
import { sampleOf, welch } from '../../../src/shared/statistics/welch.ts';

const PRECISION = 1e-9;

/** Held to 1e-9 of the number itself. */
function expectSame(found: number | undefined, right: number) {
  expect(Math.abs((found ?? NaN) - right), `${String(found)} is not ${right}`).toBeLessThanOrEqual(
    PRECISION * Math.abs(right),
  );
}

function welchDesign(sides: readonly (readonly number[])[]): Design {
  const [values, base] = sides.map(([deviation, count]) => ({ deviation, count }));
  return { kind: 'welch', values, base };
}

// Computed outside the program: test/reference/statistics/paired-and-power.py.
describe('statistics as computed with scipy', () => {
  test.each(reference.paired.map((one) => [one.values.length, one] as const))(
    'of the paired t test of %i pairs, and of what they could show',
    (_, right) => {
      const pairs = right.values.map((value, index) => ({ value, base: right.base[index] }));
      const found = pairedTTest(pairs);
      expectSame(found?.difference, right.difference);
      expectSame(found?.standardError, right.standard_error);
      expect(found?.degreesOfFreedom).toBe(right.degrees_of_freedom);
      expectSame(found?.t, right.t);
      expectSame(found?.p, right.p);
      expectSame(found?.low, right.low);
      expectSame(found?.high, right.high);
      expectSame(correlation(pairs), right.correlation);
      const design: Design = { kind: 'paired', differences: sampleOf(differencesOf(pairs)) };
      expectSame(smallestDifference(design), right.smallest_difference);
      expectSame(smallestDifference(design, 9), right.smallest_difference_of_9);
      expect(seedsNeeded(right.difference, design)).toBe(right.seeds_needed);
    },
  );

  test(`of the non-central t at ${reference.noncentral_t.length} places`, () => {
    for (const { t, degrees_of_freedom, noncentrality, probability } of reference.noncentral_t) {
      const found = noncentralTCdf(t, degrees_of_freedom, noncentrality);
      expect(Math.abs(found - probability), `${t}, ${degrees_of_freedom}, ${noncentrality}`).toBeLessThan(1e-11);
    }
  });

  test('of the power of Welch’s test, over what its degrees of freedom turn out to be', () => {
    for (const { difference, sides, comparisons, power: right } of reference.welch_power) {
      expectSame(power(difference, welchDesign(sides), comparisons), right);
    }
    for (const { sides, comparisons, difference, seeds_needed_of_a_third: needed } of reference.welch_smallest) {
      expectSame(smallestDifference(welchDesign(sides), comparisons), difference);
      expect(seedsNeeded(difference / 3, welchDesign(sides), comparisons)).toBe(needed);
    }
  });

  test.each(reference.families.map((family) => [family.arms.length, family] as const))(
    'of Holm’s p of %i arms and the intervals that hold together',
    (_, { arms, base, holm: corrected, intervals }) => {
      const tests = arms.map((arm) => welch(arm, base)).filter((one) => one !== undefined);
      for (const [index, p] of holm(tests.map(({ p }) => p)).entries()) expectSame(p, corrected[index]);
      for (const [index, { low, high }] of simultaneousIntervals(tests).entries()) {
        expectSame(low, intervals[index][0]);
        expectSame(high, intervals[index][1]);
        // Never the other way: an interval that holds together with others is wider than what Holm’s p tests.
        if (low > 0 || high < 0) expect(corrected[index]).toBeLessThan(0.05);
      }
    },
  );
});
