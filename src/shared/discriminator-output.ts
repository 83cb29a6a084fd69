import type { LossConfig } from './config/schema.ts';
import type { Range } from './run.ts';

/** What D(x) is: a probability (the sigmoid of the logit), or the output itself. */
export type OutputKind = 'probability' | 'value';

/** The sigmoid is the probability of a real sample only if the loss is a cross-entropy of the logit itself. */
export function outputKind({ name }: LossConfig): OutputKind {
  return name === 'bce' || name === 'minimax' ? 'probability' : 'value';
}

/** The name of the second network: with a Wasserstein loss it does not classify, so it is called a critic. */
export function judgeName({ name }: LossConfig): 'discriminator' | 'critic' {
  return name === 'wgan' ? 'critic' : 'discriminator';
}

/** Nats for a loss that is a cross-entropy; no unit for others. */
export function lossUnit({ name }: LossConfig): 'nats' | '' {
  switch (name) {
    case 'bce':
    case 'minimax':
    case 'relativistic':
    case 'relativistic_average':
      return 'nats';
    case 'lsgan':
    case 'hinge':
    case 'wgan':
    case 'formula':
      return '';
  }
}

/**
 * The output of the best possible discriminator where the target has density p and the generator q, or why it is not
 * known.
 */
export type IdealOutput =
  | { readonly kind: 'known'; readonly at: (p: number, q: number) => number; readonly formula: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Binary cross-entropy: r p/(p + q) with r the label of real samples (Goodfellow et al., 2014, proposition 1; Salimans et al., 2016, section
 * 3.4). Least squares: p/(p + q) too, as the output itself (Mao et al., 2017). Hinge: the sign of p − q (Lim and Ye, 2017).
 */
export function idealOutput(loss: LossConfig): IdealOutput {
  switch (loss.name) {
    case 'bce':
    case 'minimax': {
      const label = loss.real_label;
      return {
        kind: 'known',
        at: (p, q) => (label * p) / (p + q),
        formula: label === 1 ? 'p/(p + q)' : `${label} p/(p + q)`,
      };
    }
    case 'lsgan':
      return { kind: 'known', at: (p, q) => p / (p + q), formula: 'p/(p + q)' };
    case 'hinge':
      return { kind: 'known', at: (p, q) => Math.sign(p - q), formula: 'the sign of p − q' };
    case 'wgan':
      return { kind: 'unknown', reason: 'the best critic depends on how steep its clipping or penalty lets it be' };
    case 'relativistic':
      return { kind: 'unknown', reason: 'a relativistic discriminator is known up to a constant only' };
    case 'formula':
      return { kind: 'unknown', reason: 'the best discriminator of a loss of your own is not computed' };
    case 'relativistic_average':
      return { kind: 'unknown', reason: 'the best discriminator of the average form has no formula' };
  }
}

/** Outputs that the axis of a figure always includes; undefined if the output has no scale. */
function usualOutputs({ name }: LossConfig): Range | undefined {
  switch (name) {
    case 'bce':
    case 'minimax':
    case 'lsgan':
      return { low: 0, high: 1 };
    case 'hinge':
      return { low: -1, high: 1 };
    case 'wgan':
    case 'relativistic':
    case 'relativistic_average':
    case 'formula':
      return undefined;
  }
}

/** The range of the axis for these outputs. */
export function outputRange(loss: LossConfig, outputs: ArrayLike<number>): Range {
  const usual = usualOutputs(loss);
  if (usual && outputKind(loss) === 'probability') return usual;
  let { low, high } = usual ?? { low: Infinity, high: -Infinity };
  for (let index = 0; index < outputs.length; index++) {
    const value = outputs[index];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}
