import { expect, test } from 'vitest';
import {
  coupling,
  midpointQuantiles,
  StepsWasserstein,
  wassersteinToQuantiles,
} from '../../../../src/main/training/metrics/wasserstein.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';
import { uniform } from '../../../../src/shared/distributions/uniform.ts';

const standardNormal = normal({ mean: 0, standard_deviation: 1 });

test('two samples against U(0, 1): their mean distance from 1/4 and 3/4', () => {
  const quantiles = midpointQuantiles(uniform({ low: 0, high: 1 }), 2);
  expect(wassersteinToQuantiles(Float32Array.of(0.25, 0.75), quantiles)).toBe(0);
  expect(wassersteinToQuantiles(Float32Array.of(0.5, 1), quantiles)).toBe(0.25);
});

test.each([-2, 0.25, 3])('samples of N(%f, 1) lie as far from N(0, 1) as their mean', (mean) => {
  const count = 100_000;
  const shifted = Float32Array.from(midpointQuantiles(normal({ mean, standard_deviation: 1 }), count));
  expect(wassersteinToQuantiles(shifted, midpointQuantiles(standardNormal, count))).toBeCloseTo(Math.abs(mean), 6);
});

test('samples of N(0, 2) lie √(2/π) from N(0, 1)', () => {
  const count = 100_000;
  const wide = Float32Array.from(midpointQuantiles(normal({ mean: 0, standard_deviation: 2 }), count));
  const distance = wassersteinToQuantiles(wide, midpointQuantiles(standardNormal, count));
  expect(distance).toBeCloseTo(Math.sqrt(2 / Math.PI), 4);
});

test('one sample between two steps: 3/4 of the way at 0 and 1/4 at 1', () => {
  const steps = new StepsWasserstein(Float32Array.of(0, 1), coupling(1, Float64Array.of(0.75, 1)));
  expect(steps.distance(Float32Array.of(0.5))).toBe(0.5);
  expect(steps.distance(Float32Array.of(2))).toBe(0.75 * 2 + 0.25);
});

/** ∫ |Fₙ(x) − F(x)| dx over the merged jumps: the same distance from the other side, through distribution functions. */
function areaBetween(samples: Float32Array, values: Float32Array, levels: Float64Array): number {
  const places = [...samples, ...values].sort((a, b) => a - b);
  let area = 0;
  for (let i = 1; i < places.length; i++) {
    const at = places[i - 1];
    const share = samples.filter((sample) => sample <= at).length / samples.length;
    const level = levels[values.findLastIndex((value) => value <= at)] ?? 0;
    area += Math.abs(share - level) * (places[i] - at);
  }
  return area;
}

test.each([
  [7, 5],
  [5, 7],
  [1, 13],
  [13, 1],
  [12, 36],
  [101, 33],
])('%i samples against %i steps: the area between their distribution functions', (count, stepCount) => {
  const stream = randomStream(count * 1000 + stepCount, 'steps');
  for (const shift of [0, 0.7]) {
    const samples = Float32Array.from({ length: count }, () => stream.normal() + shift).sort();
    const values = Float32Array.from({ length: stepCount }, () => stream.normal()).sort();
    const jumps = Float64Array.from({ length: stepCount }, () => 0.1 + stream.uniform());
    const total = jumps.reduce((sum, jump) => sum + jump);
    let level = 0;
    const levels = jumps.map((jump, index) => (index === stepCount - 1 ? 1 : (level += jump / total)));
    const steps = new StepsWasserstein(values, coupling(count, levels));
    expect(steps.distance(samples)).toBeCloseTo(areaBetween(samples, values, levels), 12);
  }
});
