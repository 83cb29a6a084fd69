import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { expect, test } from 'vitest';
import { axesOf } from '../../../../src/main/training/metrics/axes.ts';
import { referenceDraw } from '../../../../src/main/training/metrics/reference-draw.ts';
import { SlicedWasserstein, sortedProjections } from '../../../../src/main/training/metrics/sliced-wasserstein.ts';
import { randomStream } from '../../../../src/main/training/random.ts';
import { checkerboard } from '../../../../src/shared/distributions/checkerboard.ts';
import { grid } from '../../../../src/shared/distributions/grid.ts';
import type { Law2D } from '../../../../src/shared/distributions/law.ts';
import { ring } from '../../../../src/shared/distributions/ring.ts';
import { spiral } from '../../../../src/shared/distributions/spiral.ts';
import { swissRoll } from '../../../../src/shared/distributions/swiss-roll.ts';
import { twoMoons } from '../../../../src/shared/distributions/two-moons.ts';
import { PRESENT_RULES, type MetricRules } from '../../../../src/shared/metric-rules.ts';
import { evaluatorOf, uniformNoise } from './targets.ts';

/** More than those that are measured along. */
const DIRECTIONS = 128;
const STEPS = 4000;
const COUNT = 2000;
/** Quantiles of a curve's law take a while to find: so many are left out between two. */
const EVERY = 199;

/** The mean over the directions of ∫ |Fₙ − F|, with the distribution function F of the law's modes themselves. */
function exactDistance({ modes }: Law2D, points: Float32Array): number {
  let sum = 0;
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const angle = (Math.PI * direction) / DIRECTIONS;
    const along = (x: number, y: number) => x * Math.cos(angle) + y * Math.sin(angle);
    const sorted = Float64Array.from({ length: COUNT }, (_, i) => along(points[2 * i], points[2 * i + 1])).sort();
    const parts = modes.map(({ centre, standardDeviation, weight }) => ({
      centre: along(centre[0], centre[1]),
      cdf: normalCdf.factory(along(centre[0], centre[1]), standardDeviation),
      weight,
      reach: 8 * standardDeviation,
    }));
    const low = Math.min(sorted[0], ...parts.map(({ centre, reach }) => centre - reach));
    const high = Math.max(sorted[COUNT - 1], ...parts.map(({ centre, reach }) => centre + reach));
    const width = (high - low) / STEPS;
    let below = 0;
    for (let step = 0; step < STEPS; step++) {
      const place = low + (step + 0.5) * width;
      while (below < COUNT && sorted[below] <= place) below++;
      const level = parts.reduce((total, { cdf, weight }) => total + weight * cdf(place), 0);
      sum += (Math.abs(below / COUNT - level) * width) / DIRECTIONS;
    }
  }
  return sum;
}

/** Points of a generator that is nearly right: draws of the law, stretched by a hundredth and moved by as much. */
function nearlyRight(law: Law2D): Float32Array {
  const points = new Float32Array(2 * COUNT);
  law.sample(points, COUNT, randomStream(4, 'generated'));
  return points.map((value) => 1.01 * value + 0.01);
}

/** The law with x and y exchanged. */
function turned(law: Law2D): Law2D {
  const exchanged: Law2D = {
    dimension: 2,
    density: law.density && ((x, y) => law.density?.(y, x) ?? NaN),
    marginals: [law.marginals[1], law.marginals[0]],
    modes: law.modes.map(({ centre: [x, y], ...mode }) => ({ ...mode, centre: [y, x] })),
    sample: (out, count, source) => {
      law.sample(out, count, source);
      for (let at = 0; at < 2 * count; at += 2) [out[at], out[at + 1]] = [out[at + 1], out[at]];
    },
    get reference() {
      return exchanged;
    },
  };
  return exchanged;
}

const ringLaw = ring({ modes: 8, radius: 2, standard_deviation: 0.02 });
const gridLaw = grid({ side: 3, spacing: 2, standard_deviation: 0.05 });

test.each([
  ['ring', ringLaw],
  ['grid', gridLaw],
])('the sliced distance of a nearly right generator of a %s is that to the law itself, to 1 %%', (_, law) => {
  const points = nearlyRight(law);
  const exact = exactDistance(law, points);
  const shown = (rules: MetricRules) =>
    evaluatorOf(law, { samples: COUNT, rules }).evaluate(points, undefined).metrics.sliced_wasserstein_1 ?? NaN;
  expect(Math.abs(shown(PRESENT_RULES) / exact - 1)).toBeLessThan(0.01);
  // By the first rule the chance of the reference is a good part of so small a distance.
  expect(Math.abs(shown({}) / exact - 1)).toBeGreaterThan(0.02);
});

test.each<[string, Law2D]>([
  ['ring', ringLaw],
  ['grid', gridLaw],
  ['two moons', twoMoons({ standard_deviation: 0.05 })],
  ['spiral', spiral({ turns: 1, radius: 2, standard_deviation: 0.05 })],
  ['Swiss roll', swissRoll({ turns: 1.5, radius: 2, standard_deviation: 0.05 })],
  ['checkerboard', checkerboard({ side: 4, width: 4 })],
])('%s: seen along x and y the reference lies on the quantiles of the law', (_, law) => {
  law.marginals.forEach((marginal, coordinate) => {
    const seen = coordinate === 0 ? law : turned(law);
    const axes = axesOf(seen, uniformNoise);
    // The first direction is that of x.
    const shift = (rule: number) =>
      referenceDraw(seen, [axes.data[0], axes.data[1]], rule).projections[0].reduce(
        (sum, value, index, { length }) =>
          index % EVERY === 0
            ? sum + Math.abs(value - marginal.quantile((index + 0.5) / length)) / (length / EVERY)
            : sum,
        0,
      );
    // A tenth of a hundredth of what laws of this width extend over; of a random 10,000 it is ten times that.
    expect(shift(2)).toBeLessThan(0.001);
    expect(shift(1)).toBeGreaterThan(3 * shift(2));
  });
});

test('few directions tell as much as many, of a ring of 8 modes and of a grid', () => {
  for (const law of [ringLaw, gridLaw]) {
    const [one, other] = [new Float32Array(2 * COUNT), new Float32Array(2 * COUNT)];
    law.sample(one, COUNT, randomStream(5, 'generated'));
    law.sample(other, COUNT, randomStream(6, 'generated'));
    // A generator that has lost half of the plane.
    const half = one.map((value, index) => (index % 2 === 0 ? Math.abs(value) : value));
    const along = (directions: number) =>
      new SlicedWasserstein(sortedProjections(other, directions), COUNT).distance(half);
    expect(Math.abs(along(81) / along(1024) - 1)).toBeLessThan(0.001);
  }
});
