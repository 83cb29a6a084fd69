import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { noiseSchema } from '../../../src/shared/config/laws.ts';
import type { DrawFunction } from '../../../src/shared/distributions/function-law.ts';
import type { Table } from '../../../src/shared/distributions/held-out.ts';
import { noiseLaw } from '../../../src/shared/distributions/noise-law.ts';
import { tableLaw } from '../../../src/shared/distributions/table-law.ts';
import type { targetLaw } from '../../../src/shared/distributions/target-law.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { law1D, law2D } from './laws.ts';

const digest = 'a'.repeat(64);
const split = () => randomStream(digest, 'held_out');
const column = (values: readonly number[]): Table<1> => ({ dimension: 1, values: Float64Array.from(values) });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

function drawn(law: ReturnType<typeof targetLaw>, count: number): Float32Array {
  const out = new Float32Array(count * law.dimension);
  law.sample(out, count, randomStream(1, 'data'));
  return out;
}

describe("the user's own column", () => {
  const law = law1D({ law: 'csv', table: column(numbers(50)), split: split() });
  const heldOut = new Set(drawn(law.reference, 5000));

  it('holds out a fifth of the rows and draws from the others', () => {
    const training = new Set(drawn(law, 5000));
    expect(heldOut.size).toBe(10);
    expect(training.size).toBe(40);
    expect([...training].filter((value) => heldOut.has(value))).toEqual([]);
  });

  it('splits in the same way every time, and in another way for another table', () => {
    const again = law1D({ law: 'csv', table: column(numbers(50)), split: split() });
    expect(new Set(drawn(again.reference, 5000))).toEqual(heldOut);
    const other = law1D({ law: 'csv', table: column(numbers(50)), split: randomStream('b'.repeat(64), 'held_out') });
    expect(new Set(drawn(other.reference, 5000))).not.toEqual(heldOut);
  });

  it('holds out two of the fewest rows there may be', () => {
    expect(new Set(drawn(tableLaw(column(numbers(10)), split()).reference, 500)).size).toBe(2);
    expect(new Set(drawn(tableLaw(column(numbers(14)), split()).reference, 500)).size).toBe(2);
  });

  it('has the step function of its values and the inverse of it', () => {
    const values = [...heldOut].sort((a, b) => a - b);
    const { cdf, quantile } = law.reference;
    expect(cdf(values[0] - 0.5)).toBe(0);
    values.forEach((value, index) => {
      expect(cdf(value)).toBe((index + 1) / 10);
      expect(quantile((index + 1) / 10)).toBe(value);
      expect(quantile((index + 0.5) / 10)).toBe(value);
    });
    expect(quantile(0)).toBe(values[0]);
    expect(quantile(1)).toBe(values[9]);
  });

  it('has for every p the smallest value whose share reaches p, whatever rounding does', () => {
    for (const count of [49, 98, 103, 107, 161]) {
      const { cdf, quantile } = law1D({ law: 'csv', table: column(numbers(count)), split: split() });
      for (let rank = 1; rank <= 200; rank++) {
        const p = rank / 200;
        const x = quantile(p);
        expect(cdf(x)).toBeGreaterThanOrEqual(p);
        expect(cdf(x - 0.5)).toBeLessThan(p);
        expect(quantile(cdf(x))).toBe(x);
      }
    }
  });

  it('has the moments of the part it draws from, and no density and no modes', () => {
    const kept = numbers(50).filter((value) => !heldOut.has(value));
    const mean = kept.reduce((sum, value) => sum + value) / 40;
    const central = (power: number) => kept.reduce((sum, value) => sum + (value - mean) ** power, 0) / 40;
    expect(law.moments.mean).toBeCloseTo(mean, 12);
    expect(law.moments.standardDeviation).toBeCloseTo(Math.sqrt(central(2)), 12);
    expect(law.moments.skewness).toBeCloseTo(central(3) / central(2) ** 1.5, 12);
    expect(law.moments.excessKurtosis).toBeCloseTo(central(4) / central(2) ** 2 - 3, 12);
    expect(law.density).toBeUndefined();
    expect(law.modes).toEqual([]);
  });

  it('finds each draw among its values although they are rounded to float32', () => {
    const tenths = law1D({ law: 'csv', table: column(numbers(100).map((index) => (index % 10) / 10)), split: split() });
    // Were draws rounded and values not, a draw of 0.7 would lie below the value 0.7 and miss a tenth of the law.
    for (const value of drawn(tenths, 200)) expect(tenths.quantile(tenths.cdf(value))).toBe(value);
  });

  it('of equal values has a standard deviation of 0 and no shape', () => {
    const constant = law1D({ law: 'csv', table: column(numbers(10).map(() => 3)), split: split() });
    expect(constant.moments).toEqual({
      mean: 3,
      standardDeviation: 0,
      skewness: undefined,
      excessKurtosis: undefined,
    });
  });
});

describe("two columns of the user's own", () => {
  const rows = 60;
  const values = Float64Array.from({ length: 2 * rows }, (_, cell) => (cell % 2 === 0 ? cell / 2 : -cell));
  const law = law2D({ law: 'csv', table: { dimension: 2, values }, split: split() });

  it('keeps the two numbers of a row together', () => {
    for (const part of [law, law.reference]) {
      const points = drawn(part, 500);
      for (let row = 0; row < 500; row++) expect(points[2 * row + 1]).toBe(-2 * points[2 * row] - 1);
    }
  });

  it('has the marginal law of each coordinate', () => {
    const first = drawn(law.reference, 2000).filter((_, cell) => cell % 2 === 0);
    expect(law.reference.marginals[0].cdf(Math.max(...first))).toBe(1);
    expect(law.reference.marginals[0].quantile(1)).toBe(Math.max(...first));
    expect(law.reference.marginals[1].quantile(0)).toBe(-2 * Math.max(...first) - 1);
    expect(law.density).toBeUndefined();
  });
});

const triangle: DrawFunction<1> = {
  dimension: 1,
  sample(out, count, source) {
    for (let index = 0; index < count; index++) out[index] = source.uniform() + source.uniform();
  },
};

const diagonal: DrawFunction<2> = {
  dimension: 2,
  sample(out, count, source) {
    for (let row = 0; row < count; row++) out[2 * row] = out[2 * row + 1] = source.normal();
  },
};

describe("the user's own function", () => {
  it('is measured against one fixed draw of it, the same for every run', () => {
    const law = law1D({ law: 'module', draws: triangle, fixed: randomStream(digest, 'fixed_draw') });
    const again = law1D({ law: 'module', draws: triangle, fixed: randomStream(digest, 'fixed_draw') });
    expect(law.quantile(0.5)).toBeCloseTo(1, 1);
    expect(law.moments.standardDeviation).toBeCloseTo(Math.sqrt(1 / 6), 2);
    expect(law.quantile(0.2)).toBe(again.quantile(0.2));
    expect(law.reference.cdf(0.3)).toBe(law.cdf(0.3));
    expect(law.density).toBeUndefined();
    // New draws are the function's, not the fixed draw's.
    const values = drawn(law, 10_000);
    expect([...values].filter((value) => law.cdf(value) - law.cdf(value - 1e-6) === 0).length).toBeGreaterThan(5000);
    expect(kolmogorovSmirnov(values, law.cdf)).toBeLessThan(2.5);
  });

  it('of two coordinates keeps them together', () => {
    const law = law2D({ law: 'module', draws: diagonal, fixed: randomStream(digest, 'fixed_draw') });
    const points = drawn(law, 100);
    expect(points[0]).toBe(points[1]);
    expect(law.marginals[0].quantile(0.9)).toBe(law.marginals[1].quantile(0.9));
  });
});

describe('noise', () => {
  const parse = (input: unknown) => {
    const config = noiseSchema.parse(input);
    if (config.law === 'module') throw new Error('a law without a file is wanted');
    return config;
  };

  it('has independent coordinates of the law', () => {
    const noise = noiseLaw(parse({ law: 'uniform', low: -1, high: 3 }), 5);
    const out = new Float32Array(5 * 4000);
    noise.sample(out, 4000, randomStream(1, 'noise'));
    for (let coordinate = 0; coordinate < 5; coordinate++) {
      const values = out.filter((_, cell) => cell % 5 === coordinate);
      expect(kolmogorovSmirnov(values, (x) => (x + 1) / 4)).toBeLessThan(2.3);
    }
    expect(noise.dimension).toBe(5);
    expect(noise.marginal).toBeUndefined();
  });

  it('of one coordinate has a distribution function', () => {
    const noise = noiseLaw(parse({ law: 'normal', mean: 2, standard_deviation: 3 }), 1);
    expect(noise.marginal?.quantile(0.5)).toBe(2);
    expect(noise.marginal?.cdf(5)).toBeCloseTo(0.8413447460685429, 12);
  });

  it('may be a function of the user', () => {
    const fixed = randomStream(digest, 'fixed_draw');
    expect(noiseLaw({ law: 'module', draws: triangle, fixed }, 1).marginal?.quantile(0.5)).toBeCloseTo(1, 1);
    const wide = noiseLaw({ law: 'module', draws: diagonal, fixed }, 2);
    const out = new Float32Array(8);
    wide.sample(out, 4, randomStream(1, 'noise'));
    expect(out[6]).toBe(out[7]);
    expect(wide.marginal).toBeUndefined();
  });
});
