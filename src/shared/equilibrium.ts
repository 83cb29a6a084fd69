import ln from '@stdlib/math-base-special-ln';
import type { LossConfig } from './config/schema.ts';
import { settledFormula, type LossFormulas } from './formula-loss.ts';
import type { LossKey } from './metrics.ts';
import { numberText } from './number-text.ts';

/** Where losses settle; undefined of what has no one value. */
export interface Equilibrium {
  readonly losses: Readonly<Record<LossKey, number | undefined>>;
  /** The mean of the losses on real and on generated samples. */
  readonly discriminator: number | undefined;
  /** What is to be known of these values; undefined where nothing is. */
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
    return { losses, discriminator: undefined, note: 'no constant output loses least with this loss' };
  }
  if (found.isOne) return settled(found.generator, found.real, found.fake);
  const note = `for an output of ${numberText(found.constant)}: with others that lose as little only the mean of real and fake is the same`;
  return settled(found.generator, found.real, found.fake, note);
}

/**
 * Where each loss settles once the generator's law is the target's and the discriminator is the best there is.
 *
 * Cross-entropy, with r the label of real samples: the value of the discriminator's game at a point where both densities are equal is
 * r ln D + (1 − r) ln(1 − D) + ln(1 − D), largest at D = r / 2 (Goodfellow et al., 2014, proposition 1, with one-sided label smoothing:
 * Salimans et al., 2016, section 3.4). Least squares: an output of ½ everywhere. Hinge: any constant from −1 to 1 loses the same 2. A
 * critic's output is known up to a constant, which the sum of its losses is free of. Relativistic: all differences of logits are 0.
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
        'for an output of 0: with any other constant from −1 to 1 only the mean of real and fake is 1',
      );
    case 'wgan':
      return {
        losses: { loss_generator: undefined, loss_real: undefined, loss_fake: undefined },
        discriminator: 0,
        note: 'a critic’s output has no zero of its own, so only the mean of real and fake settles: at 0',
      };
    case 'relativistic':
    case 'relativistic_average':
      return settled(Math.LN2, Math.LN2 / 2, Math.LN2 / 2);
    case 'formula':
      return settledByFormula(loss);
  }
}
