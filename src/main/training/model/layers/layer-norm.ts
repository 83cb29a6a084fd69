import type { LayerNormLayer } from '../network.ts';
import type { LayerUse, Weights } from './layer-use.ts';

/** y = γ · x̂ + β with x̂ = (x − mean) / √(variance + ε), of each sample over its units. */
export class LayerNormUse implements LayerUse {
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
      const variance = own.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / outputs;
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
