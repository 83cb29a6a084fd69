import type { LinearLayer } from '../network.ts';
import type { LayerUse, Use, Weights } from './layer-use.ts';

/** `[count, inputs]` by weights `[outputs, inputs]`; spectral normalisation divides these by σ = uᵀWv first. */
export class LinearUse implements LayerUse {
  readonly #layer: LinearLayer;
  readonly #count: number;
  #x: Float64Array = new Float64Array(0);
  /** The weights as they are used. */
  readonly #weights: Float64Array;
  #spectral: { readonly sigma: number; readonly u: Float64Array; readonly v: Float64Array } | undefined;

  constructor(layer: LinearLayer, count: number) {
    this.#layer = layer;
    this.#count = count;
    this.#weights = new Float64Array(layer.inputs * layer.outputs);
  }

  forward(x: Float64Array, weights: Weights, use: Use): Float64Array {
    const { inputs, outputs, biases } = this.#layer;
    this.#x = x;
    this.#take(weights, use);
    const y = new Float64Array(this.#count * outputs);
    for (let sample = 0; sample < this.#count; sample++) {
      for (let row = 0; row < outputs; row++) {
        let sum = biases === undefined ? 0 : weights.parameters[biases + row];
        for (let column = 0; column < inputs; column++)
          sum += this.#weights[row * inputs + column] * x[sample * inputs + column];
        y[sample * outputs + row] = sum;
      }
    }
    return y;
  }

  #take({ parameters, buffers }: Weights, use: Use): void {
    const { inputs, outputs, weights, spectral } = this.#layer;
    const own = Float64Array.from(parameters.subarray(weights, weights + inputs * outputs));
    if (!spectral) {
      this.#weights.set(own);
      return;
    }
    const u = Float64Array.from(buffers.subarray(spectral.u, spectral.u + outputs));
    const v = Float64Array.from(buffers.subarray(spectral.v, spectral.v + inputs));
    if (use.kind === 'training') {
      iterate(own, u, v);
      buffers.set(u, spectral.u);
      buffers.set(v, spectral.v);
    }
    let sigma = 0;
    own.forEach((weight, index) => (sigma += u[Math.floor(index / inputs)] * weight * v[index % inputs]));
    this.#spectral = { sigma, u, v };
    this.#weights.set(own.map((weight) => weight / sigma));
  }

  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    const { inputs, outputs, biases } = this.#layer;
    const before = new Float64Array(this.#count * inputs);
    for (let sample = 0; sample < this.#count; sample++) {
      for (let row = 0; row < outputs; row++) {
        const slope = slopes[sample * outputs + row];
        if (gradient && biases !== undefined) gradient[biases + row] += slope;
        for (let column = 0; column < inputs; column++)
          before[sample * inputs + column] += slope * this.#weights[row * inputs + column];
      }
    }
    if (gradient) this.#addProduct(slopes, this.#x, gradient);
    return before;
  }

  /** Adds Σ over samples of slopes · xᵀ, propagated back through W / σ if the weights are normalised. */
  #addProduct(slopes: Float64Array, x: Float64Array, gradient: Float64Array): void {
    const { inputs, outputs, weights } = this.#layer;
    const product = new Float64Array(inputs * outputs);
    for (let sample = 0; sample < this.#count; sample++) {
      for (let row = 0; row < outputs; row++) {
        for (let column = 0; column < inputs; column++)
          product[row * inputs + column] += slopes[sample * outputs + row] * x[sample * inputs + column];
      }
    }
    if (this.#spectral) {
      const { sigma, u, v } = this.#spectral;
      const along = product.reduce((sum, value, index) => sum + value * this.#weights[index], 0);
      product.forEach((value, index) => {
        product[index] = (value - along * u[Math.floor(index / inputs)] * v[index % inputs]) / sigma;
      });
    }
    product.forEach((value, index) => (gradient[weights + index] += value));
  }

  tangent(tangent: Float64Array): Float64Array {
    const { inputs, outputs } = this.#layer;
    const after = new Float64Array(this.#count * outputs);
    for (let sample = 0; sample < this.#count; sample++) {
      for (let row = 0; row < outputs; row++) {
        let sum = 0;
        for (let column = 0; column < inputs; column++)
          sum += this.#weights[row * inputs + column] * tangent[sample * inputs + column];
        after[sample * outputs + row] = sum;
      }
    }
    return after;
  }

  curvature(slopes: Float64Array, tangent: Float64Array, gradient: Float64Array): undefined {
    this.#addProduct(slopes, tangent, gradient);
  }
}

/** One power iteration, in place: v ← Wᵀu / ‖Wᵀu‖, u ← Wv / ‖Wv‖, with norms of 1e-12 at least. */
function iterate(weights: Float64Array, u: Float64Array, v: Float64Array): void {
  const normalise = (vector: Float64Array) => {
    const norm = Math.max(Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)), 1e-12);
    vector.forEach((value, index) => (vector[index] = value / norm));
  };
  v.fill(0);
  weights.forEach((weight, index) => (v[index % v.length] += weight * u[Math.floor(index / v.length)]));
  normalise(v);
  u.fill(0);
  weights.forEach((weight, index) => (u[Math.floor(index / v.length)] += weight * v[index % v.length]));
  normalise(u);
}
