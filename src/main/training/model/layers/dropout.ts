import type { DropoutLayer } from '../network.ts';
import type { LayerUse, Use, Weights } from './layer-use.ts';

/** Units times their masks of 0 and 1, divided by 1 − rate; unchanged in evaluation. */
export class DropoutUse implements LayerUse {
  readonly #layer: DropoutLayer;
  readonly #count: number;
  #factors = new Float64Array(0);

  constructor(layer: DropoutLayer, count: number) {
    this.#layer = layer;
    this.#count = count;
  }

  forward(x: Float64Array, _weights: Weights, use: Use): Float64Array {
    const { mask, rate } = this.#layer;
    if (use.kind === 'evaluation') this.#factors = new Float64Array(x.length).fill(1);
    else {
      if (!use.masks) throw new Error('dropout needs masks in training');
      const start = mask * this.#count;
      this.#factors = Float64Array.from(use.masks.subarray(start, start + x.length), (one) => one / (1 - rate));
    }
    return this.backward(x);
  }

  backward(slopes: Float64Array): Float64Array {
    return slopes.map((slope, index) => slope * this.#factors[index]);
  }

  tangent(tangent: Float64Array): Float64Array {
    return this.backward(tangent);
  }

  curvature(): undefined {
    // The layer is linear and has no parameters.
  }
}
