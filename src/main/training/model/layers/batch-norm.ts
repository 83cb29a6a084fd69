import type { BatchNormLayer } from '../network.ts';
import type { LayerUse, Use, Weights } from './layer-use.ts';

/** y = γ · x̂ + β with x̂ = (x − mean) / √(variance + ε), of each unit over the batch or by the running statistics. */
export class BatchNormUse implements LayerUse {
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
        for (let sample = 0; sample < count; sample++) {
          const off = x[sample * outputs + unit] - mean;
          squares += off * off;
        }
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
