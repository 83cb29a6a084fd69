import type { LossConfig } from '../../../shared/config/schema.ts';
import { sigmoid, softplus } from './activations.ts';

/**
 * A mean over the batch of a function of the logits. Every loss is made of three of these, and every kind is one case
 * of the loss kernel.
 *
 * `cross_entropy`: sign · BCE(l, label) = sign · (softplus(l) − label · l), as `torch.nn.BCEWithLogitsLoss`.
 */
export interface LossTerm {
  readonly kind: 'cross_entropy';
  readonly label: number;
  readonly sign: 1 | -1;
}

/** What each network minimises: the discriminator `discriminatorScale · (real + fake)`, the generator its own term. */
export interface Loss {
  readonly real: LossTerm;
  readonly fake: LossTerm;
  readonly generator: LossTerm;
  readonly discriminatorScale: number;
}

const crossEntropy = (label: number, sign: 1 | -1 = 1): LossTerm => ({ kind: 'cross_entropy', label, sign });

/**
 * The losses of Goodfellow et al., "Generative Adversarial Nets" (2014): `bce` lets the generator maximise log D(G(z))
 * (non-saturating), `minimax` lets it minimise log(1 − D(G(z))) (saturating).
 */
export function lossOf(config: LossConfig): Loss {
  switch (config.name) {
    case 'bce':
      return {
        real: crossEntropy(config.real_label),
        fake: crossEntropy(0),
        generator: crossEntropy(1),
        discriminatorScale: 0.5,
      };
    case 'minimax':
      return {
        real: crossEntropy(config.real_label),
        fake: crossEntropy(0),
        generator: crossEntropy(0, -1),
        discriminatorScale: 0.5,
      };
  }
}

/** A kind of term at one logit, with a sign of 1, and its derivative with respect to the logit. */
interface TermFunction {
  readonly value: (logit: number, label: number) => number;
  readonly slope: (logit: number, label: number) => number;
}

const TERM_FUNCTIONS: Readonly<Record<LossTerm['kind'], TermFunction>> = {
  cross_entropy: {
    value: (logit, label) => softplus(logit) - label * logit,
    slope: (logit, label) => sigmoid(logit) - label,
  },
};

/** A term's value at one logit. */
export function termValue({ kind, label, sign }: LossTerm, logit: number): number {
  return sign * TERM_FUNCTIONS[kind].value(logit, label);
}

/** The derivative of a term's value with respect to its logit. */
export function termSlope({ kind, label, sign }: LossTerm, logit: number): number {
  return sign * TERM_FUNCTIONS[kind].slope(logit, label);
}
