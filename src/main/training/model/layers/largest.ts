import type { LargestLayer } from '../network.ts';
import type { LayerUse } from './layer-use.ts';

/** The largest of every unit's pieces; the first if several are equal. */
export class LargestUse implements LayerUse {
  readonly #layer: LargestLayer;
  readonly #count: number;
  #chosen = new Int32Array(0);

  constructor(layer: LargestLayer, count: number) {
    this.#layer = layer;
    this.#count = count;
  }

  forward(x: Float64Array): Float64Array {
    const { outputs, pieces } = this.#layer;
    this.#chosen = Int32Array.from({ length: this.#count * outputs }, (_, unit) => {
      let best = unit * pieces;
      for (let at = best + 1; at < (unit + 1) * pieces; at++) if (x[at] > x[best]) best = at;
      return best;
    });
    return this.tangent(x);
  }

  backward(slopes: Float64Array): Float64Array {
    const before = new Float64Array(slopes.length * this.#layer.pieces);
    this.#chosen.forEach((at, unit) => (before[at] = slopes[unit]));
    return before;
  }

  tangent(tangent: Float64Array): Float64Array {
    return Float64Array.from(this.#chosen, (at) => tangent[at]);
  }

  curvature(): undefined {
    // Which piece is the largest does not change nearby.
  }
}
