import type { LayerUse, Use, Weights } from './layers/layer-use.ts';
import { layerUse } from './layers.ts';
import type { Network } from './network.ts';
import type { PenaltyValue } from './penalties.ts';

export const EVALUATION: Use = { kind: 'evaluation' };

/**
 * The plain form of the forward and backward pass of a network on one batch, in float64, against which the engines are
 * tested. Values are `[count, width]`.
 */
export class NetworkUse {
  readonly #layers: readonly LayerUse[];

  constructor(network: Network, count: number) {
    this.#layers = network.layers.map((layer) => layerUse(layer, count));
  }

  /** In training it updates the running statistics and power iterations in `weights.buffers`. */
  forward(weights: Weights, input: ArrayLike<number>, use: Use): Float64Array {
    return this.#layers.reduce<Float64Array>((x, layer) => layer.forward(x, weights, use), Float64Array.from(input));
  }

  /**
   * The backward pass. `slopes` are the derivatives of the loss with respect to the outputs of the last forward pass.
   * Adds the derivatives with respect to the parameters to `gradient`, which has their layout, and returns those with
   * respect to the input.
   */
  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    return this.#layers.reduceRight<Float64Array>((after, layer) => layer.backward(after, gradient), slopes);
  }

  /**
   * Applies a penalty to the gradients of the logits with respect to the input at the last forward pass. Adds its
   * derivatives with respect to the parameters to `gradient` and returns its value. Three passes: backward to the input
   * with slopes g, forward along the penalty's derivatives t there, and backward with the second derivatives of each
   * layer along g and t.
   */
  penalize(count: number, penalty: (gradients: Float64Array) => PenaltyValue, gradient: Float64Array): number {
    const slopes: Float64Array[] = [new Float64Array(count).fill(1)];
    for (const layer of this.#layers.toReversed()) slopes.unshift(layer.backward(slopes[0], undefined));
    const { value, slopes: ofInput } = penalty(slopes[0]);
    let tangent = ofInput;
    const sources = this.#layers.map((layer, index) => {
      const source = layer.curvature(slopes[index + 1], tangent, gradient);
      tangent = layer.tangent(tangent);
      return source;
    });
    let after: Float64Array | undefined;
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const before = after && this.#layers[index].backward(after, gradient);
      const source = sources[index];
      after = before && source ? before.map((slope, at) => slope + source[at]) : (before ?? source);
    }
    return value;
  }
}
