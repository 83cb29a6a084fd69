import pow from '@stdlib/math-base-special-pow';
import type { OptimizerConfig } from '../../../shared/config/schema.ts';
import type { OwnNetworkState } from '../engines/state.ts';

type AdamConfig = Extract<OptimizerConfig, { name: 'adam' | 'adamw' }>;

/** Adam's learning rate with the first moment's bias corrected, for the update numbered `update` from 1: rate / (1 − β₁ᵗ). */
export function adamStepSize(config: AdamConfig, update: number): number {
  return config.learning_rate / (1 - pow(config.beta_1, update));
}

/** The factor of √v that corrects the bias of Adam's second moment: 1 / √(1 − β₂ᵗ). */
export function adamRootScale(config: AdamConfig, update: number): number {
  return 1 / Math.sqrt(1 - pow(config.beta_2, update));
}

/**
 * The plain form of the optimiser kernel. Counts one update of a network and applies it in place. Every optimiser is
 * one case. With g the gradient, m and v the two moments and p the parameter:
 *
 * - `adam` (Kingma and Ba, 2015, as `torch.optim.Adam`): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − rate / (1
 *   − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
 * - `adamw` (Loshchilov and Hutter, 2019, as `torch.optim.AdamW`): p ← p − rate · weight_decay · p, then as `adam`.
 * - `sgd` with momentum and weight decay (as `torch.optim.SGD`): m ← momentum · m + (g + weight_decay · p), p ← p −
 *   rate · m.
 * - `rmsprop` (Hinton, as `torch.optim.RMSprop`): v ← α v + (1 − α)g², p ← p − rate · g / (√v + ε).
 *
 * If the state has a remainder, p is the sum of parameter and remainder, which keeps the rounding error of the
 * parameter (Kahan).
 */
export function applyUpdate(config: OptimizerConfig, state: OwnNetworkState, gradient: Float32Array): void {
  const { parameters, firstMoment: m, secondMoment: v, remainder } = state;
  const lower = (index: number, by: number) => {
    if (!remainder) {
      parameters[index] -= by;
      return;
    }
    const exact = parameters[index] + remainder[index] - by;
    parameters[index] = exact;
    remainder[index] = exact - parameters[index];
  };
  state.updates += 1;
  switch (config.name) {
    case 'adam':
    case 'adamw': {
      const decay = config.name === 'adamw' ? config.learning_rate * config.weight_decay : 0;
      const stepSize = adamStepSize(config, state.updates);
      const rootScale = adamRootScale(config, state.updates);
      gradient.forEach((g, index) => {
        m[index] = config.beta_1 * m[index] + (1 - config.beta_1) * g;
        v[index] = config.beta_2 * v[index] + (1 - config.beta_2) * g * g;
        const step = (stepSize * m[index]) / (Math.sqrt(v[index]) * rootScale + config.epsilon);
        lower(index, decay * parameters[index] + step);
      });
      break;
    }
    case 'sgd':
      gradient.forEach((g, index) => {
        m[index] = config.momentum * m[index] + (g + config.weight_decay * parameters[index]);
        lower(index, config.learning_rate * m[index]);
      });
      break;
    case 'rmsprop':
      gradient.forEach((g, index) => {
        v[index] = config.alpha * v[index] + (1 - config.alpha) * g * g;
        lower(index, (config.learning_rate * g) / (Math.sqrt(v[index]) + config.epsilon));
      });
      break;
  }
}

/** An optimiser whose learning rate is multiplied by a factor. */
export function withFactor(config: OptimizerConfig, factor: number): OptimizerConfig {
  return factor === 1 ? config : { ...config, learning_rate: factor * config.learning_rate };
}

/** The Euclidean norm of a gradient, all layers of a network together. */
export function gradientNorm(gradient: Float64Array): number {
  let sum = 0;
  for (const value of gradient) sum += value * value;
  return Math.sqrt(sum);
}

/**
 * The factor that scales a gradient of this norm to at most `clip`, as `torch.nn.utils.clip_grad_norm_` does: clip /
 * (norm + 1e-6), at most 1.
 */
export function clipFactor(clip: number, norm: number): number {
  return Math.min(1, clip / (norm + 1e-6));
}

/** Clamps every parameter to ±clip. */
export function clampParameters(clip: number, parameters: Float32Array): void {
  for (let index = 0; index < parameters.length; index++)
    parameters[index] = Math.min(clip, Math.max(-clip, parameters[index]));
}

/** The averaged generator after an update: average ← decay · average + (1 − decay) · parameters. */
export function applyAverage(decay: number, average: Float32Array, parameters: Float32Array): void {
  for (let index = 0; index < average.length; index++) {
    average[index] = decay * average[index] + (1 - decay) * parameters[index];
  }
}
