import { describe, expect, test } from 'vitest';
import reference from '../../reference/statistics/statistics.json' with { type: 'json' };
import { spreadOf } from '../../../src/shared/statistics/band.ts';
import { holm } from '../../../src/shared/statistics/holm.ts';
import { mean, median, quantile, standardDeviation, standardError } from '../../../src/shared/statistics/moments.ts';
import { welch } from '../../../src/shared/statistics/welch.ts';

const PRECISION = 1e-9;

/** Held to 1e-9 of the number itself. */
function expectSame(found: number | undefined, right: number) {
  expect(Math.abs((found ?? NaN) - right), `${String(found)} is not ${right}`).toBeLessThanOrEqual(
    PRECISION * Math.abs(right),
  );
}

// Computed outside the program: test/reference/statistics/statistics.py.
describe('statistics as computed with mpmath, numpy and scipy', () => {
  test.each(reference.samples.map((sample) => [sample.values.length, sample] as const))('of %i values', (n, right) => {
    const { values } = right;
    expectSame(mean(values), right.mean);
    expectSame(median(values), right.median);
    for (const [share, value] of right.quantiles) expectSame(quantile(values, share), value);
    expect(spreadOf(values, 'range')).toMatchObject({ n, low: right.quantiles[0][1], high: right.quantiles[7][1] });
    if (right.standard_deviation === undefined) return;
    expectSame(standardDeviation(values), right.standard_deviation);
    expectSame(standardError(values), right.standard_error);
    const { low, high } = spreadOf(values, 'interval_95');
    expectSame(low, right.interval_95[0]);
    expectSame(high, right.interval_95[1]);
  });

  test.each(reference.comparisons.map((one) => [one.values.length, one.base.length, one] as const))(
    'of Welch’s test of %i values against %i',
    (_, __, right) => {
      const found = welch(right.values, right.base);
      expectSame(found?.difference, right.difference);
      expectSame(found?.standardError, right.standard_error);
      expectSame(found?.degreesOfFreedom, right.degrees_of_freedom);
      expectSame(found?.t, right.t);
      expectSame(found?.p, right.p);
      expectSame(found?.low, right.low);
      expectSame(found?.high, right.high);
    },
  );

  test.each(reference.holm.map(({ p, corrected }) => [p.length, p, corrected] as const))(
    'of Holm’s correction over %i comparisons',
    (_, ps, corrected) => {
      for (const [index, p] of holm(ps).entries()) expectSame(p, corrected[index]);
    },
  );
});
