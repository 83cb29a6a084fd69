import type { LossConfig } from '../../../shared/config/schema.ts';
import { isShiftInvariant, lossFormula, type LossFormula } from '../../../shared/formula-loss.ts';
import { sigmoid, softplus } from './activations.ts';

/**
 * The mean over the batch of a function of single logits. Every kind is one case of the loss kernel. With l the logit:
 *
 * - `cross_entropy`: weight · BCE(l, label) = weight · (softplus(l) − label · l), as `torch.nn.BCEWithLogitsLoss`.
 * - `squared_error`: weight · ½ (l − label)².
 * - `hinge`: weight · max(0, 1 − label · l), with a label of 1 or −1.
 * - `linear`: weight · l; it has no label.
 */
export interface LossTerm {
  readonly kind: 'cross_entropy' | 'squared_error' | 'hinge' | 'linear';
  readonly label: number;
  readonly weight: number;
}

/** A loss of single logits: the discriminator minimises `discriminatorScale · (real + fake)`, the generator its own term. */
export interface SeparateLoss {
  readonly kind: 'separate';
  readonly real: LossTerm;
  readonly fake: LossTerm;
  readonly generator: LossTerm;
  readonly discriminatorScale: number;
}

/**
 * A loss of differences between logits of real and generated samples (Jolicoeur-Martineau, "The relativistic
 * discriminator", 2019), with r and f the logits of a real and a generated batch, and softplus(−d) the cross-entropy of
 * a difference d:
 *
 * - pairs, row by row: loss_real = loss_fake = ½ mean softplus(−(r − f)), and the generator minimises mean
 *   softplus(−(f − r)).
 * - `average`: loss_real = ½ mean softplus(−(r − mean f)), loss_fake = ½ mean softplus(f − mean r), and the generator
 *   minimises ½ mean softplus(−(f − mean r)) + ½ mean softplus(r − mean f). Gradients flow through both means.
 *
 * The discriminator minimises loss_real + loss_fake. The generator's update uses its own real batch.
 */
export interface RelativisticLoss {
  readonly kind: 'relativistic';
  readonly average: boolean;
}

/** A loss of formulas: the discriminator minimises `discriminatorScale` times the sum of the means of `real` and `fake`. */
export interface FormulaLoss {
  readonly kind: 'formula';
  readonly real: LossFormula;
  readonly fake: LossFormula;
  readonly generator: LossFormula;
  readonly discriminatorScale: number;
}

export type Loss = SeparateLoss | RelativisticLoss | FormulaLoss;

const term = (kind: LossTerm['kind'], label: number, weight = 1): LossTerm => ({ kind, label, weight });

/**
 * What each network minimises. `bce` lets the generator maximise log D(G(z)) (non-saturating), `minimax` lets it minimise
 * log(1 − D(G(z))) (saturating): Goodfellow et al., "Generative Adversarial Nets" (2014).
 */
export function lossOf(config: LossConfig): Loss {
  switch (config.name) {
    case 'bce':
    case 'minimax':
      return {
        kind: 'separate',
        real: term('cross_entropy', config.real_label),
        fake: term('cross_entropy', 0),
        generator: config.name === 'bce' ? term('cross_entropy', 1) : term('cross_entropy', 0, -1),
        discriminatorScale: 0.5,
      };
    case 'lsgan':
      return {
        kind: 'separate',
        real: term('squared_error', 1),
        fake: term('squared_error', 0),
        generator: term('squared_error', 1),
        discriminatorScale: 1,
      };
    case 'hinge':
      return {
        kind: 'separate',
        real: term('hinge', 1),
        fake: term('hinge', -1),
        generator: term('linear', 0, -1),
        discriminatorScale: 1,
      };
    case 'wgan':
      return {
        kind: 'separate',
        real: term('linear', 0, -1),
        fake: term('linear', 0),
        generator: term('linear', 0, -1),
        discriminatorScale: 1,
      };
    case 'relativistic':
      return { kind: 'relativistic', average: false };
    case 'relativistic_average':
      return { kind: 'relativistic', average: true };
    case 'formula':
      return {
        kind: 'formula',
        real: lossFormula(config.real, 'real'),
        fake: lossFormula(config.fake, 'fake'),
        generator: lossFormula(config.generator, 'fake'),
        discriminatorScale: config.discriminator_scale,
      };
  }
}

/** Whether the generator's update uses its own real batch. */
export function generatorReadsReal(config: LossConfig): boolean {
  const loss = lossOf(config);
  return loss.kind === 'relativistic' || (loss.kind === 'formula' && loss.generator.readsReal);
}

/**
 * How the bias of the discriminator's output is treated. If adding a number to every logit changes nothing, the
 * gradient of the bias is only rounding error, which an optimiser such as Adam would scale up to full steps. The bias
 * is then `kept` at its initial value, or `zero` from the start.
 */
export type OutputBias = 'trained' | 'kept' | 'zero';

export function outputBiasOf(config: LossConfig): OutputBias {
  if (lossOf(config).kind === 'relativistic') return 'zero';
  const isKept = config.name === 'wgan' || (config.name === 'formula' && isShiftInvariant(config));
  return isKept ? 'kept' : 'trained';
}

/**
 * Whether gradients of real and generated samples can cancel exactly, as those of biases do if all slopes have the same
 * size. The two halves are then summed separately and added, so that cancelling leaves no rounding error for an
 * optimiser to amplify.
 */
export function hasCancellingHalves({ name }: LossConfig): boolean {
  return name !== 'bce' && name !== 'minimax';
}

/** A kind of term at one logit, with a weight of 1, and its derivative with respect to the logit. */
interface TermFunction {
  readonly value: (logit: number, label: number) => number;
  readonly slope: (logit: number, label: number) => number;
}

const TERM_FUNCTIONS: Readonly<Record<LossTerm['kind'], TermFunction>> = {
  cross_entropy: {
    value: (logit, label) => softplus(logit) - label * logit,
    slope: (logit, label) => sigmoid(logit) - label,
  },
  squared_error: {
    value: (logit, label) => 0.5 * (logit - label) * (logit - label),
    slope: (logit, label) => logit - label,
  },
  hinge: {
    value: (logit, label) => Math.max(0, 1 - label * logit),
    // At the corner PyTorch's relu has slope 0.
    slope: (logit, label) => (1 - label * logit > 0 ? -label : 0),
  },
  linear: { value: (logit) => logit, slope: () => 1 },
};

/** A term's value at one logit. */
export function termValue({ kind, label, weight }: LossTerm, logit: number): number {
  return weight * TERM_FUNCTIONS[kind].value(logit, label);
}

/** The derivative of a term's value with respect to its logit. */
export function termSlope({ kind, label, weight }: LossTerm, logit: number): number {
  return weight * TERM_FUNCTIONS[kind].slope(logit, label);
}
