import { expect, test } from 'vitest';
import { grid } from '../../../../src/shared/distributions/grid.ts';
import { mixture } from '../../../../src/shared/distributions/mixture.ts';
import { PRESENT_RULES } from '../../../../src/shared/metric-rules.ts';
import { evaluatorOf, floorOf, wideNoise } from './targets.ts';

// What a perfect generator covers, on average, by how many samples and modes.
test.each([
  // 5 samples a mode, of which e⁻⁵ leaves out 2.7 of 400 modes: no rule can count them.
  { side: 20, samples: 2000, least: 397 },
  { side: 20, samples: 10_000, least: 399.8 },
  { side: 5, samples: 2000, least: 25 },
  { side: 5, samples: 500, least: 24.99 },
])('a perfect generator covers a grid of $side × $side with $samples samples', ({ side, samples, least }) => {
  const law = grid({ side, spacing: 2, standard_deviation: 0.05 });
  const evaluator = evaluatorOf(law, { samples, noise: wideNoise });
  expect(floorOf(evaluator, 'modes_covered').mean).toBeGreaterThanOrEqual(least);
  // What no sample reaches is not covered either.
  expect(floorOf(evaluator, 'modes_covered').mean).toBeLessThanOrEqual(floorOf(evaluator, 'modes_reached').mean);
});

test('a perfect generator covers modes of other weights, and modes that overlap', () => {
  const rare = mixture({ weights: [0.95, 0.05], means: [-2, 2], standard_deviations: [0.1, 0.5] });
  // The one in the middle has 8 % of the samples nearest to it, and a weight of 80 %.
  const flanked = mixture({ weights: [0.1, 0.8, 0.1], means: [-0.2, 0, 0.2], standard_deviations: [1, 1, 1] });
  const blurred = grid({ side: 5, spacing: 0.2, standard_deviation: 1 });
  expect(floorOf(evaluatorOf(rare, { samples: 2000 }), 'modes_covered').mean).toBe(2);
  expect(floorOf(evaluatorOf(flanked, { samples: 2000 }), 'modes_covered').mean).toBe(3);
  expect(floorOf(evaluatorOf(blurred, { samples: 2000, noise: wideNoise }), 'modes_covered').mean).toBeGreaterThan(
    24.9,
  );
});

test('by its first rule a perfect generator covers no mode of 400: the floor of a run is of the rule that measures it', () => {
  const law = grid({ side: 20, spacing: 2, standard_deviation: 0.05 });
  const [first, present] = [{}, PRESENT_RULES].map((rules) =>
    floorOf(evaluatorOf(law, { samples: 2000, noise: wideNoise, rules }), 'modes_covered'),
  );
  expect(first.mean).toBe(0);
  expect(present.mean).toBeGreaterThan(397);
});
