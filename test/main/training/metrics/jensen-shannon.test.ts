import { expect, test } from 'vitest';
import { idealDiscriminatorLoss, jensenShannon } from '../../../../src/main/training/metrics/jensen-shannon.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

const bce = (real_label: number) => ({ name: 'bce', real_label }) as const;
const crossEntropy = (probability: number, label: number) =>
  -(label * Math.log(probability) + (1 - label) * Math.log(1 - probability));

function randomLaw(cells: number, name: string): Float64Array {
  const stream = randomStream(1, name);
  const shares = Float64Array.from({ length: cells }, () => (stream.uniform() < 0.3 ? 0 : stream.uniform()));
  const total = shares.reduce((sum, share) => sum + share);
  return shares.map((share) => share / total);
}

test('equal laws: divergence 0, and the ideal discriminator can only guess', () => {
  const law = Float64Array.of(0.25, 0.75);
  expect(jensenShannon(law, law)).toBe(0);
  expect(idealDiscriminatorLoss(law, law, 0, bce(1))).toBe(Math.LN2);
});

test('laws apart: ln 2, and the ideal discriminator is never wrong', () => {
  const [left, right] = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
  expect(jensenShannon(left, right)).toBe(Math.LN2);
  expect(idealDiscriminatorLoss(left, right, Math.LN2, bce(1))).toBe(0);
});

test('two uniform laws that overlap by half: half of ln 2', () => {
  const target = Float64Array.of(0.5, 0.5, 0);
  const generator = Float64Array.of(0, 0.5, 0.5);
  expect(jensenShannon(target, generator)).toBeCloseTo(Math.LN2 / 2, 15);
});

test('the sum of its definition, empty cells and all', () => {
  const target = randomLaw(37, 'target');
  const generator = randomLaw(37, 'generator');
  let sum = 0;
  target.forEach((p, cell) => {
    const q = generator[cell];
    if (p > 0) sum += 0.5 * p * Math.log(p / ((p + q) / 2));
    if (q > 0) sum += 0.5 * q * Math.log(q / ((p + q) / 2));
  });
  expect(jensenShannon(target, generator)).toBeCloseTo(sum, 13);
});

test('real label 0.9 at equilibrium: the mean of 0.778 for real and 0.598 for fake samples', () => {
  const law = Float64Array.of(0.25, 0.75);
  const loss = idealDiscriminatorLoss(law, law, 0, bce(0.9)) ?? NaN;
  expect(loss).toBeCloseTo((crossEntropy(0.45, 0.9) + crossEntropy(0.45, 0)) / 2, 14);
  expect(loss).toBeCloseTo((0.778 + 0.598) / 2, 3);
});

test.each([0.5, 0.9])('real label %f: no discriminator does better in any cell', (label) => {
  const target = randomLaw(23, 'target');
  const generator = randomLaw(23, 'generator');
  const ideal = idealDiscriminatorLoss(target, generator, jensenShannon(target, generator), bce(label)) ?? NaN;
  let best = 0;
  target.forEach((p, cell) => {
    const q = generator[cell];
    let least = Infinity;
    for (let d = 1; d < 20_000; d++) {
      const probability = d / 20_000;
      least = Math.min(least, (p * crossEntropy(probability, label) + q * crossEntropy(probability, 0)) / 2);
    }
    best += least;
  });
  expect(ideal).toBeLessThanOrEqual(best);
  expect(ideal).toBeCloseTo(best, 4);
});

test('minimax has the discriminator of bce', () => {
  const target = randomLaw(23, 'target');
  const generator = randomLaw(23, 'generator');
  const divergence = jensenShannon(target, generator);
  expect(idealDiscriminatorLoss(target, generator, divergence, { name: 'minimax', real_label: 1 })).toBe(
    Math.LN2 - divergence,
  );
});

const squares = (output: number, label: number) => ((output - label) * (output - label)) / 2;
const missing = (output: number, label: number) => Math.max(0, 1 - label * output);

test.each([
  ['lsgan', (output: number) => squares(output, 1), (output: number) => squares(output, 0)],
  ['hinge', (output: number) => missing(output, 1), (output: number) => missing(output, -1)],
] as const)('%s: no discriminator does better in any cell', (name, real, fake) => {
  const target = randomLaw(23, 'target');
  const generator = randomLaw(23, 'generator');
  const ideal = idealDiscriminatorLoss(target, generator, jensenShannon(target, generator), { name }) ?? NaN;
  let best = 0;
  target.forEach((p, cell) => {
    let least = Infinity;
    for (let step = -2000; step <= 2000; step++) {
      const output = step / 1000;
      least = Math.min(least, (p * real(output) + generator[cell] * fake(output)) / 2);
    }
    best += least;
  });
  expect(ideal).toBeLessThanOrEqual(best + 1e-15);
  expect(ideal).toBeCloseTo(best, 5);
});

test.each(['wgan', 'relativistic', 'relativistic_average'] as const)('%s has no ideal loss', (name) => {
  const law = Float64Array.of(0.25, 0.75);
  expect(idealDiscriminatorLoss(law, law, 0, { name })).toBeUndefined();
});
