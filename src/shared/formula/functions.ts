import cos from '@stdlib/math-base-special-cos';
import exp from '@stdlib/math-base-special-exp';
import expm1 from '@stdlib/math-base-special-expm1';
import ln from '@stdlib/math-base-special-ln';
import log1p from '@stdlib/math-base-special-log1p';
import pow from '@stdlib/math-base-special-pow';
import sin from '@stdlib/math-base-special-sin';
import tanh from '@stdlib/math-base-special-tanh';

/** ln(1 + e^x), exact for x of any size. */
function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** 1 / (1 + e^−x), without overflow for any x. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const small = exp(x);
  return small / (1 + small);
}

/** The constants that a formula may name. */
export const CONSTANTS = { pi: Math.PI, e: Math.E } as const;

/** The functions of one value. `log` is the natural logarithm; `step` is 1 above 0, else 0. */
export const FUNCTIONS_OF_ONE = {
  exp,
  expm1,
  log: ln,
  log1p,
  sqrt: Math.sqrt,
  sin,
  cos,
  tanh,
  abs: Math.abs,
  sign: Math.sign,
  step: (x: number) => (Number.isNaN(x) ? NaN : x > 0 ? 1 : 0),
  relu: (x: number) => Math.max(x, 0),
  softplus,
  sigmoid,
} as const satisfies Record<string, (x: number) => number>;

/** The functions of two values. */
export const FUNCTIONS_OF_TWO = {
  min: (u: number, v: number) => Math.min(u, v),
  max: (u: number, v: number) => Math.max(u, v),
  pow: power,
} as const satisfies Record<string, (u: number, v: number) => number>;

export type FunctionName = keyof typeof FUNCTIONS_OF_ONE | keyof typeof FUNCTIONS_OF_TWO;

/** The description of each function, as the form lists them. */
export const FUNCTION_MEANINGS: Readonly<Record<FunctionName, string>> = {
  exp: 'exp(u)',
  expm1: 'expm1(u) = exp(u) − 1',
  log: 'log(u), the natural logarithm',
  log1p: 'log1p(u) = log(1 + u)',
  sqrt: 'sqrt(u)',
  sin: 'sin(u)',
  cos: 'cos(u)',
  tanh: 'tanh(u)',
  abs: 'abs(u)',
  sign: 'sign(u)',
  step: 'step(u): 1 above 0, else 0',
  relu: 'relu(u): u above 0, else 0',
  softplus: 'softplus(u) = log(1 + exp(u))',
  sigmoid: 'sigmoid(u) = 1 / (1 + exp(−u))',
  min: 'min(u, v)',
  max: 'max(u, v)',
  pow: 'pow(u, v) = u^v',
};

/** The names of all functions, in the order in which a sentence lists them. */
export const FUNCTION_NAMES = [...Object.keys(FUNCTIONS_OF_ONE), ...Object.keys(FUNCTIONS_OF_TWO)] as FunctionName[];

/**
 * The derivatives that the library does not have, by the first value, u, and the second, v. At corners they are
 * PyTorch's: 0 for relu and abs at 0, one half each for min and max of equal values.
 */
export const SLOPES: Readonly<Partial<Record<FunctionName, readonly string[]>>> = {
  expm1: ['exp(u)'],
  log1p: ['1 / (1 + u)'],
  tanh: ['1 - tanh(u)^2'],
  abs: ['sign(u)'],
  sign: ['0'],
  step: ['0'],
  relu: ['step(u)'],
  softplus: ['sigmoid(u)'],
  sigmoid: ['sigmoid(u) * sigmoid(-u)'],
  min: ['(1 - sign(u - v)) / 2', '(1 + sign(u - v)) / 2'],
  max: ['(1 + sign(u - v)) / 2', '(1 - sign(u - v)) / 2'],
};

/** u to the power of v. Small whole powers are products, which are faster and equally exact. */
export function power(u: number, v: number): number {
  switch (v) {
    case 1:
      return u;
    case 2:
      return u * u;
    case 3:
      return u * u * u;
    case 4:
      return u * u * (u * u);
    default:
      return pow(u, v);
  }
}
