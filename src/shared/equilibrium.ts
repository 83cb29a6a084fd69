import ln from '@stdlib/math-base-special-ln';
import type { LossConfig } from './config/schema.ts';
import { settledFormula, type LossFormulas } from './formula-loss.ts';
import type { LossKey } from './metrics.ts';
import { numberText } from './number-text.ts';

/** The values at which losses settle; undefined if there is no single value. */
export interface Equilibrium {
  readonly losses: Readonly<Record<LossKey, number | undefined>>;
  /** The mean of the losses on real and on generated samples. */
  readonly discriminator: number | undefined;
  /** A note about these values, if there is one. */
  readonly note: string | undefined;
}

function settled(generator: number, real: number, fake: number, note?: string): Equilibrium {
  const losses = { loss_generator: generator, loss_real: real, loss_fake: fake };
  return { losses, discriminator: (real + fake) / 2, note };
}

function settledByFormula(loss: LossFormulas): Equilibrium {
  const found = settledFormula(loss);
  if (found === undefined) {
    const losses = { loss_generator: undefined, loss_real: undefined, loss_fake: undefined };
    return { losses, discriminator: undefined, note: 'this loss has no best constant output' };
  }
  if (found.isOne) return settled(found.generator, found.real, found.fake);
  const note = `for an output of ${numberText(found.constant)}; other outputs give the same mean of real and fake, but not the same values`;
  return settled(found.generator, found.real, found.fake, note);
}

/**
 * The value of each loss when the generator's law equals the target's and the discriminator is optimal.
 *
 * Cross-entropy, with r the label of real samples: the value of the discriminator's game at a point where both
 * densities are equal is r ln D + (1 − r) ln(1 − D) + ln(1 − D), largest at D = r / 2 (Goodfellow et al., 2014,
 * proposition 1, with one-sided label smoothing: Salimans et al., 2016, section 3.4). Least squares: an output of ½
 * everywhere. Hinge: any constant from −1 to 1 has the same sum of losses, 2. A critic's output is known up to a
 * constant, which cancels in the sum of its losses. Relativistic: all differences of logits are 0.
 */
export function equilibrium(loss: LossConfig): Equilibrium {
  switch (loss.name) {
    case 'bce':
    case 'minimax': {
      const label = loss.real_label;
      const lnReal = ln(label / 2);
      const lnFake = ln(1 - label / 2);
      const generator = loss.name === 'minimax' ? lnFake : -lnReal;
      return settled(generator, -label * lnReal - (1 - label) * lnFake, -lnFake);
    }
    case 'lsgan':
      return settled(0.125, 0.125, 0.125);
    case 'hinge':
      return settled(
        0,
        1,
        1,
        'for an output of 0; any other constant from −1 to 1 gives the same mean of real and fake, 1, but not the same values',
      );
    case 'wgan':
      return {
        losses: { loss_generator: undefined, loss_real: undefined, loss_fake: undefined },
        discriminator: 0,
        note: 'a critic’s output is known only up to a constant, so only the mean of real and fake settles: at 0',
      };
    case 'relativistic':
    case 'relativistic_average':
      return settled(Math.LN2, Math.LN2 / 2, Math.LN2 / 2);
    case 'formula':
      return settledByFormula(loss);
  }
}
