import type { OptimizerConfig } from '../../../shared/config/schema.ts';
import type { Model } from './network.ts';

/** How a network is updated. */
export interface UpdateSettings {
  readonly optimizer: OptimizerConfig;
  /** The decay of the averaged network; 0: no average. */
  readonly decay: number;
  /** The largest norm of the gradient, to which larger ones are scaled down; 0 turns it off. */
  readonly gradientClip: number;
  /** The bound to which the parameters are clamped after each update; 0 turns it off. */
  readonly weightClip: number;
  /** Whether the rounding error of the parameters is kept for the next update. */
  readonly keepsRemainders: boolean;
}

export function generatorUpdates({ optimizer, emaDecay, gradientClip, keepsRemainders }: Model): UpdateSettings {
  return { optimizer: optimizer.generator, decay: emaDecay, gradientClip, weightClip: 0, keepsRemainders };
}

export function discriminatorUpdates({ optimizer, gradientClip, weightClip, keepsRemainders }: Model): UpdateSettings {
  return { optimizer: optimizer.discriminator, decay: 0, gradientClip, weightClip, keepsRemainders };
}
