import { expect, test } from 'vitest';
import {
  KolmogorovSmirnov,
  kolmogorovSmirnovOfUniforms,
} from '../../../../src/main/training/metrics/kolmogorov-smirnov.ts';
import { stepsCdf, stepsCdfBelow, stepsOf } from '../../../../src/main/training/metrics/steps.ts';
import type { Steps } from '../../../../src/main/training/metrics/steps.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import { empirical1D } from '../../../../src/shared/distributions/empirical-1d.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';

const standardNormal = normal({ mean: 0, standard_deviation: 1 });
const toUniform = (count: number) =>
  new KolmogorovSmirnov({ cdf: (x) => Math.min(1, Math.max(0, x)), cdfBelow: undefined }, count);
const toSteps = (steps: Steps, count: number) =>
  new KolmogorovSmirnov({ cdf: (x) => stepsCdf(steps, x), cdfBelow: (x) => stepsCdfBelow(steps, x) }, count);

test('two samples at 0.1 and 0.2 leave U(0, 1) by 0.8, just above the second', () => {
  expect(toUniform(2).distance(Float32Array.of(0.1, 0.2))).toBeCloseTo(0.8, 7);
});

test('two samples at 0.8 and 0.9 leave U(0, 1) by 0.8, just below the first', () => {
  expect(toUniform(2).distance(Float32Array.of(0.8, 0.9))).toBeCloseTo(0.8, 7);
});

test('all samples in one place: the whole of the law above or below it', () => {
  expect(toUniform(100).distance(new Float32Array(100).fill(0.25))).toBe(0.75);
});

test.each([1, 2, 31, 32, 33, 34, 65, 997, 2000])('%i samples: as much as looking at every one', (count) => {
  const stream = randomStream(count, 'ks');
  const distance = new KolmogorovSmirnov({ cdf: standardNormal.cdf, cdfBelow: undefined }, count);
  for (const scale of [0.2, 1, 1.5]) {
    const sorted = Float32Array.from({ length: count }, () => stream.normal() * scale + 0.1).sort();
    let largest = 0;
    sorted.forEach((sample, index) => {
      const level = standardNormal.cdf(sample);
      largest = Math.max(largest, level - index / count, (index + 1) / count - level);
    });
    expect(distance.distance(sorted)).toBe(largest);
  }
});

test('skips most of the calls of the distribution function', () => {
  let calls = 0;
  const counting = (x: number) => {
    calls++;
    return standardNormal.cdf(x);
  };
  const stream = randomStream(1, 'ks');
  const sorted = Float32Array.from({ length: 2000 }, () => stream.normal()).sort();
  new KolmogorovSmirnov({ cdf: counting, cdfBelow: undefined }, 2000).distance(sorted);
  expect(calls).toBeLessThan(500);
});

test('data against itself is at distance 0, however its values tie', () => {
  const values = Float32Array.of(0.1, 0.1, 0.1, 0.2, 0.5, 0.5);
  const steps = stepsOf(empirical1D(values)) as Steps;
  expect(steps.values).toEqual(Float32Array.of(0.1, 0.2, 0.5));
  expect(toSteps(steps, 6).distance(values)).toBe(0);
});

test.each([
  [5, 7],
  [40, 9],
  [101, 333],
])('%i samples against %i rows: the largest gap at any value of either', (count, rows) => {
  const stream = randomStream(count, 'rows');
  const draw = (length: number) => Float32Array.from({ length }, () => Math.round(stream.normal() * 8) / 8).sort();
  const sorted = draw(count);
  const data = draw(rows);
  let largest = 0;
  for (const place of [...sorted, ...data]) {
    const share = sorted.filter((value) => value <= place).length / count;
    const level = data.filter((value) => value <= place).length / rows;
    largest = Math.max(largest, Math.abs(share - level));
  }
  expect(toSteps(stepsOf(empirical1D(data)) as Steps, count).distance(sorted)).toBeCloseTo(largest, 12);
});

test('a law that rises without jumping has no steps', () => {
  expect(stepsOf(standardNormal)).toBeUndefined();
});

test('sorted uniforms: the distance of the numbers they stand for', () => {
  const bits = Uint32Array.of(2 ** 30, 2 ** 31, 2 ** 31 + 1);
  expect(kolmogorovSmirnovOfUniforms(bits)).toBeCloseTo(0.5, 8);
});
