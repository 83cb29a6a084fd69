import { ACTIVATION_FUNCTIONS } from './activations.ts';
import type { Network } from './network.ts';

/**
 * The plain form of forward and backward pass through a multilayer perceptron, in float64, one sample after another:
 * the definition that the kernels are tested against.
 */
export class Perceptron {
  readonly #network: Network;
  readonly #count: number;
  /** `#outputs[0]` is the input, `#outputs[k]` what layer k gives: `[count, width]`. */
  readonly #outputs: Float64Array[];

  constructor(network: Network, count: number) {
    this.#network = network;
    this.#count = count;
    this.#outputs = [network.inputs, ...network.layers.map((layer) => layer.outputs)].map(
      (width) => new Float64Array(width * count),
    );
  }

  /** `input` is `[count, inputs]`; gives `[count, outputs]`, valid until the next call. */
  forward(parameters: Float32Array, input: ArrayLike<number>): Float64Array {
    this.#outputs[0].set(input);
    this.#network.layers.forEach((layer, index) => {
      const activation = ACTIVATION_FUNCTIONS[layer.activation];
      const from = this.#outputs[index];
      const to = this.#outputs[index + 1];
      for (let sample = 0; sample < this.#count; sample++) {
        for (let row = 0; row < layer.outputs; row++) {
          let sum = parameters[layer.biases + row];
          for (let column = 0; column < layer.inputs; column++) {
            sum += parameters[layer.weights + row * layer.inputs + column] * from[sample * layer.inputs + column];
          }
          to[sample * layer.outputs + row] = activation.value(sum, this.#network.slope);
        }
      }
    });
    return this.#outputs[this.#outputs.length - 1];
  }

  /**
   * Adds to `gradient` (laid out as the parameters) what `slopes` `[count, outputs]`, the derivatives of the loss with
   * respect to the outputs of the last forward pass, make of each parameter; gives those with respect to the input.
   */
  backward(parameters: Float32Array, slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    let after = slopes;
    for (let index = this.#network.layers.length - 1; index >= 0; index--) {
      const layer = this.#network.layers[index];
      const activation = ACTIVATION_FUNCTIONS[layer.activation];
      const from = this.#outputs[index];
      const to = this.#outputs[index + 1];
      const before = new Float64Array(this.#count * layer.inputs);
      for (let sample = 0; sample < this.#count; sample++) {
        for (let row = 0; row < layer.outputs; row++) {
          const at = sample * layer.outputs + row;
          const slope = after[at] * activation.derivative(to[at], this.#network.slope);
          if (gradient) gradient[layer.biases + row] += slope;
          for (let column = 0; column < layer.inputs; column++) {
            const weight = layer.weights + row * layer.inputs + column;
            if (gradient) gradient[weight] += slope * from[sample * layer.inputs + column];
            before[sample * layer.inputs + column] += slope * parameters[weight];
          }
        }
      }
      after = before;
    }
    return after;
  }
}
