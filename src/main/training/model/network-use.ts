import { layerUse, type LayerUse, type Use, type Weights } from './layers.ts';
import type { Network } from './network.ts';
import type { PenaltyValue } from './penalties.ts';

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

  /**
   * Adds to `gradient` the derivatives of a penalty, with respect to the parameters, of the gradients of the logits with
   * respect to the input at the last forward pass; gives its value. Three passes: back to the input with slopes g, forth
   * along the penalty's derivatives t there, and back with what each layer's J makes of g and t where it is curved.
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
