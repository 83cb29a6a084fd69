import type { Network } from '../../model/network.ts';
import type { PenaltyValue } from '../../model/penalties.ts';
import { tracedLayer, type TracedGradient, type TracedLayer, type TracedUse, type TracedWeights } from './layers.ts';
import type { Operations } from './operations.ts';
import type { Traced } from './tracing.ts';

/** Passes through a network on one batch in native operations, like a `NetworkUse` of `model/network-use.ts`. */
export class NetworkPass {
  readonly #operations: Operations;
  readonly #layers: readonly TracedLayer[];

  constructor(operations: Operations, { layers }: Network) {
    this.#operations = operations;
    this.#layers = layers.map((layer) => tracedLayer(operations, layer));
  }

  /** In training it updates the running statistics and power iterations in `weights.buffers`. */
  forward(weights: TracedWeights, input: Traced, use: TracedUse): Traced {
    return this.#layers.reduce((x, layer) => layer.forward(x, weights, use), input);
  }

  /**
   * The backward pass: adds the derivatives with respect to the parameters to `gradient`, and returns those with
   * respect to the input.
   */
  backward(slopes: Traced, gradient: TracedGradient | undefined): Traced {
    return this.#layers.reduceRight((after, layer) => layer.backward(after, gradient), slopes);
  }

  /**
   * Adds to `gradient` the derivatives of a gradient penalty at the last forward pass. Three passes: backward to the
   * input, forward along the penalty's derivatives there, which JavaScript computes in float64, and backward again from
   * curved layers.
   */
  penalize(
    count: number,
    penalty: (gradients: Float64Array) => PenaltyValue['slopes'],
    gradient: TracedGradient,
  ): void {
    const operations = this.#operations;
    const slopes = [operations.column(count, () => 1)];
    for (const layer of this.#layers.toReversed()) slopes.unshift(layer.backward(slopes[0], undefined));
    let tangent = operations.onHost([slopes[0]], slopes[0].shape, ([gradients]) =>
      Float32Array.from(penalty(Float64Array.from(gradients))),
    );
    const sources = this.#layers.map((layer, index) => {
      const source = layer.curvature(slopes[index + 1], tangent, gradient);
      tangent = layer.tangent(tangent);
      return source;
    });
    let after: Traced | undefined;
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const before = after && this.#layers[index].backward(after, gradient);
      const source = sources[index];
      after = before && source ? operations.add(before, source) : (before ?? source);
    }
  }
}
