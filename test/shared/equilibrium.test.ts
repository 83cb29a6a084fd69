import { describe, expect, it } from 'vitest';
import type { LossConfig } from '../../src/shared/config/schema.ts';
import { equilibrium } from '../../src/shared/equilibrium.ts';
import { batchLossOf } from '../../src/main/training/model/batch-loss.ts';
import { lossOf } from '../../src/main/training/model/losses.ts';

const bce = (probability: number, label: number) =>
  -label * Math.log(probability) - (1 - label) * Math.log(1 - probability);

/** The discriminator that loses least where real and generated samples are equally dense, found by trying them all. */
function bestProbability(label: number): number {
  let best = 0.5;
  for (let step = 1; step < 100_000; step++) {
    const probability = step / 100_000;
    const lost = (tried: number) => bce(tried, label) + bce(tried, 0);
    if (lost(probability) < lost(best)) best = probability;
  }
  return best;
}

describe('equilibrium', () => {
  it('is ln 2 for all three losses of plain binary cross-entropy', () => {
    const { losses } = equilibrium({ name: 'bce', real_label: 1 });
    expect(losses).toEqual({ loss_generator: Math.LN2, loss_real: Math.LN2, loss_fake: Math.LN2 });
  });

  it('is −ln 2 for the minimax generator', () => {
    const { losses } = equilibrium({ name: 'minimax', real_label: 1 });
    expect(losses).toEqual({ loss_generator: -Math.LN2, loss_real: Math.LN2, loss_fake: Math.LN2 });
  });

  it('is .799, .778 and .598 with real labels of 0.9', () => {
    const { losses } = equilibrium({ name: 'bce', real_label: 0.9 });
    expect(losses.loss_generator?.toFixed(3)).toBe('0.799');
    expect(losses.loss_real?.toFixed(3)).toBe('0.778');
    expect(losses.loss_fake?.toFixed(3)).toBe('0.598');
  });

  it.each([
    { name: 'bce', real_label: 1 },
    { name: 'bce', real_label: 0.9 },
    { name: 'bce', real_label: 0.3 },
    { name: 'minimax', real_label: 0.9 },
  ] as const)('is what the best discriminator of all loses: $name, label $real_label', (loss) => {
    const probability = bestProbability(loss.real_label);
    const { losses } = equilibrium(loss);
    // The best of 100,000 tried lies within 1e-5 of the true one; the losses' slopes are below 7 here.
    expect(Math.abs((losses.loss_real ?? NaN) - bce(probability, loss.real_label))).toBeLessThan(1e-4);
    expect(Math.abs((losses.loss_fake ?? NaN) - bce(probability, 0))).toBeLessThan(1e-4);
    const generator = loss.name === 'minimax' ? -bce(probability, 0) : bce(probability, 1);
    expect(Math.abs((losses.loss_generator ?? NaN) - generator)).toBeLessThan(1e-4);
  });

  it.each<LossConfig>([
    { name: 'lsgan' },
    { name: 'hinge' },
    { name: 'wgan' },
    { name: 'relativistic' },
    { name: 'relativistic_average' },
  ])('is what the loss itself gives for the constant output that loses least: $name', (config) => {
    const loss = batchLossOf(lossOf(config));
    const slopes = { real: new Float64Array(1), fake: new Float64Array(1) };
    const at = (constant: number) => {
      const logit = Float64Array.of(constant);
      const { real, fake } = loss.discriminator(logit, logit, slopes);
      return { real, fake, generator: loss.generator(logit, logit, slopes.fake) };
    };
    const settled = equilibrium(config);
    const constants = Array.from({ length: 801 }, (_, step) => (step - 400) / 100);
    const least = Math.min(...constants.map((constant) => at(constant).real + at(constant).fake));
    expect(settled.discriminator).toBeCloseTo(least / 2, 12);
    const best = constants.map(at).filter(({ real, fake }) => real + fake <= least + 1e-12);
    // Where several are best, a value that they do not share is said to be one of them, or none.
    for (const [key, value] of [
      ['real', settled.losses.loss_real],
      ['fake', settled.losses.loss_fake],
      ['generator', settled.losses.loss_generator],
    ] as const) {
      const values = best.map((one) => one[key]);
      const isShared = Math.max(...values) - Math.min(...values) < 1e-12;
      if (value === undefined) expect(isShared).toBe(false);
      else expect(Math.min(...values.map((one) => Math.abs(one - value)))).toBeLessThan(1e-12);
      if (!isShared) expect(settled.note).toMatch(/mean of real and fake/);
    }
  });
});
