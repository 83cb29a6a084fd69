import { describe, expect, it } from 'vitest';
import { runConfigSchema } from '../../../src/shared/config/schema.ts';
import {
  efficiencyText,
  visibleDifference,
  visibleSentence,
  type VisibleDifference,
} from '../../../src/shared/figures/visible-difference.ts';
import { PRESENT_RULES, type MetricRules } from '../../../src/shared/metric-rules.ts';
import { Series } from '../../../src/shared/series/series.ts';

const run = { name: 'run', config: runConfigSchema.parse({}) };
const FLOORS = [{ metric: 'jensen_shannon', samples: 2000, draws: 400, mean: 0.004, bound95: 0.005 }] as const;

/** Losses of a D that sees `share` of a divergence of `divergence`, each epoch off by up to `noise`, alternating. */
function seen(share: number, divergence: number, noise: number, epochs = 200, capacity = 1200): VisibleDifference {
  const losses = new Series(capacity);
  const metrics = new Series(capacity);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const off = noise * [1, -0.5, -0.5, 0.25, -0.25][epoch % 5];
    const loss = Math.LN2 - share * (divergence - FLOORS[0].mean) + off;
    losses.append(epoch, { loss_real: loss, loss_fake: loss });
    metrics.append(epoch, { ideal_discriminator_loss: Math.LN2 - divergence });
  }
  return visibleDifference({
    run,
    losses: losses.chunk(),
    metrics: metrics.chunk(),
    floors: FLOORS,
    epoch: epochs / 2,
  });
}

const sentence = (...of: Parameters<typeof seen>) => visibleSentence(seen(...of));

describe('what D sees of the difference', () => {
  it('is a share with its error, whatever the run’s length', () => {
    for (const epochs of [60, 200, 20_000]) {
      const difference = seen(0.4, 0.05, 0.01, epochs);
      if (difference.kind !== 'share') throw new Error(difference.kind);
      expect(Math.abs(difference.share - 0.4)).toBeLessThan(2 * difference.standardError);
      expect(difference.standardError).toBeLessThan(0.05);
    }
    expect(sentence(0.4, 0.05, 0.001)).toBe(
      'Around this epoch D detects 40 ± 1 % of the difference that the ideal discriminator would detect.',
    );
    expect(efficiencyText(seen(0.4, 0.05, 0.001))).toBe(
      'D detects 40 ± 1 % (± 2 standard errors) of the difference between real and generated samples that an ideal D would detect',
    );
  });

  it('is called worse than guessing, or all of it, only beyond chance', () => {
    expect(sentence(-0.3, 0.05, 0.001)).toMatch(/worse than guessing \(−30 ± 1 %\)/);
    expect(sentence(-0.02, 0.05, 0.05)).toMatch(/no difference beyond chance/);
    expect(sentence(0.02, 0.05, 0.05)).toMatch(/no difference beyond chance/);
    expect(sentence(1.2, 0.05, 0.001)).toMatch(/detects all of the difference/);
  });

  it('is of the whole divergence where that is measured without the part of chance, and less by what chance adds where not', () => {
    const losses = new Series(100);
    const metrics = new Series(100);
    for (let epoch = 1; epoch <= 60; epoch++) {
      losses.append(epoch, { loss_real: Math.LN2 - 0.01, loss_fake: Math.LN2 - 0.01 });
      metrics.append(epoch, { ideal_discriminator_loss: Math.LN2 - 0.02 });
    }
    const shareBy = (metricRules: MetricRules) => {
      const data = { losses: losses.chunk(), metrics: metrics.chunk(), floors: FLOORS, epoch: 30 };
      const difference = visibleDifference({ run: { ...run, metricRules }, ...data });
      return difference.kind === 'share' ? difference.share : NaN;
    };
    expect(shareBy(PRESENT_RULES)).toBeCloseTo(0.01 / 0.02, 9);
    expect(shareBy({})).toBeCloseTo(0.01 / (0.02 - 0.004), 9);
  });

  it('is what least squares sees of its own divergence, and not defined for a critic', () => {
    const losses = new Series(100);
    const metrics = new Series(100);
    for (let epoch = 1; epoch <= 60; epoch++) {
      losses.append(epoch, { loss_real: 0.125 - 0.005, loss_fake: 0.125 - 0.005 });
      metrics.append(epoch, { ideal_discriminator_loss: 0.125 - 0.01, jensen_shannon: 0.04 });
    }
    const of = (loss: 'lsgan' | 'wgan') =>
      visibleDifference({
        run: { ...run, config: { ...run.config, loss: { name: loss } } },
        losses: losses.chunk(),
        metrics: metrics.chunk(),
        floors: FLOORS,
        epoch: 30,
      });
    expect(of('lsgan')).toMatchObject({ kind: 'share', share: expect.closeTo(0.5, 9) as number });
    expect(visibleSentence(of('wgan'))).toMatch(/not defined here: the best critic/);
  });

  it('is nothing to speak of where a perfect generator would leave as much, or the ideal is not known', () => {
    expect(sentence(-5, 0.0049, 0.01)).toMatch(/Almost no difference is left/);
    const empty = new Series(10).chunk();
    expect(visibleDifference({ run, losses: empty, metrics: empty, floors: [], epoch: 3 })).toEqual({
      kind: 'unknown',
    });
  });
});
