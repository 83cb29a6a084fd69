import exp from '@stdlib/math-base-special-exp';
import expm1 from '@stdlib/math-base-special-expm1';
import tanh from '@stdlib/math-base-special-tanh';
import type { Activation, OutputActivation } from '../../../shared/config/schema.ts';

/** An activation y = f(x) and its derivative, which every one of them can tell from y alone. */
export interface ActivationFunction {
  readonly value: (x: number, slope: number) => number;
  readonly derivative: (y: number, slope: number) => number;
}

/** 1 / (1 + e^−x), without overflow for any x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const small = exp(x);
  return small / (1 + small);
}

/** The activations as in `torch.nn`, each with its defaults there (ELU: α = 1). `slope` is leaky ReLU's below 0. */
export const ACTIVATION_FUNCTIONS: Readonly<Record<Activation | OutputActivation, ActivationFunction>> = {
  identity: { value: (x) => x, derivative: () => 1 },
  leaky_relu: { value: (x, slope) => (x > 0 ? x : slope * x), derivative: (y, slope) => (y > 0 ? 1 : slope) },
  relu: { value: (x) => (x > 0 ? x : 0), derivative: (y) => (y > 0 ? 1 : 0) },
  tanh: { value: (x) => tanh(x), derivative: (y) => 1 - y * y },
  elu: { value: (x) => (x > 0 ? x : expm1(x)), derivative: (y) => (y > 0 ? 1 : y + 1) },
  sigmoid: { value: sigmoid, derivative: (y) => y * (1 - y) },
};
