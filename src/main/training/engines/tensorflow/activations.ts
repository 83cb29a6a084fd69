import type { Activation, OutputActivation } from '../../../../shared/config/schema.ts';
import type { Operations } from './operations.ts';
import type { Traced } from './tracing.ts';

/** The normal density at 0: 1 / √(2π). */
const DENSITY_AT_0 = 0.3989422804014327;

/** An activation y = f(x) in native operations; the formulas are those of `model/activations.ts`. */
export interface TracedActivation {
  readonly value: (operations: Operations, x: Traced) => Traced;
  /** slopes · f′(x). */
  readonly backward: (operations: Operations, slopes: Traced, x: Traced, y: Traced) => Traced;
  /** factor · f″(x); undefined if that is 0. */
  readonly curvature: ((operations: Operations, factor: Traced, x: Traced, y: Traced) => Traced) | undefined;
}

/** The normal distribution function: ½ (1 + erf(x / √2)). */
function normalShare(operations: Operations, x: Traced): Traced {
  const error = operations.apply('Erf', operations.times(x, operations.scalar(Math.SQRT1_2)));
  return operations.times(operations.add(error, operations.scalar(1)), operations.scalar(0.5));
}

function normalDensity(operations: Operations, x: Traced): Traced {
  const exponent = operations.times(operations.apply('Square', x), operations.scalar(-0.5));
  return operations.times(operations.apply('Exp', exponent), operations.scalar(DENSITY_AT_0));
}

const sigmoidOf = (operations: Operations, x: Traced) => operations.apply('Sigmoid', x);

/** a − factor · x */
const less = (operations: Operations, a: number, factor: number, x: Traced) =>
  operations.subtract(operations.scalar(a), operations.times(operations.scalar(factor), x));

const PIECEWISE_LINEAR = undefined;

/** Each activation by its name; `slope` is leaky ReLU's below 0. */
export function tracedActivation(name: Activation | OutputActivation, slope: number): TracedActivation {
  switch (name) {
    case 'identity':
      return { value: (_, x) => x, backward: (_, slopes) => slopes, curvature: PIECEWISE_LINEAR };
    case 'leaky_relu':
      return {
        value: (operations, x) => operations.leakyRelu(x, slope),
        backward: (operations, slopes, x) => operations.leakyReluGradient(slopes, x, slope),
        curvature: PIECEWISE_LINEAR,
      };
    case 'relu':
      return {
        value: (operations, x) => operations.apply('Relu', x),
        backward: (operations, slopes, _x, y) => operations.apply('ReluGrad', slopes, y),
        curvature: PIECEWISE_LINEAR,
      };
    case 'tanh':
      return {
        value: (operations, x) => operations.apply('Tanh', x),
        backward: (operations, slopes, _x, y) => operations.apply('TanhGrad', y, slopes),
        // −2 y (1 − y²)
        curvature: (operations, factor, _x, y) =>
          operations.times(operations.apply('TanhGrad', y, factor), operations.times(operations.scalar(-2), y)),
      };
    case 'elu':
      return {
        value: (operations, x) => operations.apply('Elu', x),
        backward: (operations, slopes, _x, y) => operations.apply('EluGrad', slopes, y),
        // Below 0 the slope equals its own derivative; above 0 it is 1, with derivative 0.
        curvature: (operations, factor, _x, y) =>
          operations.subtract(operations.apply('EluGrad', factor, y), operations.apply('ReluGrad', factor, y)),
      };
    case 'sigmoid':
      return {
        value: sigmoidOf,
        backward: (operations, slopes, _x, y) => operations.apply('SigmoidGrad', y, slopes),
        // s (1 − s) (1 − 2 s)
        curvature: (operations, factor, _x, y) =>
          operations.times(operations.apply('SigmoidGrad', y, factor), less(operations, 1, 2, y)),
      };
    case 'silu':
      return {
        value: (operations, x) => operations.times(x, sigmoidOf(operations, x)),
        backward: (operations, slopes, x, y) => {
          // s + x · s (1 − s), with s the sigmoid of x: s + y (1 − s).
          const s = sigmoidOf(operations, x);
          const slope = operations.add(s, operations.subtract(y, operations.times(y, s)));
          return operations.times(slopes, slope);
        },
        // s (1 − s) (2 + x (1 − 2 s))
        curvature: (operations, factor, x) => {
          const s = sigmoidOf(operations, x);
          const further = operations.add(operations.scalar(2), operations.times(x, less(operations, 1, 2, s)));
          return operations.times(operations.apply('SigmoidGrad', s, factor), further);
        },
      };
    case 'gelu':
      return {
        value: (operations, x) => operations.times(x, normalShare(operations, x)),
        backward: (operations, slopes, x) => {
          const rising = operations.times(x, normalDensity(operations, x));
          return operations.times(slopes, operations.add(normalShare(operations, x), rising));
        },
        // φ(x) (2 − x²)
        curvature: (operations, factor, x) =>
          operations.times(
            operations.times(factor, normalDensity(operations, x)),
            less(operations, 2, 1, operations.apply('Square', x)),
          ),
      };
    case 'softplus':
      return {
        value: (operations, x) => operations.apply('Softplus', x),
        backward: (operations, slopes, x) => operations.apply('SoftplusGrad', slopes, x),
        curvature: (operations, factor, x) => operations.apply('SigmoidGrad', sigmoidOf(operations, x), factor),
      };
  }
}
