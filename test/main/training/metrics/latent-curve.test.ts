import { expect, test } from 'vitest';
import { axesOf } from '../../../../src/main/training/metrics/axes.ts';
import {
  curveProbabilities,
  latentPoints,
  perfectCurve,
  pieceProbabilities,
} from '../../../../src/main/training/metrics/latent-curve.ts';
import type { LatentPoints } from '../../../../src/main/training/metrics/latent-curve.ts';
import { noiseLaw } from '../../../../src/shared/distributions/noise-law.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

const target = normal({ mean: 0, standard_deviation: 1 });
const uniformNoise = noiseLaw({ law: 'uniform', low: 0, high: 1 }, 1);
const normalNoise = noiseLaw({ law: 'normal', mean: 0, standard_deviation: 1 }, 1);
const range = { low: 0, high: 4 };

function shares(curve: number[], pieces: number[]): number[] {
  const probabilities = new Float64Array(6);
  curveProbabilities(Float32Array.from(curve), Float64Array.from(pieces), range, probabilities);
  return Array.from(probabilities);
}

test('a straight line spreads its latent evenly over the cells it crosses', () => {
  expect(shares([0, 4], [1])).toEqual([0, 0.25, 0.25, 0.25, 0.25, 0]);
});

test('a line within one cell leaves all in it', () => {
  expect(shares([1.25, 1.5], [1])).toEqual([0, 0, 1, 0, 0, 0]);
});

test('a line over an edge is divided at the edge', () => {
  expect(shares([0.5, 2.5], [1])).toEqual([0, 0.25, 0.5, 0.25, 0, 0]);
});

test('a flat piece puts its latent on one point, inside or outside', () => {
  expect(shares([2.5, 2.5, 2.5], [0.5, 0.5])).toEqual([0, 0, 0, 1, 0, 0]);
  expect(shares([-1, -1], [1])).toEqual([1, 0, 0, 0, 0, 0]);
  expect(shares([7, 7], [1])).toEqual([0, 0, 0, 0, 0, 1]);
});

test('what a line has outside the axis counts below and above it', () => {
  expect(shares([-2, 6], [1])).toEqual([0.25, 0.125, 0.125, 0.125, 0.125, 0.25]);
});

test('a fold gives to its cells twice', () => {
  expect(shares([0, 2, 0], [0.5, 0.5])).toEqual([0, 0.5, 0.5, 0, 0, 0]);
});

test('any curve gives what many latents between its points would', () => {
  const stream = randomStream(1, 'curve');
  const curve = Array.from({ length: 12 }, () => stream.normal() * 3 + 2);
  const pieces = Array.from({ length: 11 }, () => 1 / 11);
  const counted = new Float64Array(6);
  const draws = 100_000;
  for (let piece = 0; piece < 11; piece++) {
    for (let draw = 0; draw < draws; draw++) {
      const value = curve[piece] + ((curve[piece + 1] - curve[piece]) * (draw + 0.5)) / draws;
      counted[Math.min(5, Math.max(0, Math.floor(value) + 1))] += 1 / 11 / draws;
    }
  }
  shares(curve, pieces).forEach((share, cell) => expect(share).toBeCloseTo(counted[cell], 4));
});

test('a uniform latent is drawn from end to end of its support, all pieces alike', () => {
  const points = latentPoints(uniformNoise, axesOf(target, uniformNoise), 5) as LatentPoints;
  expect(points.values).toEqual(Float32Array.of(0, 0.25, 0.5, 0.75, 1));
  expect(pieceProbabilities(points)).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25));
});

test('a normal latent keeps all its probability, the tails beyond the points too', () => {
  const points = latentPoints(normalNoise, axesOf(target, normalNoise), 64) as LatentPoints;
  const sum = pieceProbabilities(points).reduce((total, piece) => total + piece);
  expect(sum).toBeCloseTo(1, 14);
});

test('a latent of two dimensions has no curve', () => {
  const noise = noiseLaw({ law: 'uniform', low: 0, high: 1 }, 2);
  expect(latentPoints(noise, axesOf(target, noise), 64)).toBeUndefined();
});

test('a perfect generator of N(0, 1) from N(0, 1) is the identity', () => {
  const points = latentPoints(normalNoise, axesOf(target, normalNoise), 64) as LatentPoints;
  perfectCurve(target, range, points).forEach((value, index) => expect(value).toBeCloseTo(points.values[index], 6));
});

test('where the quantile is infinite, the perfect curve ends with the axis', () => {
  const axes = axesOf(target, uniformNoise);
  const curve = perfectCurve(target, axes.data[0], latentPoints(uniformNoise, axes, 64) as LatentPoints);
  expect([curve[0], curve[63]]).toEqual([Math.fround(axes.data[0].low), Math.fround(axes.data[0].high)]);
});
