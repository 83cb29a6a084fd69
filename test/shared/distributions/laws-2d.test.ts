import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/main/training/random.ts';
import type { Law2D } from '../../../src/shared/distributions/law.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { LAWS_2D, nameOf, parsed2D } from './laws.ts';

const DRAWS = 100_000;

function draws(law: Law2D, count: number, name: string): Float32Array {
  const out = new Float32Array(2 * count);
  law.sample(out, count, randomStream(11, name));
  return out;
}

function density(law: Law2D): (x: number, y: number) => number {
  if (law.density === undefined) throw new Error('a formula has a density');
  return law.density;
}

/** A square that holds all but nothing of the law, and a step that is fine enough for its density. */
function box(input: Record<string, unknown>, law: Law2D): { low: number; cells: number; step: number } {
  if (input['law'] === 'checkerboard') {
    const [side, width] = input['side'] === 3 ? [3, 6] : [4, 4];
    return { low: -width / 2, cells: side * 20, step: width / (side * 20) };
  }
  const deviation = { ring: 0.02, grid: 0.05, two_moons: 0.1 }[String(input['law'])] ?? 0.05;
  const step = (Number(input['standard_deviation'] ?? deviation) * 2) / 3;
  const low = Math.min(...law.marginals.map((marginal) => marginal.quantile(1e-12)));
  const high = Math.max(...law.marginals.map((marginal) => marginal.quantile(1 - 1e-12)));
  return { low, cells: Math.ceil((high - low) / step), step };
}

describe.each(LAWS_2D.map((input) => ({ name: nameOf(input), input, law: parsed2D(input) })))(
  '$name',
  ({ name, input, law }) => {
    it('has a density that integrates to 1', () => {
      const at = density(law);
      const { low, cells, step } = box(input, law);
      let sum = 0;
      for (let row = 0; row < cells; row++) {
        for (let column = 0; column < cells; column++) sum += at(low + (column + 0.5) * step, low + (row + 0.5) * step);
      }
      // The midpoint rule is far better than this for Gaussians wider than the step.
      expect(sum * step * step).toBeCloseTo(1, 7);
    });

    it('has marginals that its samples follow', () => {
      const count = 20_000;
      const points = draws(law, count, name);
      law.marginals.forEach((marginal, coordinate) => {
        const values = Float32Array.from({ length: 20_000 }, (_, row) => points[2 * row + coordinate]);
        expect(kolmogorovSmirnov(values, marginal.cdf)).toBeLessThan(2.3);
      });
    });

    it('gives back p from a marginal quantile of p', () => {
      for (const marginal of law.marginals) {
        for (const p of [1e-6, 0.001, 0.1, 0.37, 0.5, 0.81, 0.999]) {
          expect(Math.abs(marginal.cdf(marginal.quantile(p)) - p)).toBeLessThan(1e-9);
        }
      }
    });

    it('draws samples as often in each field of the plane as its density says', () => {
      const at = density(law);
      const { low, cells, step } = box(input, law);
      const fields = 12;
      const width = (cells * step) / fields;
      const perField = Math.ceil(cells / fields) + 1;
      const fine = width / perField;
      const observed = new Float64Array(fields * fields);
      const points = draws(law, DRAWS, `${name} fields`);
      const field = (x: number) => Math.min(fields - 1, Math.max(0, Math.floor((x - low) / width)));
      for (let row = 0; row < DRAWS; row++) observed[field(points[2 * row + 1]) * fields + field(points[2 * row])]++;
      let statistic = 0;
      let degrees = -1;
      let [restObserved, restExpected] = [0, 0];
      for (let index = 0; index < fields * fields; index++) {
        const [x, y] = [low + (index % fields) * width, low + Math.floor(index / fields) * width];
        let probability = 0;
        for (let inner = 0; inner < perField * perField; inner++) {
          probability += at(x + ((inner % perField) + 0.5) * fine, y + (Math.floor(inner / perField) + 0.5) * fine);
        }
        const expected = probability * fine * fine * DRAWS;
        if (expected < 10) {
          restObserved += observed[index];
          restExpected += expected;
          continue;
        }
        statistic += (observed[index] - expected) ** 2 / expected;
        degrees++;
      }
      // What thin fields hold together is one more field.
      expect(Math.abs(restObserved - restExpected)).toBeLessThan(5 * Math.sqrt(restExpected) + 5);
      // Mean plus five standard deviations of chi-square: exceeded about once in 100,000 draws.
      expect(statistic).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees));
      expect(degrees).toBeGreaterThan(5);
    });

    it('is its own reference', () => {
      expect(law.reference).toBe(law);
    });
  },
);

describe('separate Gaussians', () => {
  it.each([1, 2, 7, 8, 100])('are %d distinct centres on the ring, all at its radius', (modes) => {
    const law = parsed2D({ law: 'ring', modes, radius: 3 });
    expect(new Set(law.modes.map(({ centre }) => centre.map((value) => value.toFixed(6)).join())).size).toBe(modes);
    for (const { centre, weight, standardDeviation } of law.modes) {
      expect(Math.hypot(centre[0], centre[1])).toBeCloseTo(3, 12);
      expect(weight).toBe(1 / modes);
      expect(standardDeviation).toBe(0.02);
    }
  });

  it('lie evenly on the ring', () => {
    const { modes } = parsed2D({ law: 'ring', modes: 7, radius: 3 });
    modes.forEach(({ centre }, index) => {
      const next = modes[(index + 1) % 7].centre;
      expect(Math.hypot(centre[0] - next[0], centre[1] - next[1])).toBeCloseTo(6 * Math.sin(Math.PI / 7), 12);
    });
  });

  it('are all drawn, close to their centres', () => {
    const law = parsed2D({ law: 'ring', modes: 8 });
    const hits = new Array<number>(8).fill(0);
    const points = draws(law, 8000, 'ring');
    for (let row = 0; row < 8000; row++) {
      const nearest = law.modes.findIndex(
        ({ centre }) => Math.hypot(points[2 * row] - centre[0], points[2 * row + 1] - centre[1]) < 0.12,
      );
      hits[nearest]++;
    }
    for (const hit of hits) expect(Math.abs(hit - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });

  it('form a grid around the origin, a spacing apart', () => {
    const { modes } = parsed2D({ law: 'grid', side: 4, spacing: 2 });
    expect(modes).toHaveLength(16);
    expect(modes[0].centre).toEqual([-3, -3]);
    expect(modes[1].centre).toEqual([-1, -3]);
    expect(modes[15].centre).toEqual([3, 3]);
    expect(parsed2D('checkerboard').modes).toEqual([]);
    expect(parsed2D('two_moons').modes).toEqual([]);
  });

  it('have a density equal to the plain sum over all of them', () => {
    const law = parsed2D({ law: 'grid', side: 5, standard_deviation: 0.3 });
    for (const [x, y] of [
      [0, 0],
      [0.4, -1.7],
      [2.2, 2.9],
      [-3, 1],
    ]) {
      let sum = 0;
      for (const { centre } of law.modes) {
        sum += Math.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * 0.09)) / (2 * Math.PI * 0.09 * 25);
      }
      expect(density(law)(x, y) / sum).toBeCloseTo(1, 12);
    }
  });
});

describe('curves', () => {
  it('interleave two half circles as make_moons does', () => {
    const points = draws(parsed2D({ law: 'two_moons', standard_deviation: 1e-6 }), 2000, 'moons');
    let upper = 0;
    for (let row = 0; row < 2000; row++) {
      const [x, y] = [points[2 * row], points[2 * row + 1]];
      const onUpper = Math.abs(Math.hypot(x, y) - 1) < 1e-5 && y > -1e-5;
      const onLower = Math.abs(Math.hypot(x - 1, y - 0.5) - 1) < 1e-5 && y < 0.5 + 1e-5;
      expect(onUpper || onLower).toBe(true);
      if (onUpper) upper++;
    }
    expect(Math.abs(upper - 1000)).toBeLessThan(5 * Math.sqrt(500));
  });

  it('wind two opposite arms out of the origin as a spiral', () => {
    const law = parsed2D({ law: 'spiral', turns: 0.5, radius: 3, standard_deviation: 1e-6 });
    const points = draws(law, 2000, 'spiral');
    let upper = 0;
    for (let row = 0; row < 2000; row++) {
      const [x, y] = [points[2 * row], points[2 * row + 1]];
      // With half a turn one arm fills the upper half plane and the other the lower.
      const angle = y >= 0 ? Math.atan2(y, x) : Math.atan2(-y, -x);
      const radius = Math.hypot(x, y);
      if (radius > 0.01) expect(Math.abs(radius - (3 * angle) / Math.PI)).toBeLessThan(1e-3);
      if (y >= 0) upper++;
    }
    expect(Math.abs(upper - 1000)).toBeLessThan(5 * Math.sqrt(500));
  });

  it('begin the swiss roll at a third of its radius and end it there', () => {
    const points = draws(parsed2D({ law: 'swiss_roll', radius: 6, standard_deviation: 1e-6 }), 5000, 'roll');
    const radii = Array.from({ length: 5000 }, (_, row) => Math.hypot(points[2 * row], points[2 * row + 1]));
    expect(Math.min(...radii)).toBeCloseTo(2, 1);
    expect(Math.max(...radii)).toBeCloseTo(6, 1);
  });

  it('have a density equal to a far finer integral', () => {
    const law = parsed2D({ law: 'two_moons', standard_deviation: 0.1 });
    const fine = 200_000;
    for (const [x, y] of [
      [0, 1],
      [0.5, 0.25],
      [1.3, -0.4],
      [-0.6, 0.1],
    ]) {
      let sum = 0;
      for (let node = 0; node < fine; node++) {
        const angle = (Math.PI * (node + 0.5)) / fine;
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        sum += Math.exp(-((x - cosine) ** 2 + (y - sine) ** 2) / 0.02);
        sum += Math.exp(-((x - 1 + cosine) ** 2 + (y - 0.5 + sine) ** 2) / 0.02);
      }
      expect((density(law)(x, y) / sum) * (2 * Math.PI * 0.01 * 2 * fine)).toBeCloseTo(1, 9);
    }
  });

  it('leave the density undefined where the noise is too thin to integrate', () => {
    const thin = parsed2D({ law: 'spiral', turns: 50, standard_deviation: 1e-4 });
    expect(thin.density).toBeUndefined();
    expect(thin.marginals[0].cdf(thin.marginals[0].quantile(0.3))).toBeCloseTo(0.3, 4);
    expect(parsed2D({ law: 'two_moons', standard_deviation: 1e-4 }).density).toBeDefined();
  });
});
