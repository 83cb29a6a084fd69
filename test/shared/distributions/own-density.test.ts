import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import { canonicalConfig } from '../../../src/shared/config/canonical.ts';
import { DensityError } from '../../../src/shared/distributions/density-error.ts';
import { formulaLaw } from '../../../src/shared/distributions/formula-law.ts';
import { parseConfig } from '../../../src/shared/config/parse.ts';
import { parsed1D, parsed2D } from './laws.ts';

const formula = (density: string, range: readonly number[] = []) => parsed1D({ law: 'formula', density, range });

const PROBABILITIES = [1e-9, 1e-6, 1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999, 1 - 1e-6];

/** Why a target is refused. */
function refused(target: unknown): readonly string[] {
  const parsed = parseConfig({ target });
  return parsed.ok ? [] : parsed.refusals.map(({ message }) => message);
}

describe('a density of the user’s own on a line', () => {
  it('is the normal law where it is written as the normal law’s', () => {
    const own = formula('exp(-x^2 / 2)');
    const normal = parsed1D('normal');
    for (let x = -8; x <= 8; x += 1 / 64) {
      expect(Math.abs(own.cdf(x) - normal.cdf(x))).toBeLessThan(1e-14);
      expect(Math.abs((own.density?.(x) ?? NaN) - (normal.density?.(x) ?? NaN))).toBeLessThan(1e-14);
    }
    for (const p of PROBABILITIES.filter((one) => one >= 1e-6))
      expect(Math.abs(own.quantile(p) - normal.quantile(p))).toBeLessThan(1e-9);
    // Further out the library's own quantile is off by 4e-9; this is the value of tables.
    expect(Math.abs(own.quantile(1e-9) - -5.997807015007687)).toBeLessThan(1e-12);
    const { mean, standardDeviation, skewness, excessKurtosis } = own.moments;
    expect(mean).toBeCloseTo(0, 12);
    expect(standardDeviation).toBeCloseTo(1, 12);
    expect(skewness).toBeCloseTo(0, 12);
    expect(excessKurtosis).toBeCloseTo(0, 12);
    expect(own.modes).toEqual([]);
  });

  it.each([
    ['exponential', { law: 'exponential', rate: 2 }, 'step(x) * exp(-2 * x)', []],
    ['Laplace', { law: 'laplace', location: 1.5, scale: 0.4 }, 'exp(-abs(x - 1.5) / 0.4)', []],
    ['log-normal', { law: 'log_normal', log_standard_deviation: 1 }, 'exp(-log(x)^2 / 2) / x', [1e-7, 1e5]],
    ['uniform', { law: 'uniform', low: -2, high: 5 }, '1', [-2, 5]],
    ['uniform with jumps', { law: 'uniform', low: 0.3, high: 0.7 }, 'step(x - 0.3) * step(0.7 - x)', []],
    ['Student-t', { law: 'student_t', degrees_of_freedom: 5 }, '(1 + x^2 / 5)^-3', []],
    ['Cauchy', { law: 'student_t', degrees_of_freedom: 1 }, '1 / (1 + x^2)', []],
    ['far away', { law: 'normal', mean: 1000, standard_deviation: 0.5 }, 'exp(-2 * (x - 1000)^2)', []],
    ['narrow', { law: 'normal', standard_deviation: 1e-6 }, 'exp(-(x / 1e-6)^2 / 2)', []],
  ])('agrees with the %s law', (_, known, density, range) => {
    const [own, law] = [formula(density, range), parsed1D(known)];
    const spread = law.quantile(0.75) - law.quantile(0.25);
    for (const p of PROBABILITIES) {
      const x = law.quantile(p);
      expect(Math.abs(own.cdf(x) - p)).toBeLessThan(1e-11);
      const tail = Math.min(p, 1 - p);
      if (tail > 1e-5) expect(Math.abs(own.quantile(p) - x)).toBeLessThan(1e-9 * Math.max(spread, Math.abs(x)));
    }
    if (law.moments.standardDeviation === undefined) expect(own.moments.standardDeviation).toBeUndefined();
    else expect((own.moments.standardDeviation ?? NaN) / law.moments.standardDeviation).toBeCloseTo(1, 6);
  });

  it('gives x back from the quantile of its distribution function at x', () => {
    for (const law of [formula('exp(-x^4 / 4)'), formula('x^2 * exp(-x^2)'), formula('2 + sin(3 * x)', [0, 10])]) {
      for (const p of PROBABILITIES) {
        const x = law.quantile(p);
        expect(Math.abs(law.quantile(law.cdf(x)) - x)).toBeLessThan(1e-12);
        expect(Math.abs(law.cdf(x) / p - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('ends where the formula does, and nowhere where it only fades', () => {
    expect(formula('exp(-x^2)').quantile(0)).toBe(-Infinity);
    expect(formula('step(x) * exp(-x)').quantile(0)).toBe(0);
    expect(formula('step(x) * exp(-x)').quantile(1)).toBe(Infinity);
    expect([0, 1].map(formula('1', [-2, 5]).quantile)).toEqual([-2, 5]);
  });

  it('is followed to where it vanishes, though the formula overflows further out', () => {
    const logistic = formula('exp(x) / (1 + exp(x))^2');
    expect(logistic.cdf(1)).toBeCloseTo(1 / (1 + Math.exp(-1)), 13);
    expect(logistic.moments.standardDeviation).toBeCloseTo(Math.PI / Math.sqrt(3), 12);
  });

  it('has the moments that exist', () => {
    const exists = (density: string) => Object.values(formula(density).moments).map((moment) => moment !== undefined);
    expect(exists('1 / (1 + x^2)')).toEqual([false, false, false, false]);
    expect(exists('(1 + x^2 / 3)^-2')).toEqual([true, true, false, false]);
    expect(exists('exp(-(x - 1000)^2) + exp(-x^2)')).toEqual([true, true, true, true]);
  });

  it('has its separate peaks as modes, with what belongs to each', () => {
    const { modes } = formula('exp(-(x - 3)^2 * 2) + 3 * exp(-(x + 2)^2 * 2)');
    expect(modes).toHaveLength(2);
    expect(modes[0].centre[0]).toBeCloseTo(-2, 6);
    expect(modes[1].centre[0]).toBeCloseTo(3, 6);
    expect(modes.map(({ weight }) => weight)).toEqual([expect.closeTo(0.75, 6), expect.closeTo(0.25, 6)]);
    expect(modes.map((mode) => mode.standardDeviation)).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.5, 3)]);
    // Between these two it falls by less than half.
    expect(formula('exp(-(x - 0.7)^2) + exp(-(x + 0.7)^2)').modes).toEqual([]);
  });

  it('has samples whose moments are the integrals of the density', () => {
    const law = formula('exp(-(x - 2)^2 * 2) + 3 * exp(-abs(x + 1))');
    const out = new Float32Array(400_000);
    law.sample(out, out.length, randomStream(3, 'own density'));
    let [mean, square] = [0, 0];
    for (const value of out) {
      mean += value / out.length;
      square += (value * value) / out.length;
    }
    // By hand: masses √(π/2) and 6, means 2 and −1, second moments 4.25 and 3.
    const total = Math.sqrt(Math.PI / 2) + 6;
    const [exactMean, exactSquare] = [
      (2 * Math.sqrt(Math.PI / 2) - 6) / total,
      (4.25 * Math.sqrt(Math.PI / 2) + 18) / total,
    ];
    expect(law.moments.mean).toBeCloseTo(exactMean, 12);
    const deviation = Math.sqrt(exactSquare - exactMean * exactMean);
    expect(law.moments.standardDeviation).toBeCloseTo(deviation, 12);
    expect(Math.abs(mean - exactMean)).toBeLessThan((5 * deviation) / Math.sqrt(out.length));
    expect(Math.abs(square - exactSquare)).toBeLessThan((5 * 10) / Math.sqrt(out.length));
  });

  it('is one law however it is written', () => {
    const hashed = (density: string) => {
      const parsed = parseConfig({ target: { law: 'formula', density } });
      if (!parsed.ok) throw new Error(parsed.refusals[0].message);
      return canonicalConfig(parsed.config, 'fused');
    };
    expect(hashed('exp(-x^2/2)')).toBe(hashed(' exp( (-(x^2)) / 2 )'));
    expect(hashed('exp(-x^2/2)')).not.toBe(hashed('exp(-x^2/3)'));
    expect(hashed('exp(-(x^4)/4)')).toContain('"target":{"law":"formula"}');
  });
});

describe('a formula that is no density', () => {
  it.each([
    ['exp(-x^2) - 0.1', [], /is negative at x = .*, where it is .*; a density is 0 or more$/],
    ['1 - x^2', [-2, 2], /is negative at x = -?2, where it is -3; a density is 0 or more$/],
    ['-exp(-x^2)', [], /is negative at x = 0, where it is -1; a density is 0 or more$/],
    ['1 / x', [0, 1], /is not finite at x = 0; give a range that leaves such places out$/],
    ['exp(x^2)', [], /is not finite at x = \d+; give a range that leaves such places out$/],
    ['sqrt(x) * exp(-x)', [], /is not finite at x = -[\d.]+; give a range that leaves such places out$/],
    ['1', [], /has no finite integral over all x, or falls off too slowly; give a range$/],
    ['1 / (1 + abs(x))', [], /has no finite integral over all x, or falls off too slowly; give a range$/],
    ['0', [], /is 0 at every searched place; give a range$/],
    ['0 * x', [1, 2], /is 0 everywhere in the range$/],
    ['sin(100000 * x)^2', [0, 10], /changes too quickly to be integrated; give a shorter range$/],
    ['exp(-x^2 - y^2) - 0.1', [], /is negative at x = .*, y = .*; a density is 0 or more$/],
    ['exp(-y^2)', [], /has no finite integral over all x and y, or falls off too slowly; give a range$/],
    ['1 / (x^2 + y^2)', [-1, 1], /is not finite at x = 0, y = 0; give a range that leaves such places out$/],
    ['0 * y', [0, 1], /is 0 everywhere in the range$/],
    ['exp(-((x - 0.3)^2 + y^2) * 1e8)', [-1, 1], /too narrow for a grid of 512 × 512 cells; give a smaller range$/],
  ])('%s over [%s] is refused with the reason', (density, range, reason) => {
    const messages = refused({ law: 'formula', density, range });
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^target\.density: ".*" /);
    expect(messages[0]).toMatch(reason);
  });

  it('is looked for once where it is none, however often the form asks', () => {
    const reason = (): unknown => {
      try {
        return formulaLaw({ density: 'exp(x) + 0.321', range: [] });
      } catch (error) {
        return error;
      }
    };
    const first = reason();
    expect(first).toBeInstanceOf(DensityError);
    expect(reason()).toBe(first);
  });

  it('is refused where it cannot be read, with the place', () => {
    expect(refused({ law: 'formula', density: 'exp(-x^4 / 4' })).toEqual([
      'target.density: "exp(-x^4 / 4" cannot be read at character 13: a closing bracket is missing; the bracket opened at character 4 is never closed',
    ]);
    expect(refused({ law: 'formula', density: 7 })).toEqual([
      'target.density: 7 is not a formula; use a formula of x and y such as exp(-x^4 / 4)',
    ]);
  });

  it('is refused for a range that is none', () => {
    expect(refused({ law: 'formula', range: [1] })).toEqual([
      'target.range: [1] has 1 entry; give low and high end, or leave it empty to find it automatically',
    ]);
    expect(refused({ law: 'formula', range: [2, 1] })).toEqual([
      'target.range: [2, 1] does not rise from 2 to 1; give the low end first',
    ]);
    expect(refused({ law: 'formula', density: 'exp(-x^2 - y^2)', range: [0, 1, 2] })).toEqual([
      'target.range: [0, 1, 2] has 3 entries; give low and high end, or those of x and then those of y, or leave it empty to find it automatically',
    ]);
  });
});

describe('a density of the user’s own in the plane', () => {
  it('is the normal law of two coordinates where it is written as that', () => {
    const own = parsed2D({ law: 'formula', density: 'exp(-(x^2 + (y / 2)^2) / 2)' });
    const marginals = [parsed1D('normal'), parsed1D({ law: 'normal', standard_deviation: 2 })];
    own.marginals.forEach((marginal, coordinate) => {
      const spread = coordinate + 1;
      for (let x = -4; x <= 4; x += 1 / 16)
        expect(Math.abs(marginal.cdf(x * spread) - marginals[coordinate].cdf(x * spread))).toBeLessThan(3e-5);
    });
    expect((own.density?.(0.5, -1) ?? NaN) / (Math.exp(-0.25) / (4 * Math.PI))).toBeCloseTo(1, 6);
    expect(own.modes).toEqual([]);

    const count = 100_000;
    const points = new Float32Array(2 * count);
    own.sample(points, count, randomStream(5, 'plane'));
    let product = 0;
    for (let row = 0; row < count; row++) product += (points[2 * row] * points[2 * row + 1]) / count;
    expect(Math.abs(product)).toBeLessThan((5 * 2) / Math.sqrt(count));
  });

  it('has its separate peaks as modes', () => {
    const bump = (x: number, y: number) => `exp(-((x - ${x})^2 + (y - ${y})^2) * 8)`;
    const { modes } = parsed2D({ law: 'formula', density: `${bump(2, 0)} + ${bump(-2, 0)} + 2 * ${bump(0, 2)}` });
    expect(modes).toHaveLength(3);
    const heaviest = modes.reduce((most, mode) => (mode.weight > most.weight ? mode : most));
    expect(heaviest.weight).toBeCloseTo(0.5, 4);
    expect(heaviest.standardDeviation).toBeCloseTo(0.25, 2);
    // To a cell of the grid.
    expect(Math.hypot(heaviest.centre[0], heaviest.centre[1] - 2)).toBeLessThan(0.03);
    expect(parsed2D({ law: 'formula', density: 'exp(-(sqrt(x^2 + y^2) - 2)^2 * 20)' }).modes).toEqual([]);
  });
});

describe('a density drawn by hand', () => {
  it('is straight between its points, and 0 beyond them', () => {
    const triangle = parsed1D({ law: 'drawn', positions: [0, 1, 3], heights: [0, 6, 0] });
    expect([-1, 0, 0.5, 1, 2, 3, 4].map((x) => triangle.density?.(x))).toEqual([0, 0, 1 / 3, 2 / 3, 1 / 3, 0, 0]);
    expect(triangle.cdf(1)).toBeCloseTo(1 / 3, 15);
    expect(triangle.quantile(1 / 12)).toBeCloseTo(0.5, 15);
    // The mean and the variance of a triangle: (a + b + c) / 3, (a² + b² + c² − ab − ac − bc) / 18.
    expect(triangle.moments.mean).toBeCloseTo(4 / 3, 14);
    expect(triangle.moments.standardDeviation).toBeCloseTo(Math.sqrt(7 / 18), 14);
    expect(triangle.moments.excessKurtosis).toBeCloseTo(-0.6, 13);
  });

  it('has its peaks as modes', () => {
    const { modes } = parsed1D('drawn');
    expect(modes.map(({ centre }) => centre)).toEqual([[-1.5], [1.5]]);
    expect(modes.map(({ weight }) => weight)).toEqual([expect.closeTo(0.5, 14), expect.closeTo(0.5, 14)]);
    expect(parsed1D({ law: 'drawn', positions: [0, 1, 2, 3], heights: [0, 1, 1, 0] }).modes).toEqual([]);
  });

  it('agrees with the same density as a formula', () => {
    const positions = [-1, 0, 2];
    const own = parsed1D({ law: 'drawn', positions, heights: [1, 3, 0] });
    const same = formula('step(-x) * (3 + 2 * x) + (1 - step(-x)) * (3 - 1.5 * x)', [-1, 2]);
    for (const p of [0.001, 0.2, 0.5, 0.8, 0.999]) expect(own.quantile(p)).toBeCloseTo(same.quantile(p), 12);
    expect(own.moments.skewness).toBeCloseTo(same.moments.skewness ?? NaN, 10);
  });

  it.each([
    [
      { positions: [0, 1, 2], heights: [1, 2] },
      'target.heights: [1, 2] has 2 entries where positions has 3; give one for each point',
    ],
    [{ positions: [0, 2, 1], heights: [1, 2, 1] }, 'target.positions: [0, 2, 1] does not rise from 2 to 1; sort it'],
    [{ positions: [0, 1], heights: [0, 0] }, 'target.heights: [0, 0] is 0 everywhere; make one of them greater than 0'],
    [{ positions: [0, 1], heights: [1, -1] }, 'target.heights[1]: -1 must be 0 or more'],
  ])('is refused where its points make no density: %j', (points, message) => {
    expect(refused({ law: 'drawn', ...points })).toEqual([message]);
  });
});
