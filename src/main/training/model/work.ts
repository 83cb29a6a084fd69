import type { Model } from './network.ts';

/** What one train step consists of, whatever computes it. */
export interface StepWork {
  /** Layers passed forward or back, each a call or a few. */
  readonly passes: number;
  /** Multiplications in products of matrices. */
  readonly multiplications: number;
  /** Parameters moved by an optimiser. */
  readonly moves: number;
}

/**
 * A pass forward takes one multiplication of each weight and sample, one back two, or one where no gradient of the
 * weights is asked for. The discriminator sees real and generated samples.
 */
export function stepWork({ generator, discriminator, batchSize, discriminatorUpdates }: Model): StepWork {
  const [g, d] = [generator.parameterCount, discriminator.parameterCount];
  const [gLayers, dLayers] = [generator.layers.length, discriminator.layers.length];
  return {
    passes: discriminatorUpdates * (gLayers + 2 * dLayers) + 2 * gLayers + 2 * dLayers,
    multiplications: batchSize * (discriminatorUpdates * (g + 6 * d) + 3 * g + 2 * d),
    moves: discriminatorUpdates * d + g,
  };
}
