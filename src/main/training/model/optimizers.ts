import pow from '@stdlib/math-base-special-pow';
import type { OptimizerConfig } from '../../../shared/config/schema.ts';
import type { NetworkState } from '../engines/engine.ts';

/**
 * One update of one network, resolved to the numbers of the update numbered `update` (from 1). Every kind is one case
 * of the optimiser kernel. With g the gradient, m and v the two moments and p the parameter:
 *
 * - `adam` (Kingma and Ba, 2015, as `torch.optim.Adam`): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 *   p ← p − stepSize · m / (√v · rootScale + ε), where stepSize = rate / (1 − β₁ᵗ) and rootScale = 1 / √(1 − β₂ᵗ).
 * - `sgd` with momentum (as `torch.optim.SGD`): m ← momentum · m + g, p ← p − stepSize · m.
 * - `rmsprop` (Hinton, as `torch.optim.RMSprop`): v ← α v + (1 − α)g², p ← p − stepSize · g / (√v + ε).
 */
export type UpdateRule =
  | { kind: 'adam'; beta1: number; beta2: number; stepSize: number; rootScale: number; epsilon: number }
  | { kind: 'sgd'; momentum: number; stepSize: number }
  | { kind: 'rmsprop'; alpha: number; stepSize: number; epsilon: number };

export function updateRule(config: OptimizerConfig, update: number): UpdateRule {
  switch (config.name) {
    case 'adam':
      return {
        kind: 'adam',
        beta1: config.beta_1,
        beta2: config.beta_2,
        stepSize: config.learning_rate / (1 - pow(config.beta_1, update)),
        rootScale: 1 / Math.sqrt(1 - pow(config.beta_2, update)),
        epsilon: config.epsilon,
      };
    case 'sgd':
      return { kind: 'sgd', momentum: config.momentum, stepSize: config.learning_rate };
    case 'rmsprop':
      return { kind: 'rmsprop', alpha: config.alpha, stepSize: config.learning_rate, epsilon: config.epsilon };
  }
}

/** The plain form of the optimiser kernel: applies `rule` to a network in place. */
export function applyUpdate(rule: UpdateRule, { parameters, firstMoment, secondMoment }: Omit<NetworkState, 'updates'>, gradient: Float32Array): void {
  for (let index = 0; index < parameters.length; index++) {
    const g = gradient[index];
    switch (rule.kind) {
      case 'adam': {
        const m = (firstMoment[index] = rule.beta1 * firstMoment[index] + (1 - rule.beta1) * g);
        const v = (secondMoment[index] = rule.beta2 * secondMoment[index] + (1 - rule.beta2) * g * g);
        parameters[index] -= (rule.stepSize * m) / (Math.sqrt(v) * rule.rootScale + rule.epsilon);
        break;
      }
      case 'sgd':
        firstMoment[index] = rule.momentum * firstMoment[index] + g;
        parameters[index] -= rule.stepSize * firstMoment[index];
        break;
      case 'rmsprop': {
        const v = (secondMoment[index] = rule.alpha * secondMoment[index] + (1 - rule.alpha) * g * g);
        parameters[index] -= (rule.stepSize * g) / (Math.sqrt(v) + rule.epsilon);
        break;
      }
    }
  }
}

/** The averaged generator after an update: average ← decay · average + (1 − decay) · parameters. */
export function applyAverage(decay: number, average: Float32Array, parameters: Float32Array): void {
  for (let index = 0; index < average.length; index++) {
    average[index] = decay * average[index] + (1 - decay) * parameters[index];
  }
}
