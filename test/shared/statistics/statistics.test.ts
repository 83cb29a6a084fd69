import { describe, expect, test } from 'vitest';
import { randomSource } from '../../main/store/random.ts';
import { BANDS, spreadOf, type Band } from '../../../src/shared/statistics/band.ts';
import { holm } from '../../../src/shared/statistics/holm.ts';
import { mean, median, quantile, standardDeviation } from '../../../src/shared/statistics/moments.ts';
import { power, seedsNeeded, smallestDifference, type Design } from '../../../src/shared/statistics/power.ts';
import { sampleOf, welch } from '../../../src/shared/statistics/welch.ts';

const sides = (values: readonly number[], base: readonly number[]): Design => ({
  kind: 'welch',
  values: sampleOf(values),
  base: sampleOf(base),
});
const spreads = (deviation: number, baseDeviation: number, count = 8): Design => ({
  kind: 'welch',
  values: { deviation, count },
  base: { deviation: baseDeviation, count },
});

const NONE = { centre: NaN, low: NaN, high: NaN };

describe('a band', () => {
  test('has no width where one run cannot have any', () => {
    const lacking = { n: 1, centre: 0.3, low: NaN, high: NaN };
    const whole = { n: 1, centre: 0.3, low: 0.3, high: 0.3 };
    const expected: Record<Band, object> = {
      quartiles: whole,
      range: whole,
      standard_deviation: lacking,
      standard_error: lacking,
      interval_95: lacking,
    };
    for (const band of BANDS) expect(spreadOf([0.3], band), band).toEqual(expected[band]);
  });

  test('is none of no runs, and none where a member is not finite', () => {
    for (const band of BANDS) {
      expect(spreadOf([], band)).toEqual({ n: 0, ...NONE });
      expect(spreadOf([1, NaN, 2], band)).toEqual({ n: 3, ...NONE });
      expect(spreadOf(Float64Array.of(1, Infinity), band)).toEqual({ n: 2, ...NONE });
    }
  });
});

describe('moments', () => {
  test('do not exist of nothing', () => {
    expect([mean([]), standardDeviation([]), standardDeviation([1]), quantile([], 0.5)]).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('of equal values have no spread left over from rounding', () => {
    for (const value of [0.1, 1 / 3, 1e17 / 3, -7e-200]) {
      const values = new Array<number>(7).fill(value);
      expect([mean(values), standardDeviation(values)]).toEqual([value, 0]);
    }
  });

  test('of any selection of runs are what their textbook formulas say, in whatever order', () => {
    const { uniform } = randomSource(11);
    const runs = Array.from({ length: 60 }, () => 0.05 + uniform() * uniform());
    for (let round = 0; round < 300; round += 1) {
      const share = uniform();
      const chosen = runs.filter(() => uniform() < share);
      const { length: n } = chosen;
      if (n < 2) continue;
      const centre = chosen.reduce((sum, value) => sum + value, 0) / n;
      const variance = chosen.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1);
      const rising = chosen.toSorted((a, b) => a - b);
      const middle = n % 2 === 1 ? rising[(n - 1) / 2] : (rising[n / 2 - 1] + rising[n / 2]) / 2;
      const turned = chosen.toReversed();
      expect(mean(turned)).toBeCloseTo(centre, 12);
      expect(standardDeviation(turned)).toBeCloseTo(Math.sqrt(variance), 12);
      expect(median(turned)).toBeCloseTo(middle, 12);
      const { low, high } = spreadOf(turned, 'quartiles');
      expect(rising.filter((value) => value <= low).length).toBe(Math.floor((n - 1) / 4) + 1);
      expect(rising.filter((value) => value >= high).length).toBe(Math.floor((n - 1) / 4) + 1);
      const { low: least, high: most } = spreadOf(turned, 'range');
      expect([least, most]).toEqual([rising[0], rising[n - 1]]);
    }
  });
});

describe('the 95 % interval', () => {
  test('holds the true mean in 95 % of groups of three seeds, where 1.96 standard errors would in 81 %', () => {
    const { normal } = randomSource(5);
    const groups = Array.from({ length: 4000 }, () => [normal(), normal(), normal()]);
    const covering = groups.filter((values) => {
      const { low, high } = spreadOf(values, 'interval_95');
      return low <= 0 && high >= 0;
    });
    const tooNarrow = groups.filter((values) => {
      const { centre, low, high } = spreadOf(values, 'standard_error');
      return Math.abs(centre) <= (1.96 * (high - low)) / 2;
    });
    // A share of 0.95 over 4,000 groups lies within 0.014 of it in all but one of ten thousand tries.
    expect(Math.abs(covering.length / groups.length - 0.95)).toBeLessThan(0.014);
    expect(Math.abs(tooNarrow.length / groups.length - 0.81)).toBeLessThan(0.03);
  });
});

describe('Welch’s test', () => {
  test('is none below two values and without any spread', () => {
    expect(welch([0.2], [0.1, 0.3])).toBeUndefined();
    expect(welch([0.2, 0.2], [0.1, 0.1])).toBeUndefined();
    expect(welch([0.2, NaN], [0.1, 0.3])).toBeUndefined();
    expect(smallestDifference(sides([0.2, 0.2], [0.1, 0.1]))).toBeUndefined();
  });

  test('of a spread so small that its square vanishes is the test of the same values scaled up', () => {
    const [values, base] = [
      [1, 2, 4],
      [2, 5, 9],
    ];
    const small = welch(
      values.map((value) => value * 1e-120),
      base.map((value) => value * 1e-120),
    );
    expect(small?.p).toBeCloseTo(welch(values, base)?.p ?? NaN, 12);
  });
});

describe('nine groups that do not differ from a base', () => {
  test('show a difference in one comparison of four without Holm’s correction, and in 5 % with it', () => {
    const { normal } = randomSource(8);
    const rounds = 400;
    const group = () => Array.from({ length: 8 }, normal);
    let [uncorrected, corrected] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const base = group();
      const ps = Array.from({ length: 9 }, () => welch(group(), base)?.p ?? NaN);
      uncorrected += Number(Math.min(...ps) < 0.05);
      corrected += Number(Math.min(...holm(ps)) < 0.05);
    }
    expect(uncorrected / rounds).toBeGreaterThan(0.17);
    expect(corrected / rounds).toBeLessThan(0.07);
  });
});

describe('the smallest difference', () => {
  test('is found in about 80 % of comparisons of as many seeds with this spread', () => {
    const { normal } = randomSource(3);
    // Two groups of eight whose standard deviations are 1 and 2: the difference follows from them alone.
    const scaled = (deviation: number) => {
      const values = Array.from({ length: 8 }, normal);
      return values.map((value) => ((value - mean(values)) / standardDeviation(values)) * deviation);
    };
    const smallest = smallestDifference(sides(scaled(1), scaled(2))) ?? NaN;
    const rounds = 2000;
    let found = 0;
    for (let round = 0; round < rounds; round += 1) {
      const values = Array.from({ length: 8 }, () => smallest + normal());
      const base = Array.from({ length: 8 }, () => 2 * normal());
      found += Number((welch(values, base)?.p ?? 1) < 0.05);
    }
    expect(Math.abs(found / rounds - 0.8)).toBeLessThan(0.03);
  });

  test('at three seeds a side is found in 80 %, where Bloom’s sum of two quantiles, said before, is in 69 %', () => {
    const design = spreads(1, 1, 3);
    const before = 3.717409682432975 * Math.sqrt(2 / 3);
    expect(power(before, design)).toBeCloseTo(0.6866, 4);
    const smallest = smallestDifference(design) ?? NaN;
    expect(power(smallest, design)).toBeCloseTo(0.8, 12);
    const { normal } = randomSource(17);
    const rounds = 20_000;
    const three = (shift: number) => [normal() + shift, normal() + shift, normal() + shift];
    let found = 0;
    for (let round = 0; round < rounds; round += 1) found += Number((welch(three(smallest), three(0))?.p ?? 1) < 0.05);
    expect(Math.abs(found / rounds - 0.8)).toBeLessThan(0.012);
  });

  test('is the one for which as many seeds are needed', () => {
    const [values, base] = [
      [1, 2, 3, 4, 5, 6],
      [2, 2, 5, 6, 9, 11],
    ];
    for (const comparisons of [1, 9]) {
      const design = sides(values, base);
      const smallest = smallestDifference(design, comparisons) ?? NaN;
      const needed = (difference: number) => seedsNeeded(difference, design, comparisons);
      expect(needed(smallest * (1 + 1e-12))).toBe(6);
      expect(needed(smallest * 0.999)).toBe(7);
    }
  });

  test('takes more seeds than anybody would train where there is none', () => {
    expect(seedsNeeded(0, spreads(1, 1))).toBeUndefined();
    expect(seedsNeeded(1e-6, spreads(1, 1))).toBeUndefined();
    expect(seedsNeeded(1, spreads(0, 0))).toBe(3);
  });

  test('is shown by the fewest seeds where it is far larger than any spread, and that is told at once', () => {
    expect(seedsNeeded(1, spreads(1e-12, 1e-12))).toBe(3);
    expect(seedsNeeded(1, { kind: 'paired', differences: { deviation: 1e-12, count: 3 } }, 20)).toBe(3);
    expect(power(1, spreads(1e-12, 1e-12))).toBe(1);
  });
});
