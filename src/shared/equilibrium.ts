import ln from '@stdlib/math-base-special-ln';
import type { LossConfig } from './config/schema.ts';
import type { LossKey } from './metrics.ts';

/**
 * Where each loss settles once the generator's law is the target's and the discriminator is the best there is, in nats.
 *
 * The value of the discriminator's game at a point where both densities are equal is
 * r ln D + (1 − r) ln(1 − D) + ln(1 − D) with r the label of real samples; it is largest at D = r / 2
 * (Goodfellow et al., 2014, proposition 1, with one-sided label smoothing: Salimans et al., 2016, section 3.4).
 */
export function equilibrium(loss: LossConfig): Readonly<Record<LossKey, number>> {
  const label = loss.real_label;
  const lnReal = ln(label / 2);
  const lnFake = ln(1 - label / 2);
  return {
    loss_generator: loss.name === 'minimax' ? lnFake : -lnReal,
    loss_real: -label * lnReal - (1 - label) * lnFake,
    loss_fake: -lnFake,
  };
}
