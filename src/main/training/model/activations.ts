import erfc from '@stdlib/math-base-special-erfc';
import exp from '@stdlib/math-base-special-exp';
import expm1 from '@stdlib/math-base-special-expm1';
import log1p from '@stdlib/math-base-special-log1p';
import tanh from '@stdlib/math-base-special-tanh';
import type { Activation, OutputActivation } from '../../../shared/config/schema.ts';

/** An activation y = f(x) with its first and second derivative, which are computed from x and y. */
export interface ActivationFunction {
  readonly value: (x: number, slope: number) => number;
  readonly derivative: (y: number, slope: number, x: number) => number;
  readonly secondDerivative: (y: number, slope: number, x: number) => number;
}

/** 1 / (1 + e^−x), without overflow for any x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const small = exp(x);
  return small / (1 + small);
}

/** ln(1 + e^x), without overflow for any x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** The normal distribution function Φ and density φ. */
const normalShare = (x: number) => erfc(-x * Math.SQRT1_2) / 2;
const normalDensity = (x: number) => exp((-x * x) / 2) * 0.3989422804014327;

/** The slope of the sigmoid, from its value. */
const sigmoidSlope = (s: number) => s * (1 - s);

const none = () => 0;

/**
 * The activations as in `torch.nn`, each with its defaults there (ELU: α = 1; GELU: exact, by erf). `slope` is leaky
 * ReLU's below 0.
 */
export const ACTIVATION_FUNCTIONS: Readonly<Record<Activation | OutputActivation, ActivationFunction>> = {
  identity: { value: (x) => x, derivative: () => 1, secondDerivative: none },
  leaky_relu: {
    value: (x, slope) => (x > 0 ? x : slope * x),
    derivative: (y, slope) => (y > 0 ? 1 : slope),
    secondDerivative: none,
  },
  relu: { value: (x) => (x > 0 ? x : 0), derivative: (y) => (y > 0 ? 1 : 0), secondDerivative: none },
  tanh: { value: (x) => tanh(x), derivative: (y) => 1 - y * y, secondDerivative: (y) => -2 * y * (1 - y * y) },
  elu: {
    value: (x) => (x > 0 ? x : expm1(x)),
    derivative: (y) => (y > 0 ? 1 : y + 1),
    secondDerivative: (y) => (y > 0 ? 0 : y + 1),
  },
  sigmoid: {
    value: sigmoid,
    derivative: sigmoidSlope,
    secondDerivative: (y) => sigmoidSlope(y) * (1 - 2 * y),
  },
  silu: {
    value: (x) => x * sigmoid(x),
    derivative: (_y, _slope, x) => {
      const s = sigmoid(x);
      return s + x * sigmoidSlope(s);
    },
    secondDerivative: (_y, _slope, x) => {
      const s = sigmoid(x);
      return sigmoidSlope(s) * (2 + x * (1 - 2 * s));
    },
  },
  gelu: {
    value: (x) => x * normalShare(x),
    derivative: (_y, _slope, x) => normalShare(x) + x * normalDensity(x),
    secondDerivative: (_y, _slope, x) => normalDensity(x) * (2 - x * x),
  },
  softplus: {
    value: softplus,
    derivative: (_y, _slope, x) => sigmoid(x),
    secondDerivative: (_y, _slope, x) => sigmoidSlope(sigmoid(x)),
  },
};
