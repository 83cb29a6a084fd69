import { describe, expect, it } from 'vitest';
import type { LossConfig } from '../../src/shared/config/schema.ts';
import { equilibrium } from '../../src/shared/equilibrium.ts';

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
    const { loss_generator, loss_real, loss_fake } = equilibrium({ name: 'bce', real_label: 1 });
    for (const value of [loss_generator, loss_real, loss_fake]) expect(value).toBe(Math.LN2);
  });

  it('is −ln 2 for the minimax generator', () => {
    const settled = equilibrium({ name: 'minimax', real_label: 1 });
    expect(settled.loss_generator).toBe(-Math.LN2);
    expect(settled.loss_real).toBe(Math.LN2);
    expect(settled.loss_fake).toBe(Math.LN2);
  });

  it('is .799, .778 and .598 with real labels of 0.9', () => {
    const settled = equilibrium({ name: 'bce', real_label: 0.9 });
    expect(settled.loss_generator.toFixed(3)).toBe('0.799');
    expect(settled.loss_real.toFixed(3)).toBe('0.778');
    expect(settled.loss_fake.toFixed(3)).toBe('0.598');
  });

  it.each<LossConfig>([
    { name: 'bce', real_label: 1 },
    { name: 'bce', real_label: 0.9 },
    { name: 'bce', real_label: 0.3 },
    { name: 'minimax', real_label: 0.9 },
  ])('is what the best discriminator of all loses: $name, label $real_label', (loss) => {
    const probability = bestProbability(loss.real_label);
    const settled = equilibrium(loss);
    // The best of 100,000 tried lies within 1e-5 of the true one; the losses' slopes are below 7 here.
    expect(Math.abs(settled.loss_real - bce(probability, loss.real_label))).toBeLessThan(1e-4);
    expect(Math.abs(settled.loss_fake - bce(probability, 0))).toBeLessThan(1e-4);
    const generator = loss.name === 'minimax' ? -bce(probability, 0) : bce(probability, 1);
    expect(Math.abs(settled.loss_generator - generator)).toBeLessThan(1e-4);
  });
});
