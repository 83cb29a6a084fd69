import { ACTIVATION_FUNCTIONS } from '../activations.ts';
import type { ActivationLayer } from '../network.ts';
import type { LayerUse } from './layer-use.ts';

export class ActivationUse implements LayerUse {
  readonly #layer: ActivationLayer;
  #x: Float64Array = new Float64Array(0);
  #y: Float64Array = new Float64Array(0);

  constructor(layer: ActivationLayer) {
    this.#layer = layer;
  }

  forward(x: Float64Array): Float64Array {
    const { value } = ACTIVATION_FUNCTIONS[this.#layer.activation];
    this.#x = x;
    this.#y = x.map((one) => value(one, this.#layer.slope));
    return this.#y;
  }

  backward(slopes: Float64Array): Float64Array {
    const { derivative } = ACTIVATION_FUNCTIONS[this.#layer.activation];
    return slopes.map((slope, index) => slope * derivative(this.#y[index], this.#layer.slope, this.#x[index]));
  }

  tangent(tangent: Float64Array): Float64Array {
    return this.backward(tangent);
  }

  curvature(slopes: Float64Array, tangent: Float64Array): Float64Array {
    const { secondDerivative } = ACTIVATION_FUNCTIONS[this.#layer.activation];
    return slopes.map(
      (slope, index) => slope * tangent[index] * secondDerivative(this.#y[index], this.#layer.slope, this.#x[index]),
    );
  }
}
