import { expect, test } from 'vitest';
import { latentPoints } from '../../../../src/main/training/metrics/latent-curve.ts';
import { axesOf } from '../../../../src/main/training/metrics/axes.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import { noiseLaw } from '../../../../src/shared/distributions/noise-law.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';
import { ring } from '../../../../src/shared/distributions/ring.ts';
import { spiral } from '../../../../src/shared/distributions/spiral.ts';
import { studentT } from '../../../../src/shared/distributions/student-t.ts';
import { tableLaw } from '../../../../src/shared/distributions/table-law.ts';
import { uniform } from '../../../../src/shared/distributions/uniform.ts';
import { evaluatorOf, floorOf, uniformNoise, wideNoise } from './targets.ts';
import type { Law } from '../../../../src/shared/distributions/law.ts';

const standardNormal = normal({ mean: 0, standard_deviation: 1 });

function samplesOf(law: Law, count: number): Float32Array {
  const samples = new Float32Array(count * law.dimension);
  law.sample(samples, count, randomStream(1, 'samples'));
  return samples;
}

/** G(z) of a generator on the latent U(0, 1). */
function curveOf(generator: (z: number) => number): Float32Array {
  const points = latentPoints(uniformNoise, axesOf(standardNormal, uniformNoise), 256);
  return Float32Array.from(points?.values ?? [], generator);
}

test('samples of the target score within the noise floor of every metric', () => {
  const evaluator = evaluatorOf(standardNormal, { samples: 2000, noise: wideNoise });
  const { metrics } = evaluator.evaluate(samplesOf(standardNormal, 2000), undefined);
  for (const key of ['wasserstein_1', 'ks', 'jensen_shannon'] as const) {
    expect(metrics[key]).toBeGreaterThan(0);
    expect(metrics[key]).toBeLessThan(1.5 * floorOf(evaluator, key).bound95);
  }
  for (const [key, truth] of [
    ['mean', 0],
    ['std', 1],
    ['skewness', 0],
    ['excess_kurtosis', 0],
  ] as const) {
    expect(Math.abs((metrics[key] ?? NaN) - truth)).toBeLessThan(1.5 * floorOf(evaluator, key).bound95);
  }
});

test('a shifted generator is as far as its shift', () => {
  const shifted = samplesOf(standardNormal, 20_000).map((sample) => sample + 0.5);
  const { metrics } = evaluatorOf(standardNormal, { samples: 20_000 }).evaluate(shifted, undefined);
  expect(Math.abs((metrics.wasserstein_1 ?? NaN) - 0.5)).toBeLessThan(0.03);
  // The largest gap between two normals 0.5 apart: 2 Φ(0.25) − 1 = 0.1974.
  expect(Math.abs((metrics.ks ?? NaN) - 0.1974)).toBeLessThan(0.015);
});

test('samples come back sorted, the caller’s untouched', () => {
  const samples = Float32Array.of(3, -1, 2, 0);
  const { sorted, outside } = evaluatorOf(standardNormal, { samples: 4 }).evaluate(samples, undefined);
  expect(sorted).toEqual(Float32Array.of(-1, 0, 2, 3));
  expect(samples).toEqual(Float32Array.of(3, -1, 2, 0));
  expect(outside).toBe(0);
});

test('a target that a latent is stretched onto exactly: no divergence, and ln 2 for the ideal discriminator', () => {
  const target = uniform({ low: 0, high: 1 });
  const { metrics } = evaluatorOf(target, { samples: 4 }).evaluate(
    samplesOf(target, 4),
    curveOf((z) => z),
  );
  expect(metrics.jensen_shannon).toBeCloseTo(0, 12);
  expect(metrics.ideal_discriminator_loss).toBeCloseTo(Math.LN2, 12);
});

test('a generator stuck in one place: nearly ln 2, and its samples have no shape', () => {
  const evaluator = evaluatorOf(standardNormal, { samples: 100 });
  const { metrics } = evaluator.evaluate(
    new Float32Array(100).fill(0.1),
    curveOf(() => 0.1),
  );
  expect(metrics.jensen_shannon).toBeGreaterThan(0.65);
  expect(metrics.std).toBe(0);
  expect(metrics).not.toHaveProperty('skewness');
  expect(metrics).not.toHaveProperty('excess_kurtosis');
});

test('label smoothing moves the ideal loss to (0.778 + 0.598)/2 at equilibrium', () => {
  const target = uniform({ low: 0, high: 1 });
  const evaluator = evaluatorOf(target, { samples: 4, loss: { name: 'bce', real_label: 0.9 } });
  const { metrics } = evaluator.evaluate(
    samplesOf(target, 4),
    curveOf((z) => z),
  );
  expect(metrics.ideal_discriminator_loss).toBeCloseTo((0.778 + 0.598) / 2, 3);
});

test('a curve and the histogram of many of its samples tell the same divergence', () => {
  const noise = noiseLaw({ law: 'normal', mean: 0, standard_deviation: 1 }, 1);
  const generator = (z: number) => 1.5 * z + 0.5;
  const stream = randomStream(1, 'latent');
  const samples = Float32Array.from({ length: 100_000 }, () => generator(stream.normal()));
  const curve = latentPoints(noise, axesOf(standardNormal, noise), 256)?.values.map(generator);
  const byCurve = evaluatorOf(standardNormal, { samples: 100_000, noise }).evaluate(samples, curve);
  const byHistogram = evaluatorOf(standardNormal, { samples: 100_000, noise: wideNoise }).evaluate(samples, undefined);
  const divergence = byCurve.metrics.jensen_shannon ?? NaN;
  expect(divergence).toBeGreaterThan(0.04);
  // Over seeds the histogram's divergence of 100,000 samples has a standard deviation of 0.0002, and 60 bins add 0.0001.
  expect(Math.abs(divergence - (byHistogram.metrics.jensen_shannon ?? NaN))).toBeLessThan(0.001);
});

test('Student-t with one degree of freedom has no Wasserstein distance and no moments', () => {
  const cauchy = studentT({ degrees_of_freedom: 1, location: 0, scale: 1 });
  const { metrics } = evaluatorOf(cauchy, { samples: 100, noise: wideNoise }).evaluate(
    samplesOf(cauchy, 100),
    undefined,
  );
  expect(Object.keys(metrics).sort()).toEqual(['ideal_discriminator_loss', 'jensen_shannon', 'ks']);
});

test.each([NaN, Infinity, -Infinity])('%f among the samples is counted outside, and measures nothing', (broken) => {
  const samples = samplesOf(standardNormal, 100);
  samples[50] = broken;
  const { metrics, outside, sorted } = evaluatorOf(standardNormal, { samples: 100 }).evaluate(samples, undefined);
  expect(metrics).toEqual({});
  expect(outside).toBe(1);
  expect(sorted).toHaveLength(100);

  const target = ring({ modes: 8, radius: 2, standard_deviation: 0.02 });
  const points = samplesOf(target, 100);
  points[51] = broken;
  const inPlane = evaluatorOf(target, { samples: 100 }).evaluate(points, undefined);
  expect(inPlane.metrics).toEqual({});
  expect(inPlane.outside).toBeGreaterThanOrEqual(1);
});

test('a curve that is not finite leaves the divergence out and the rest in', () => {
  const curve = curveOf((z) => (z === 0 ? -Infinity : z));
  const { metrics } = evaluatorOf(standardNormal, { samples: 100 }).evaluate(samplesOf(standardNormal, 100), curve);
  expect(metrics).not.toHaveProperty('jensen_shannon');
  expect(metrics.ks).toBeGreaterThan(0);
});

test('distances of data are to the rows held out, and no density is made up for them', () => {
  const values = Float64Array.from(samplesOf(standardNormal, 500));
  const law = tableLaw({ dimension: 1, values }, randomStream(1, 'split'));
  if (law.dimension !== 1) throw new Error('a column');
  const heldOut = Float32Array.from({ length: 100 }, (_, row) => law.reference.quantile((row + 0.5) / 100));
  const { metrics } = evaluatorOf(law, { samples: 100 }).evaluate(
    heldOut,
    curveOf((z) => z),
  );
  expect(metrics.wasserstein_1).toBeCloseTo(0, 12);
  expect(metrics.ks).toBe(0);
  expect(metrics).not.toHaveProperty('jensen_shannon');
});

test('a ring that lost half its modes', () => {
  const target = ring({ modes: 8, radius: 2, standard_deviation: 0.02 });
  const points = samplesOf(target, 2000);
  // Every sample of the lower half is mirrored into the upper: three modes are left empty.
  for (let i = 1; i < points.length; i += 2) points[i] = Math.abs(points[i]);
  const evaluator = evaluatorOf(target, { samples: 2000 });
  const { metrics, sorted } = evaluator.evaluate(points, undefined);
  expect(sorted).toBeUndefined();
  expect(metrics).toMatchObject({ modes_reached: 5, modes_covered: 5 });
  expect(metrics.share_near_modes).toBeGreaterThan(0.97);
  // Three modes hold twice their weight: ¾ ln 2.
  expect(Math.abs((metrics.reverse_kl ?? NaN) - 0.75 * Math.LN2)).toBeLessThan(0.03);
  expect(metrics.sliced_wasserstein_1).toBeGreaterThan(5 * floorOf(evaluator, 'sliced_wasserstein_1').bound95);
  expect(metrics.mean_y).toBeGreaterThan(1);
  expect(Math.abs(metrics.mean_x ?? NaN)).toBeLessThan(0.1);
});

test('a 2-D target scores within its floors, and a collapsed generator nearly ln 2', () => {
  const target = spiral({ turns: 1, radius: 2, standard_deviation: 0.05 });
  const evaluator = evaluatorOf(target, { samples: 2000 });
  const { metrics } = evaluator.evaluate(samplesOf(target, evaluator.divergenceSamples), undefined);
  for (const key of ['sliced_wasserstein_1', 'jensen_shannon'] as const) {
    expect(metrics[key]).toBeLessThan(1.5 * floorOf(evaluator, key).bound95);
  }
  const collapsed = evaluator.evaluate(new Float32Array(4000).fill(0.5), undefined).metrics;
  expect(collapsed.jensen_shannon).toBeGreaterThan(0.65);
});
