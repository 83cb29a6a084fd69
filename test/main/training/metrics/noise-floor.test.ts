import { expect, test } from 'vitest';
import { noiseFloors } from '../../../../src/main/training/metrics/noise-floor.ts';
import { drawsOfQuantiles } from '../../../../src/main/training/metrics/perfect-draws.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import { empirical1D } from '../../../../src/shared/distributions/empirical-1d.ts';
import { laplace } from '../../../../src/shared/distributions/laplace.ts';
import type { Law1D } from '../../../../src/shared/distributions/law.ts';
import { mixture } from '../../../../src/shared/distributions/mixture.ts';
import { normal } from '../../../../src/shared/distributions/normal.ts';
import { ring } from '../../../../src/shared/distributions/ring.ts';
import { studentT } from '../../../../src/shared/distributions/student-t.ts';
import type { MetricKey } from '../../../../src/shared/metrics.ts';
import { evaluatorOf, floorOf, wideNoise } from './targets.ts';

const standardNormal = normal({ mean: 0, standard_deviation: 1 });

test('of the scores 1 to 400, 95 % are at most 380, or at least 21 where higher is better', () => {
  let score = 0;
  const floors = noiseFloors({
    samples: 10,
    draws: 400,
    truths: {},
    next: () => ({ ks: ++score, modes_covered: score }),
  });
  expect(floors).toEqual([
    { metric: 'ks', samples: 10, draws: 400, mean: 200.5, bound95: 380 },
    { metric: 'modes_covered', samples: 10, draws: 400, mean: 200.5, bound95: 21 },
  ]);
});

test('a metric with a true value is scored by its distance from it', () => {
  const means = [1, 5, 3];
  const [floor] = noiseFloors({
    samples: 10,
    draws: 3,
    truths: { mean: 3 },
    next: () => ({ mean: means.pop() ?? NaN }),
  });
  expect(floor).toMatchObject({ mean: 4 / 3, bound95: 2 });
});

// The spread of a 95th percentile of 400 draws is √(0.05 · 0.95 / 400) / density: 0.040 for √n KS, whose density there is 0.272.
test('KS of 2,000 samples: 95 % below 1.358/√n, and its mean 0.8687/√n', () => {
  const floor = floorOf(evaluatorOf(standardNormal, { samples: 2000 }), 'ks');
  expect(Math.abs(floor.bound95 * Math.sqrt(2000) - 1.358)).toBeLessThan(3 * 0.04);
  // 0.26 is the standard deviation of Kolmogorov's law; n = 2,000 is 1/(6√n) = 0.004 from the limit.
  expect(Math.abs(floor.mean * Math.sqrt(2000) - 0.8687)).toBeLessThan(3 * (0.26 / 20) + 0.004);
});

test('the mean of n samples errs by √(2/πn) on average, 95 % by less than 1.96/√n', () => {
  const floor = floorOf(evaluatorOf(standardNormal, { samples: 2000 }), 'mean');
  expect(Math.abs(floor.mean * Math.sqrt(2000) - Math.sqrt(2 / Math.PI))).toBeLessThan(3 * (0.603 / 20));
  // The density of |z| at 1.96 is 0.117.
  expect(Math.abs(floor.bound95 * Math.sqrt(2000) - 1.96)).toBeLessThan(3 * (Math.sqrt(0.0475 / 400) / 0.117));
});

const bimodal = mixture({ weights: [0.3, 0.7], means: [-2, 2], standard_deviations: [0.1, 0.5] });
const simulated: readonly [string, Law1D, MetricKey[]][] = [
  ['N(0, 1)', standardNormal, ['wasserstein_1', 'ks', 'jensen_shannon']],
  ['Laplace', laplace({ location: 1, scale: 2 }), ['wasserstein_1', 'ks', 'jensen_shannon']],
  ['Student-t', studentT({ degrees_of_freedom: 3, location: 0, scale: 1 }), ['wasserstein_1', 'ks']],
  ['two Gaussians', bimodal, ['wasserstein_1', 'ks', 'share_near_modes', 'reverse_kl']],
];

test.each(simulated)('%s: the floor is what samples of the law score', (_, law, metrics) => {
  const count = 500;
  const draws = 400;
  const evaluator = evaluatorOf(law, { samples: count, noise: wideNoise });
  const stream = randomStream(7, 'simulation');
  const samples = new Float32Array(count);
  const scores = new Map(metrics.map((metric) => [metric, new Float64Array(draws)]));
  for (let draw = 0; draw < draws; draw++) {
    law.sample(samples, count, stream);
    const evaluation = evaluator.evaluate(samples, undefined);
    for (const [metric, values] of scores) values[draw] = evaluation.metrics[metric] ?? NaN;
  }
  for (const [metric, values] of scores) {
    const mean = values.reduce((sum, value) => sum + value) / draws;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1);
    // Both means have this error: four of their standard deviations.
    expect(Math.abs(floorOf(evaluator, metric).mean - mean)).toBeLessThan(4 * Math.sqrt((2 * variance) / draws));
  }
});

test.each([
  ['N(0, 1)', standardNormal],
  ['Laplace', laplace({ location: 0, scale: 1 })],
])('tabulated draws of %s are its quantiles to 0.0002', (_, law) => {
  const draws = drawsOfQuantiles(law, 5000, randomStream(1, 'table'));
  draws.next();
  const { uniforms, samples } = draws;
  if (!uniforms) throw new Error('no uniforms');
  let worst = 0;
  samples.forEach((sample, index) => {
    worst = Math.max(worst, Math.abs(sample - law.quantile((uniforms[index] + 0.5) / 4294967296)));
  });
  expect(worst).toBeLessThan(2e-4);
  expect(worst).toBeGreaterThan(0);
});

test('the ends of the 32 bits have finite quantiles', () => {
  const extremes = [0, 0xffffffff];
  const draws = drawsOfQuantiles(standardNormal, 2, {
    uniform: () => 0,
    normal: () => 0,
    integer: () => 0,
    bits: () => extremes.pop() ?? 0,
  });
  draws.next();
  expect(draws.samples[0]).toBeLessThan(-5);
  expect(draws.samples[1]).toBeGreaterThan(5);
});

test('draws of two separate modes leave the gap between them empty', () => {
  const narrow = mixture({ weights: [0.5, 0.5], means: [-2, 2], standard_deviations: [0.01, 0.01] });
  const floor = floorOf(evaluatorOf(narrow, { samples: 2000 }), 'share_near_modes');
  // Φ(3) − Φ(−3) = 0.9973, over 800,000 samples.
  expect(Math.abs(floor.mean - 0.9973)).toBeLessThan(0.0003);
});

test('with a curve the divergence has the floor of its discretisation, without chance', () => {
  const floor = floorOf(evaluatorOf(standardNormal, { samples: 2000 }), 'jensen_shannon');
  expect(floor.draws).toBe(0);
  expect(floor.bound95).toBe(floor.mean);
  expect(floor.mean).toBeGreaterThan(0);
  expect(floor.mean).toBeLessThan(0.002);
});

test('a moment that the target does not have has no floor, nor has the ideal loss', () => {
  const heavy = studentT({ degrees_of_freedom: 3, location: 0, scale: 1 });
  const metrics = evaluatorOf(heavy, { samples: 200, noise: wideNoise })
    .noiseFloors()
    .map((floor) => floor.metric);
  expect(metrics).toEqual(['wasserstein_1', 'ks', 'jensen_shannon', 'mean', 'std']);
});

test('the floor of data is that of drawing its rows anew', () => {
  const stream = randomStream(1, 'rows');
  const data = empirical1D(Float32Array.from({ length: 300 }, () => stream.normal()));
  const evaluator = evaluatorOf(data, { samples: 1000 });
  expect(evaluator.noiseFloors().map((floor) => floor.metric)).toContain('excess_kurtosis');
  // A law of 300 rows is nearly continuous.
  expect(Math.abs(floorOf(evaluator, 'ks').mean * Math.sqrt(1000) - 0.8687)).toBeLessThan(0.08);
});

test('a ring: the floor says that it comes of 400 draws, and every mode is covered', () => {
  const evaluator = evaluatorOf(ring({ modes: 8, radius: 2, standard_deviation: 0.02 }), { samples: 500 });
  expect(floorOf(evaluator, 'modes_covered')).toEqual({
    metric: 'modes_covered',
    samples: 500,
    draws: 400,
    mean: 8,
    bound95: 8,
  });
  expect(evaluator.noiseFloors().map((floor) => floor.metric)).toEqual([
    'sliced_wasserstein_1',
    'jensen_shannon',
    'mean_x',
    'mean_y',
    'std_x',
    'std_y',
    'modes_reached',
    'modes_covered',
    'share_near_modes',
    'reverse_kl',
  ]);
});

test('a run of a rule that only a newer program knows is not measured by another', () => {
  expect(() => evaluatorOf(standardNormal, { samples: 100, rules: { jensen_shannon: 9 } })).toThrow(
    /newer version of the program, which measures Jensen-Shannon divergence by rule 9/,
  );
});

test('two evaluators of one law and size share one floor', () => {
  const first = evaluatorOf(bimodal, { samples: 300, noise: wideNoise }).noiseFloors();
  expect(evaluatorOf(bimodal, { samples: 300, noise: wideNoise }).noiseFloors()).toBe(first);
  expect(evaluatorOf(bimodal, { samples: 301, noise: wideNoise }).noiseFloors()).not.toBe(first);
});
