import { ACTIVATION_FUNCTIONS } from './activations.ts';
import type {
  ActivationLayer,
  BatchNormLayer,
  DropoutLayer,
  LargestLayer,
  Layer,
  LayerNormLayer,
  LinearLayer,
} from './network.ts';

/**
 * The numbers of a network: parameters, which an optimiser updates, and buffers, which training updates without one.
 */
export interface Weights {
  readonly parameters: Float32Array | Float64Array;
  readonly buffers: Float32Array;
}

/** How a network is used: in training, with its dropout masks layer after layer, or in evaluation. */
export type Use =
  { readonly kind: 'training'; readonly masks: Float32Array | undefined } | { readonly kind: 'evaluation' };

/**
 * One layer applied to one batch, in float64. `forward` must be called first; it keeps what the other methods read.
 * With J the derivative of the outputs y with respect to the inputs x, all `[count, width]`:
 */
export interface LayerUse {
  forward(x: Float64Array, weights: Weights, use: Use): Float64Array;
  /** Jᵀ · slopes; adds the derivatives with respect to the parameters to `gradient`. */
  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array;
  /** J · tangent. */
  tangent(tangent: Float64Array): Float64Array;
  /**
   * Of S = Σ tangent · (Jᵀ · slopes), which is linear in both: adds its derivatives with respect to the parameters to
   * `gradient`, and returns those with respect to x; undefined if S does not depend on x.
   */
  curvature(slopes: Float64Array, tangent: Float64Array, gradient: Float64Array): Float64Array | undefined;
}

/** `[count, inputs]` by weights `[outputs, inputs]`; spectral normalisation divides these by σ = uᵀWv first. */
class LinearUse implements LayerUse {
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

const square = (value: number) => value * value;

class ActivationUse implements LayerUse {
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

/** y = γ · x̂ + β with x̂ = (x − mean) / √(variance + ε), of each unit over the batch or by the running statistics. */
class BatchNormUse implements LayerUse {
  readonly #layer: BatchNormLayer;
  readonly #count: number;
  #normalised = new Float64Array(0);
  #inverse = new Float64Array(0);
  #gamma = new Float64Array(0);

  constructor(layer: BatchNormLayer, count: number) {
    this.#layer = layer;
    this.#count = count;
  }

  forward(x: Float64Array, { parameters, buffers }: Weights, use: Use): Float64Array {
    const { outputs, gamma, beta, mean: runningMean, variance: runningVariance, momentum, epsilon } = this.#layer;
    const count = this.#count;
    this.#normalised = new Float64Array(x.length);
    this.#inverse = new Float64Array(outputs);
    this.#gamma = Float64Array.from(parameters.subarray(gamma, gamma + outputs));
    const y = new Float64Array(x.length);
    for (let unit = 0; unit < outputs; unit++) {
      let mean = buffers[runningMean + unit];
      let variance = buffers[runningVariance + unit];
      if (use.kind === 'training') {
        mean = 0;
        for (let sample = 0; sample < count; sample++) mean += x[sample * outputs + unit] / count;
        let squares = 0;
        for (let sample = 0; sample < count; sample++) squares += square(x[sample * outputs + unit] - mean);
        variance = squares / count;
        const unbiased = squares / Math.max(count - 1, 1);
        buffers[runningMean + unit] += momentum * (mean - buffers[runningMean + unit]);
        buffers[runningVariance + unit] += momentum * (unbiased - buffers[runningVariance + unit]);
      }
      const inverse = (this.#inverse[unit] = 1 / Math.sqrt(variance + epsilon));
      for (let at = unit; at < x.length; at += outputs) {
        this.#normalised[at] = (x[at] - mean) * inverse;
        y[at] = this.#gamma[unit] * this.#normalised[at] + parameters[beta + unit];
      }
    }
    return y;
  }

  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    const { outputs, gamma, beta } = this.#layer;
    const before = new Float64Array(slopes.length);
    for (let unit = 0; unit < outputs; unit++) {
      let [sum, along] = [0, 0];
      for (let at = unit; at < slopes.length; at += outputs) {
        sum += slopes[at];
        along += slopes[at] * this.#normalised[at];
      }
      if (gradient) {
        gradient[gamma + unit] += along;
        gradient[beta + unit] += sum;
      }
      const factor = this.#gamma[unit] * this.#inverse[unit];
      for (let at = unit; at < slopes.length; at += outputs)
        before[at] = factor * (slopes[at] - (sum + this.#normalised[at] * along) / this.#count);
    }
    return before;
  }

  tangent(): never {
    throw new Error('a gradient of one sample has no meaning if batch normalisation mixes the samples of a batch');
  }

  curvature(): never {
    return this.tangent();
  }
}

/** y = γ · x̂ + β with x̂ = (x − mean) / √(variance + ε), of each sample over its units. */
class LayerNormUse implements LayerUse {
  readonly #layer: LayerNormLayer;
  readonly #count: number;
  #normalised = new Float64Array(0);
  #inverse = new Float64Array(0);
  #gamma = new Float64Array(0);

  constructor(layer: LayerNormLayer, count: number) {
    this.#layer = layer;
    this.#count = count;
  }

  forward(x: Float64Array, { parameters }: Weights): Float64Array {
    const { outputs, gamma, beta, epsilon } = this.#layer;
    this.#normalised = new Float64Array(x.length);
    this.#inverse = new Float64Array(this.#count);
    this.#gamma = Float64Array.from(parameters.subarray(gamma, gamma + outputs));
    const y = new Float64Array(x.length);
    for (let sample = 0; sample < this.#count; sample++) {
      const own = x.subarray(sample * outputs, (sample + 1) * outputs);
      const mean = own.reduce((sum, value) => sum + value, 0) / outputs;
      const variance = own.reduce((sum, value) => sum + square(value - mean), 0) / outputs;
      const inverse = (this.#inverse[sample] = 1 / Math.sqrt(variance + epsilon));
      own.forEach((value, unit) => {
        const normalised = (value - mean) * inverse;
        this.#normalised[sample * outputs + unit] = normalised;
        y[sample * outputs + unit] = this.#gamma[unit] * normalised + parameters[beta + unit];
      });
    }
    return y;
  }

  /** The product of the derivative of x̂ with respect to x, which is symmetric, with one sample's `vector`. */
  #project(sample: number, vector: (unit: number) => number): Float64Array {
    const { outputs } = this.#layer;
    const normalised = this.#normalised.subarray(sample * outputs, (sample + 1) * outputs);
    let [mean, along] = [0, 0];
    for (let unit = 0; unit < outputs; unit++) {
      mean += vector(unit) / outputs;
      along += (vector(unit) * normalised[unit]) / outputs;
    }
    return normalised.map((value, unit) => this.#inverse[sample] * (vector(unit) - mean - value * along));
  }

  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array {
    const { outputs, gamma, beta } = this.#layer;
    const before = new Float64Array(slopes.length);
    for (let sample = 0; sample < this.#count; sample++) {
      const start = sample * outputs;
      if (gradient)
        for (let unit = 0; unit < outputs; unit++) {
          gradient[gamma + unit] += slopes[start + unit] * this.#normalised[start + unit];
          gradient[beta + unit] += slopes[start + unit];
        }
      before.set(
        this.#project(sample, (unit) => this.#gamma[unit] * slopes[start + unit]),
        start,
      );
    }
    return before;
  }

  tangent(tangent: Float64Array): Float64Array {
    const { outputs } = this.#layer;
    const after = new Float64Array(tangent.length);
    for (let sample = 0; sample < this.#count; sample++) {
      const start = sample * outputs;
      const projected = this.#project(sample, (unit) => tangent[start + unit]);
      projected.forEach((value, unit) => (after[start + unit] = this.#gamma[unit] * value));
    }
    return after;
  }

  /**
   * With h = γ · slopes, t the tangent, i = 1 / √(variance + ε), n units and means over them, of one sample
   * S = i · n · (mean(h t) − mean(h) mean(t) − B D) with B = mean(h x̂) and D = mean(t x̂). With P the projection of
   * `#project`: ∂S/∂x = −i · (S x̂ / n + D · P(h) + B · P(t)), since ∂i/∂x = −i² x̂ / n and n ∂B/∂x = P(h) − B-part
   * already in P. ∂S/∂γ = slopes · P(t).
   */
  curvature(slopes: Float64Array, tangent: Float64Array, gradient: Float64Array): Float64Array {
    const { outputs, gamma } = this.#layer;
    const source = new Float64Array(slopes.length);
    for (let sample = 0; sample < this.#count; sample++) {
      const start = sample * outputs;
      const h = (unit: number) => this.#gamma[unit] * slopes[start + unit];
      const t = (unit: number) => tangent[start + unit];
      const [ofH, ofT] = [this.#project(sample, h), this.#project(sample, t)];
      let [total, b, d] = [0, 0, 0];
      for (let unit = 0; unit < outputs; unit++) {
        total += h(unit) * ofT[unit];
        b += (h(unit) * this.#normalised[start + unit]) / outputs;
        d += (t(unit) * this.#normalised[start + unit]) / outputs;
        gradient[gamma + unit] += slopes[start + unit] * ofT[unit];
      }
      const inverse = this.#inverse[sample];
      for (let unit = 0; unit < outputs; unit++)
        source[start + unit] =
          -inverse * ((total * this.#normalised[start + unit]) / outputs + d * ofH[unit] + b * ofT[unit]);
    }
    return source;
  }
}

/** Units times their masks of 0 and 1, divided by 1 − rate; unchanged in evaluation. */
class DropoutUse implements LayerUse {
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

/** The largest of every unit's pieces; the first if several are equal. */
class LargestUse implements LayerUse {
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

export function layerUse(layer: Layer, count: number): LayerUse {
  switch (layer.kind) {
    case 'linear':
      return new LinearUse(layer, count);
    case 'activation':
      return new ActivationUse(layer);
    case 'batch_norm':
      return new BatchNormUse(layer, count);
    case 'layer_norm':
      return new LayerNormUse(layer, count);
    case 'dropout':
      return new DropoutUse(layer, count);
    case 'largest':
      return new LargestUse(layer, count);
  }
}
