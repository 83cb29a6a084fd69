import { expect, test } from 'vitest';
import { CurveDivergence } from '../../../../src/main/training/metrics/curve-divergence.ts';
import type { MeasuredMetrics } from '../../../../src/main/training/metrics/evaluator.ts';
import { latentPoints } from '../../../../src/main/training/metrics/latent-curve.ts';
import { uniform } from '../../../../src/shared/distributions/uniform.ts';
import { uniformNoise } from './targets.ts';

// Its 240 cells have edges at 0, ½, 1 and 1½.
const range = { low: -0.5, high: 2 };
const latent = latentPoints(uniformNoise, { data: [range], latent: { low: 0, high: 1 } }, 256);
if (!latent) throw new Error('no curve');
const divergence = new CurveDivergence(uniform({ low: 0, high: 1 }), range, latent, { name: 'bce', real_label: 1 }, 1);

function measure(generator: (z: number) => number): MeasuredMetrics {
  const metrics: MeasuredMetrics = {};
  divergence.measure(latent?.values.map(generator) ?? new Float32Array(0), metrics);
  return metrics;
}

test('two uniform laws that overlap by half: half of ln 2', () => {
  const { jensen_shannon, ideal_discriminator_loss } = measure((z) => z + 0.5);
  expect(jensen_shannon).toBeCloseTo(Math.LN2 / 2, 6);
  expect(ideal_discriminator_loss).toBeCloseTo(Math.LN2 / 2, 6);
});

test('the wrong way round, folded or not, a generator that fills the target is perfect', () => {
  expect(measure((z) => 1 - z).jensen_shannon).toBeCloseTo(0, 6);
  expect(measure((z) => Math.abs(2 * z - 1)).jensen_shannon).toBeLessThan(0.001);
});

test('a generator wholly outside the axis: ln 2', () => {
  expect(measure((z) => 5 + z).jensen_shannon).toBeCloseTo(Math.LN2, 12);
});

test('the points themselves cost a perfect generator nothing here', () => {
  expect(divergence.floor()).toBeCloseTo(0, 9);
});
