import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import type { Law1D } from '../../../src/shared/distributions/law.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { LAWS_1D, nameOf, parsed1D } from './laws.ts';

const DRAWS = 200_000;

function draws(law: Law1D, name: string): Float32Array {
  const out = new Float32Array(DRAWS);
  law.sample(out, DRAWS, randomStream(7, name));
  return out;
}

/** How many of its own standard errors the mean of `power(value)` lies from `expected`. */
function standardErrors(values: Float32Array, power: (value: number) => number, expected: number): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    const term = power(value);
    sum += term;
    squares += term * term;
  }
  const mean = sum / values.length;
  return Math.abs(mean - expected) / Math.sqrt((squares / values.length - mean * mean) / values.length);
}

/** Simpson's rule. */
function integral(density: (x: number) => number, low: number, high: number): number {
  const pieces = 2000;
  const step = (high - low) / pieces;
  let sum = density(low) + density(high);
  for (let index = 1; index < pieces; index++) sum += (index % 2 === 1 ? 4 : 2) * density(low + index * step);
  return (sum * step) / 3;
}

describe.each(LAWS_1D.map((input) => ({ name: nameOf(input), law: parsed1D(input) })))('$name', ({ name, law }) => {
  const probabilities = [1e-6, 0.001, 0.01, 0.1, 0.25, 0.5, 0.625, 0.75, 0.9, 0.99, 0.999];

  it('draws 200,000 samples whose moments are the exact ones within 5 standard errors', () => {
    const { mean, standardDeviation, skewness, excessKurtosis } = law.moments;
    const values = draws(law, name);
    if (mean === undefined || standardDeviation === undefined) return;
    const standardised = (value: number) => (value - mean) / standardDeviation;
    expect(standardErrors(values, (value) => value, mean)).toBeLessThan(5);
    expect(standardErrors(values, (value) => standardised(value) ** 2, 1)).toBeLessThan(5);
    if (skewness === undefined || excessKurtosis === undefined) return;
    expect(standardErrors(values, (value) => standardised(value) ** 3, skewness)).toBeLessThan(5);
    expect(standardErrors(values, (value) => standardised(value) ** 4, excessKurtosis + 3)).toBeLessThan(5);
  });

  it('has the moments that its density has', () => {
    const { mean, standardDeviation, skewness, excessKurtosis } = law.moments;
    const density = law.density;
    if (density === undefined || excessKurtosis === undefined || skewness === undefined) return;
    if (mean === undefined || standardDeviation === undefined) return;
    const edges = [-12, -9, -6, -3, -1].map((exponent) => 10 ** exponent);
    const ends = [...edges, 0.25, 0.5, 0.75, ...edges.map((edge) => 1 - edge).reverse()].map(law.quantile);
    const central = (power: number) =>
      ends.slice(1).reduce((sum, end, index) => {
        return sum + integral((x) => density(x) * ((x - mean) / standardDeviation) ** power, ends[index], end);
      }, 0);
    expect(central(1)).toBeCloseTo(0, 5);
    expect(central(2)).toBeCloseTo(1, 5);
    expect(central(3)).toBeCloseTo(skewness, 5);
    expect(central(4)).toBeCloseTo(excessKurtosis + 3, 5);
  });

  it('draws samples that follow its distribution function', () => {
    expect(kolmogorovSmirnov(draws(law, name), law.cdf)).toBeLessThan(2.3);
  });

  it('gives back p from the quantile of p, and x from the distribution function at x', () => {
    for (const p of probabilities) {
      const x = law.quantile(p);
      expect(Math.abs(law.cdf(x) - p) / p).toBeLessThan(1e-9);
      expect(Math.abs(law.quantile(law.cdf(x)) - x)).toBeLessThan(1e-9 * Math.max(1, Math.abs(x)));
    }
  });

  it('has a density that integrates to its distribution function', () => {
    const density = law.density;
    if (density === undefined) throw new Error('a formula has a density');
    for (let index = 1; index < probabilities.length; index++) {
      const low = law.quantile(probabilities[index - 1]);
      const high = law.quantile(probabilities[index]);
      // In the far tails Simpson's rule itself is no better than this.
      expect(integral(density, low, high)).toBeCloseTo(probabilities[index] - probabilities[index - 1], 7);
    }
  });

  it('is its own reference, and the ends of its support are its quantiles at 0 and 1', () => {
    expect(law.reference).toBe(law);
    expect(law.cdf(law.quantile(0))).toBe(0);
    expect(law.cdf(law.quantile(1))).toBe(1);
  });
});

describe('the exact numbers of textbooks', () => {
  it('has the quantiles and densities of the standard laws', () => {
    expect(parsed1D('normal').quantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(parsed1D('normal').density?.(0)).toBeCloseTo(0.3989422804014327, 14);
    expect(parsed1D({ law: 'student_t', degrees_of_freedom: 5 }).quantile(0.975)).toBeCloseTo(2.570581835636314, 11);
    expect(parsed1D({ law: 'student_t', degrees_of_freedom: 1 }).cdf(1)).toBeCloseTo(0.75, 12);
    expect(parsed1D('exponential').quantile(0.5)).toBeCloseTo(Math.log(2), 12);
    expect(parsed1D({ law: 'laplace', scale: 2 }).quantile(0.25)).toBeCloseTo(-2 * Math.log(2), 12);
    expect(parsed1D({ law: 'log_normal', log_mean: 1 }).quantile(0.5)).toBeCloseTo(Math.E, 12);
  });

  it('has the moments of an exponential and a log-normal law', () => {
    expect(parsed1D({ law: 'exponential', rate: 4 }).moments).toEqual({
      mean: 0.25,
      standardDeviation: 0.25,
      skewness: 2,
      excessKurtosis: 6,
    });
    const { mean, standardDeviation, skewness, excessKurtosis } = parsed1D({
      law: 'log_normal',
      log_standard_deviation: 1,
    }).moments;
    expect(mean).toBeCloseTo(1.6487212707, 9);
    expect(standardDeviation).toBeCloseTo(2.1611974158, 9);
    expect(skewness).toBeCloseTo(6.1848771386, 9);
    expect(excessKurtosis).toBeCloseTo(110.9363921764, 9);
  });
});

describe('Student-t with few degrees of freedom', () => {
  it.each([
    [0.5, [false, false, false, false]],
    [1, [false, false, false, false]],
    [1.5, [true, false, false, false]],
    [2, [true, false, false, false]],
    [3, [true, true, false, false]],
    [4, [true, true, true, false]],
    [4.5, [true, true, true, true]],
  ])('with %d has only the moments that exist', (degrees, exists) => {
    const moments = parsed1D({ law: 'student_t', degrees_of_freedom: degrees }).moments;
    const { mean, standardDeviation, skewness, excessKurtosis } = moments;
    expect([mean, standardDeviation, skewness, excessKurtosis].map((moment) => moment !== undefined)).toEqual(exists);
  });
});

describe('a mixture', () => {
  const law = parsed1D({ law: 'mixture', weights: [1, 3], means: [-1000, 1000], standard_deviations: [1, 2] });

  it('has its components as modes, with weights that sum to 1', () => {
    expect(law.modes).toEqual([
      { centre: [-1000], standardDeviation: 1, weight: 0.25 },
      { centre: [1000], standardDeviation: 2, weight: 0.75 },
    ]);
    expect(parsed1D('normal').modes).toEqual([]);
  });

  it('takes the smallest x of a plateau between far components', () => {
    // Both sides of the plateau at 0.25 have that probability; the quantile is where the first component ends.
    expect(law.quantile(0.25)).toBeLessThan(-990);
    expect(law.quantile(0.2500001)).toBeGreaterThan(980);
    expect(law.quantile(0.125)).toBeCloseTo(-1000, 9);
  });

  it('resolves components that are far narrower than their distance', () => {
    const narrow = parsed1D({ law: 'mixture', means: [0, 1], standard_deviations: [1e-6, 1e-6] });
    expect(narrow.cdf(narrow.quantile(0.3))).toBeCloseTo(0.3, 5);
  });
});

it('gives the same draws for the same seed, however they are divided into calls', () => {
  for (const input of LAWS_1D) {
    const law = parsed1D(input);
    const together = new Float32Array(100);
    law.sample(together, 100, randomStream(3, 'data'));
    const stream = randomStream(3, 'data');
    const parts = [new Float32Array(30), new Float32Array(70)];
    for (const part of parts) law.sample(part, part.length, stream);
    expect([...parts[0], ...parts[1]]).toEqual([...together]);
  }
});
