import { expect, test } from 'vitest';
import { GRID_SIDE, referenceDraw } from '../../../../src/main/training/metrics/reference-draw.ts';
import { checkerboard } from '../../../../src/shared/distributions/checkerboard.ts';

// Four fields of 12 × 12 cells in the middle of the grid, two of them filled.
const law = checkerboard({ side: 2, width: 2 });
const ranges = [
  { low: -2, high: 2 },
  { low: -2, high: 2 },
] as const;
const reference = referenceDraw(law, ranges, 2);

test('every cell holds the probability that the density gives it', () => {
  const width = 4 / GRID_SIDE;
  let worst = 0;
  for (let row = 0; row < GRID_SIDE; row++) {
    for (let column = 0; column < GRID_SIDE; column++) {
      const density = law.density?.(-2 + (column + 0.5) * width, -2 + (row + 0.5) * width) ?? NaN;
      worst = Math.max(worst, Math.abs(reference.cells[row * GRID_SIDE + column] - density * width * width));
    }
  }
  // 288 cells of 1/288 each, counted over 400,000: a standard deviation of 0.0000930; 5 of them.
  expect(worst).toBeLessThan(5 * 0.000093);
  expect(reference.cells[GRID_SIDE * GRID_SIDE]).toBe(0);
});

test('its moments are the law’s: mean 0 and 1/√3 for each coordinate of a board from −1 to 1', () => {
  for (const { mean, standardDeviation } of reference.moments) {
    expect(Math.abs(mean)).toBeLessThan(5 * (0.577 / Math.sqrt(400_000)));
    expect(Math.abs(standardDeviation - 1 / Math.sqrt(3))).toBeLessThan(0.002);
  }
});

test('81 directions of 10,000 points, the first along x', () => {
  expect(reference.projections).toHaveLength(81);
  const [along] = reference.projections;
  expect(along).toHaveLength(10_000);
  expect(along[0]).toBeGreaterThanOrEqual(-1);
  expect(along[0]).toBeLessThan(-0.99);
  expect(along[5000]).toBeCloseTo(0, 1);
});

test('a law is drawn once', () => {
  expect(referenceDraw(law, ranges, 2)).toBe(reference);
});
