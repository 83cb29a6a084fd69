import { expect, test } from 'vitest';
import { measureMoments } from '../../../../src/main/training/metrics/moments.ts';

function momentsOf(points: Float32Array, stride = 1, offset = 0) {
  const moments = { mean: NaN, standardDeviation: NaN, skewness: NaN, excessKurtosis: NaN };
  measureMoments(points, stride, offset, moments);
  return moments;
}

test('1, 2, 3, 10: by hand', () => {
  // Deviations −3, −2, −1, 6 from 4: squares 50, cubes 180, fourths 1394.
  const { mean, standardDeviation, skewness, excessKurtosis } = momentsOf(Float32Array.of(1, 2, 3, 10));
  expect(mean).toBe(4);
  expect(standardDeviation).toBeCloseTo(Math.sqrt(50 / 3), 14);
  expect(skewness).toBeCloseTo(45 / 12.5 ** 1.5, 14);
  expect(excessKurtosis).toBeCloseTo(348.5 / 12.5 ** 2 - 3, 14);
});

test('a small spread far from 0 is not lost to rounding', () => {
  const { standardDeviation } = momentsOf(Float32Array.of(1e6, 1e6 + 0.25, 1e6 + 0.5));
  expect(standardDeviation).toBe(0.25);
});

test('the second coordinate of points, apart from the first', () => {
  const { mean, standardDeviation } = momentsOf(Float32Array.of(100, 1, 200, 2, 300, 3), 2, 1);
  expect(mean).toBe(2);
  expect(standardDeviation).toBe(1);
});

test('samples that are all equal have a mean and no shape', () => {
  const { mean, standardDeviation, skewness } = momentsOf(new Float32Array(5).fill(2));
  expect([mean, standardDeviation]).toEqual([2, 0]);
  expect(skewness).toBeNaN();
});
