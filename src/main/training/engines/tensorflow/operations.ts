import type * as tf from '@tensorflow/tfjs-node';
import type { Activation, OutputActivation } from '../../../../shared/config/schema.ts';
import type { LossTerm } from '../../model/losses.ts';
import { attributesFor, type Attribute, type Backend } from './binding.ts';

/** The normal density at 0: 1 / √(2π). */
const DENSITY_AT_0 = 0.3989422804014327;

/** The operations of which networks and losses are made; tfjs differentiates through each of them. */
export interface Operations {
  /** `[n, in]` and weights `[out, in]` to `[n, out]`. */
  readonly product: (x: tf.Tensor, weights: tf.Tensor) => tf.Tensor;
  /** `[n, out]` and biases `[out]` to `[n, out]`. */
  readonly shift: (x: tf.Tensor, biases: tf.Tensor) => tf.Tensor;
  /** `slope` is leaky ReLU's below 0. */
  readonly activate: (x: tf.Tensor, activation: Activation | OutputActivation, slope: number) => tf.Tensor;
  /** The loss of each logit by its label, before the term's weight and without the mean: all `[n, 1]`. */
  readonly lossValues: (kind: LossTerm['kind'], logits: tf.Tensor, labels: tf.Tensor) => tf.Tensor;
  /** `[n, width]` and `[m, width]` to `[n + m, width]`. */
  readonly stack: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
}

/** An operation of ours as tfjs registers its own: computed by native ones, with a gradient for each input. */
interface Definition {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly compute: (inputs: tf.Tensor[]) => tf.Tensor;
  /** One function for each input that has a gradient, called only where it is wanted: `y` is what `compute` gave. */
  readonly gradients: readonly ((slopes: tf.Tensor, inputs: tf.Tensor[], y: tf.Tensor) => tf.Tensor)[];
}

/**
 * Registers the operations with tfjs. Its own take more native operations for the same: its product of matrices is
 * batched, its sum with a bias is broadcast and summed back over reshapes, and its activations' gradients are written
 * out in comparisons and products where the native library has one operation for each. What a small network costs is
 * the number of operations.
 */
export function registerOperations(tfjs: typeof tf, backend: Backend): Operations {
  const { flag, number, float32 } = attributesFor(backend.binding);
  const native = (name: string, inputs: tf.Tensor[], ...attributes: Attribute[]): tf.Tensor =>
    backend.executeSingleOutput(name, [...attributes, float32('T')], inputs);
  const multiply = (a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean) =>
    native('MatMul', [a, b], flag('transpose_a', transposeA), flag('transpose_b', transposeB));

  const define = ({ name, inputs: names, compute, gradients }: Definition): ((...inputs: tf.Tensor[]) => tf.Tensor) => {
    const listed = (named: tf.NamedTensorInfoMap) => names.map((key) => named[key] as tf.Tensor);
    tfjs.registerKernel({
      kernelName: name,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs }) => compute(listed(inputs)),
    });
    tfjs.registerGradient({
      kernelName: name,
      inputsToSave: [...names],
      outputsToSave: [true],
      gradFunc: (slopes, saved) => {
        const [y] = saved.slice(names.length);
        const inputs = saved.slice(0, names.length);
        return Object.fromEntries(
          gradients.map((gradient, index) => [names[index], () => gradient(slopes as tf.Tensor, inputs, y)]),
        );
      },
    });
    return (...inputs) =>
      tfjs.engine().runKernel(name, Object.fromEntries(names.map((key, index) => [key, inputs[index]])));
  };

  const activation = (name: string, compute: Definition['compute'], gradient: Definition['gradients'][number]) =>
    define({ name: `Network${name}`, inputs: ['x'], compute, gradients: [gradient] });
  const times = (a: tf.Tensor, b: tf.Tensor) => native('Mul', [a, b]);
  // The normal distribution function: ½ (1 + erf(x / √2)).
  const normalShare = (x: tf.Tensor) =>
    times(native('AddV2', [native('Erf', [times(x, tfjs.scalar(Math.SQRT1_2))]), tfjs.scalar(1)]), tfjs.scalar(0.5));
  const activations = {
    relu: activation(
      'Relu',
      ([x]) => native('Relu', [x]),
      (slopes, _inputs, y) => native('ReluGrad', [slopes, y]),
    ),
    tanh: activation(
      'Tanh',
      ([x]) => native('Tanh', [x]),
      (slopes, _inputs, y) => native('TanhGrad', [y, slopes]),
    ),
    elu: activation(
      'Elu',
      ([x]) => native('Elu', [x]),
      (slopes, _inputs, y) => native('EluGrad', [slopes, y]),
    ),
    sigmoid: activation(
      'Sigmoid',
      ([x]) => native('Sigmoid', [x]),
      (slopes, _inputs, y) => native('SigmoidGrad', [y, slopes]),
    ),
    softplus: activation(
      'Softplus',
      ([x]) => native('Softplus', [x]),
      (slopes, [x]) => native('SoftplusGrad', [slopes, x]),
    ),
    silu: activation(
      'Silu',
      ([x]) => times(x, native('Sigmoid', [x])),
      (slopes, [x], y) => {
        // s + x · s (1 − s), with s the sigmoid of x: s + y (1 − s).
        const s = native('Sigmoid', [x]);
        return times(slopes, native('AddV2', [s, native('Sub', [y, times(y, s)])]));
      },
    ),
    gelu: activation(
      'Gelu',
      ([x]) => times(x, normalShare(x)),
      (slopes, [x]) => {
        const density = times(
          native('Exp', [times(native('Square', [x]), tfjs.scalar(-0.5))]),
          tfjs.scalar(DENSITY_AT_0),
        );
        return times(slopes, native('AddV2', [normalShare(x), times(x, density)]));
      },
    ),
  };
  const leaky = new Map<number, (...inputs: tf.Tensor[]) => tf.Tensor>();
  const leakyRelu = (slope: number) => {
    const alpha = number('alpha', slope);
    return activation(
      `LeakyRelu${slope}`,
      ([x]) => native('LeakyRelu', [x], alpha),
      (slopes, [x]) => native('LeakyReluGrad', [slopes, x], alpha),
    );
  };
  const product = define({
    name: 'NetworkProduct',
    inputs: ['x', 'weights'],
    compute: ([x, weights]) => multiply(x, weights, false, true),
    gradients: [
      (slopes, [, weights]) => multiply(slopes, weights, false, false),
      (slopes, [x]) => multiply(slopes, x, true, false),
    ],
  });
  const shift = define({
    name: 'NetworkShift',
    inputs: ['x', 'biases'],
    compute: ([x, biases]) => native('BiasAdd', [x, biases]),
    gradients: [(slopes) => slopes, (slopes) => native('BiasAddGrad', [slopes])],
  });
  // softplus(l) − label · l, whose slope is sigmoid(l) − label: see model/losses.ts.
  const crossEntropy = define({
    name: 'LossCrossEntropy',
    inputs: ['logits', 'labels'],
    compute: ([logits, labels]) => native('Sub', [native('Softplus', [logits]), native('Mul', [labels, logits])]),
    gradients: [
      (slopes, [logits, labels]) => native('Mul', [slopes, native('Sub', [native('Sigmoid', [logits]), labels])]),
    ],
  });
  // ½ (l − label)²: the native operation gives the square, whose slope is twice the difference.
  const half = (x: tf.Tensor) => native('Mul', [x, tfjs.scalar(0.5)]);
  const squaredError = define({
    name: 'LossSquaredError',
    inputs: ['logits', 'labels'],
    compute: ([logits, labels]) => half(native('SquaredDifference', [logits, labels])),
    gradients: [(slopes, [logits, labels]) => native('Mul', [slopes, native('Sub', [logits, labels])])],
  });
  const missing = (logits: tf.Tensor, labels: tf.Tensor) =>
    native('Sub', [tfjs.scalar(1), native('Mul', [labels, logits])]);
  const hinge = define({
    name: 'LossHinge',
    inputs: ['logits', 'labels'],
    compute: ([logits, labels]) => native('Relu', [missing(logits, labels)]),
    gradients: [(slopes, [, labels], y) => native('Neg', [native('Mul', [labels, native('ReluGrad', [slopes, y])])])],
  });
  const lossTerms: Readonly<Record<LossTerm['kind'], (...inputs: tf.Tensor[]) => tf.Tensor>> = {
    cross_entropy: crossEntropy,
    squared_error: squaredError,
    hinge,
    linear: (logits) => logits,
  };

  return {
    product: (x, weights) => product(x, weights),
    shift: (x, biases) => shift(x, biases),
    activate: (x, kind, slope) => {
      switch (kind) {
        case 'identity':
          return x;
        case 'leaky_relu': {
          const known = leaky.get(slope) ?? leakyRelu(slope);
          leaky.set(slope, known);
          return known(x);
        }
        case 'relu':
        case 'tanh':
        case 'elu':
        case 'sigmoid':
        case 'silu':
        case 'gelu':
        case 'softplus':
          return activations[kind](x);
      }
    },
    lossValues: (kind, logits, labels) => lossTerms[kind](logits, labels),
    stack: (a, b) => tfjs.concat([a, b], 0),
  };
}
