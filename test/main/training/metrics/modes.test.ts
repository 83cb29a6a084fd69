import { expect, test } from 'vitest';
import type { MeasuredMetrics } from '../../../../src/main/training/metrics/evaluator.ts';
import { ModeCounter } from '../../../../src/main/training/metrics/modes.ts';

const corners = [
  [0, 0],
  [10, 0],
  [0, 10],
  [10, 10],
].map((centre) => ({ centre, standardDeviation: 1, weight: 0.25 }));

/** By the present rule, or another. */
function coverage(counts: number[], extra: number[] = [], rule = 2): MeasuredMetrics {
  const points = counts.flatMap((count, mode) => Array.from({ length: count }, () => corners[mode].centre).flat());
  const metrics: MeasuredMetrics = {};
  new ModeCounter(corners, 2, rule).measure(Float32Array.from([...points, ...extra]), metrics);
  return metrics;
}

test('equal shares on every mode: all reached, all covered, nothing to complain of', () => {
  expect(coverage([25, 25, 25, 25])).toEqual({
    modes_reached: 4,
    modes_covered: 4,
    share_near_modes: 1,
    reverse_kl: 0,
  });
});

test('a mode with half of what its weight gives it is covered, with less only reached', () => {
  // A quarter of 400, of which 98.9 % lie within 3 standard deviations: 98.9, of which half is 49.4.
  expect(coverage([150, 100, 101, 49])).toMatchObject({ modes_reached: 4, modes_covered: 3 });
  expect(coverage([150, 100, 100, 50])).toMatchObject({ modes_reached: 4, modes_covered: 4 });
});

test('where samples are few, a mode is covered with what chance can leave it', () => {
  // 4.9 each, and 3 standard errors are more than that: one sample.
  expect(coverage([10, 5, 4, 1])).toMatchObject({ modes_reached: 4, modes_covered: 4 });
  expect(coverage([10, 5, 5, 0])).toMatchObject({ modes_reached: 3, modes_covered: 3 });
  // 24.7 − 3 √24.7 is 9.8, and half of 24.7 more.
  expect(coverage([41, 25, 25, 9])).toMatchObject({ modes_covered: 3 });
  expect(coverage([40, 25, 25, 10])).toMatchObject({ modes_covered: 4 });
});

test('a run of the first rule has a mode covered with 1 % of the samples', () => {
  expect(coverage([100, 100, 198, 2], [], 1)).toMatchObject({ modes_reached: 4, modes_covered: 3 });
  expect(coverage([100, 100, 196, 4], [], 1)).toMatchObject({ modes_reached: 4, modes_covered: 4 });
});

test('all samples on one of four modes: reverse KL ln 4', () => {
  const { modes_reached, reverse_kl } = coverage([0, 50, 0, 0]);
  expect(modes_reached).toBe(1);
  expect(reverse_kl).toBeCloseTo(Math.log(4), 14);
});

test('samples between the modes are near none, and still nearest to one', () => {
  const metrics = coverage([2, 2, 2, 2], [4, 4, 4, -4]);
  expect(metrics.share_near_modes).toBe(0.8);
  expect(metrics.reverse_kl).toBeCloseTo(0.4 * Math.log(1.6) + 0.6 * Math.log(0.8), 14);
});

test('3 standard deviations are near, more are not', () => {
  expect(coverage([0, 0, 0, 0], [-3, 0]).share_near_modes).toBe(1);
  expect(coverage([0, 0, 0, 0], [-3.001, 0])).toMatchObject({
    share_near_modes: 0,
    modes_reached: 0,
    modes_covered: 0,
  });
});

test('a sample within two modes reaches both and belongs to the nearer', () => {
  const modes = [
    { centre: [0], standardDeviation: 1, weight: 0.5 },
    { centre: [2], standardDeviation: 1, weight: 0.5 },
  ];
  const metrics: MeasuredMetrics = {};
  new ModeCounter(modes, 1, 2).measure(Float32Array.of(0.5), metrics);
  expect(metrics).toMatchObject({ modes_reached: 2, modes_covered: 1 });
});
