import { describe, expect, it } from 'vitest';
import { contourLines } from '../../../src/shared/figures/contour-lines.ts';
import { BANDWIDTH, DENSITY_CELLS, planeDensity, regionLevels } from '../../../src/shared/figures/plane-density.ts';
import { randomStream } from '../../../src/main/training/random.ts';

const AXES = [
  { low: -4, high: 4 },
  { low: -4, high: 4 },
];
const SPREAD = 0.8;

/** Draws of a round normal law around a point. */
function round(count: number, x: number, y: number, seed = 1): Float64Array {
  const random = randomStream(seed, 'points');
  return Float64Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? x : y) + SPREAD * random.normal());
}

/** Mean distance of a line from a point, in the units of the axes. */
function radiusOf(line: Float64Array, x = 0, y = 0): number {
  let sum = 0;
  for (let at = 0; at < line.length; at += 2) sum += Math.hypot(8 * line[at] - 4 - x, 8 * line[at + 1] - 4 - y);
  return sum / (line.length / 2);
}

/** The longest of the lines: of few samples, some further out have a line of their own. */
const longest = (lines: readonly Float64Array[]) =>
  lines.reduce((long, line) => (line.length > long.length ? line : long));

describe('the density of points in the plane', () => {
  it('has the regions of 50 % and 90 % of a normal law, widened by the kernel', () => {
    const density = planeDensity([round(20_000, 0, 0, 1), round(20_000, 0, 0, 2)], AXES);
    const widened = Math.sqrt(SPREAD ** 2 + (BANDWIDTH * 8) ** 2);
    for (const share of [0.5, 0.9]) {
      const [level] = regionLevels(density, [share]);
      const radius = widened * Math.sqrt(-2 * Math.log(1 - share));
      expect(radiusOf(longest(contourLines(density, level ?? NaN))) / radius).toBeCloseTo(1, 1);
    }
  });

  it('integrates to the share of the samples that lie inside the axes', () => {
    const mass = (density: ArrayLike<number>) =>
      Array.from(density).reduce((sum, value) => sum + (value * 64) / 10_000, 0);
    expect(mass(planeDensity([round(500, 0, 0), round(500, 0.5, 0)], AXES).density)).toBeCloseTo(1, 2);
    expect(mass(planeDensity([round(500, 0, 0), new Float64Array(1000).fill(9)], AXES).density)).toBeCloseTo(0.5, 2);
    // The kernel loses nothing at an edge.
    expect(mass(planeDensity([new Float64Array(200).fill(3.99)], AXES).density)).toBeCloseTo(1, 6);
  });

  it('counts every seed, and leaves out what lies outside the axes or is no number', () => {
    const both = planeDensity([round(500, -2, 0), round(500, 2, 0)], AXES);
    const [level] = regionLevels(both, [0.5]);
    const middles = contourLines(both, level ?? NaN).map((line) => Math.sign(line[0] - 0.5));
    expect(new Set(middles)).toEqual(new Set([-1, 1]));
    const far = Float64Array.of(NaN, 0, 0, NaN, 50, 0, 0, -50, Infinity, 1);
    const { density } = planeDensity([round(500, -2, 0), round(500, 2, 0), far], AXES);
    const share = 1000 / 1005;
    Array.from(density).forEach((value, cell) => expect(value).toBeCloseTo(share * both.density[cell], 12));
    expect(regionLevels(planeDensity([far], AXES), [0.5, 0.9])).toEqual([undefined, undefined]);
  });

  it('of samples that are all the same is a spot as wide as the kernel, also in a corner of the axes', () => {
    const density = planeDensity([new Float64Array(200).fill(1)], AXES);
    const [inner] = regionLevels(density, [0.5]);
    const radius = radiusOf(longest(contourLines(density, inner ?? NaN)), 1, 1);
    expect(radius / (BANDWIDTH * 8 * Math.sqrt(2 * Math.LN2))).toBeCloseTo(1, 0);
    const corner = planeDensity([new Float64Array(200).fill(4)], AXES);
    expect(corner.density[corner.density.length - 1]).toBe(Math.max(...Array.from(corner.density)));
  });

  it('of one group after another is as it is of each alone', () => {
    const groups = [[round(500, -2, 0)], [round(500, 2, 1, 2), round(500, 0, 0, 3)]];
    const found = () =>
      groups.map((seeds) => {
        const density = planeDensity(seeds, AXES);
        return { density, levels: regionLevels(density, [0.5, 0.9]) };
      });
    expect(planeDensity(groups[0], AXES, new Float64Array(DENSITY_CELLS).fill(7))).toEqual(found()[0].density);
    expect(found()).toEqual(found());
    expect(found()[0].levels).not.toEqual(found()[1].levels);
  });
});
