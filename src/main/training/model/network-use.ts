import { layerUse, type LayerUse, type Use, type Weights } from './layers.ts';
import type { Network } from './network.ts';

export const EVALUATION: Use = { kind: 'evaluation' };

/**
 * The plain form of forward and backward pass through a network at one batch, in float64: the definition that the
 * engines are tested against. Values are `[count, width]`.
 */
export class NetworkUse {
  readonly #layers: readonly LayerUse[];

  constructor(network: Network, count: number) {
    this.#layers = network.layers.map((layer) => layerUse(layer, count));
  }

  /** In training it moves running statistics and power iterations in `weights.buffers` on. */
  forward(weights: Weights, input: ArrayLike<number>, use: Use): Float64Array {
    return this.#layers.reduce<Float64Array>((x, layer) => layer.forward(x, weights, use), Float64Array.from(input));
  }

  /**
   * Adds to `gradient` (laid out as the parameters) what `slopes`, the derivatives of the loss with respect to the
   * outputs of the last forward pass, make of each parameter; gives those with respect to the input.
   */
  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    return this.#layers.reduceRight<Float64Array>((after, layer) => layer.backward(after, gradient), slopes);
  }
}
