import { expect, test } from 'vitest';
import { axesOf, countOutside, countOutsideSorted } from '../../../../src/main/training/metrics/axes.ts';
import { empirical1D } from '../../../../src/shared/distributions/empirical-1d.ts';
import { noiseLaw } from '../../../../src/shared/distributions/noise-law.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';
import { ring } from '../../../../src/shared/distributions/ring.ts';

const target = normal({ mean: 0, standard_deviation: 1 });
const uniformNoise = noiseLaw({ law: 'uniform', low: -1, high: 1 }, 1);
const normalNoise = noiseLaw({ law: 'normal', mean: 0, standard_deviation: 1 }, 1);

test('the axis of N(0, 1) is its 0.001 to 0.999 quantiles and a quarter', () => {
  const [{ low, high }] = axesOf(target, uniformNoise).data;
  expect(low).toBeCloseTo(-3.0902323 * 1.25, 6);
  expect(high).toBeCloseTo(3.0902323 * 1.25, 6);
});

test('a bounded latent is shown on exactly its support, an unbounded one like a target', () => {
  expect(axesOf(target, uniformNoise).latent).toEqual({ low: -1, high: 1 });
  expect(axesOf(target, normalNoise).latent?.high).toBeCloseTo(3.0902323 * 1.25, 6);
});

test('a latent of several dimensions has no axis, a target of two has two', () => {
  const axes = axesOf(
    ring({ modes: 8, radius: 2, standard_deviation: 0.02 }),
    noiseLaw({ law: 'normal', mean: 0, standard_deviation: 1 }, 2),
  );
  expect(axes.latent).toBeUndefined();
  expect(axes.data).toHaveLength(2);
});

test('data that is one value over and over still has an axis around it', () => {
  const [{ low, high }] = axesOf(empirical1D(new Float32Array(20).fill(5)), uniformNoise).data;
  expect(low).toBeLessThan(5);
  expect(high).toBeGreaterThan(5);
});

test('counts what falls outside, and what is no number', () => {
  const square = [
    { low: 0, high: 1 },
    { low: 0, high: 1 },
  ];
  for (const sorted of [[-2, -0.5, 0, 0.5, 1, 1.5], [0, 1], [-1, -0.5], [2, 3], []].map((values) =>
    Float32Array.from(values),
  ))
    expect(countOutsideSorted(sorted, square[0])).toBe(countOutside(sorted, square.slice(0, 1)));
  expect(countOutside(Float32Array.of(0, 1, 1.5, -0.5, NaN, Infinity), square.slice(0, 1))).toBe(4);
  expect(countOutside(Float32Array.of(0.5, 0.5, 0.5, 2, NaN, 0.5), square)).toBe(2);
});
