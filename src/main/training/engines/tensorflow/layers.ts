import type {
  ActivationLayer,
  BatchNormLayer,
  DropoutLayer,
  LargestLayer,
  Layer,
  LayerNormLayer,
  LinearLayer,
} from '../../model/network.ts';
import { tracedActivation, type TracedActivation } from './activations.ts';
import type { Operations } from './operations.ts';
import type { Traced } from './tracing.ts';

/** Tensors of a network, by their position in its parameters or its buffers. */
export type Tensors = Map<number, Traced>;

export interface TracedWeights {
  readonly parameters: ReadonlyMap<number, Traced>;
  /** A use in training replaces them. */
  readonly buffers: Tensors;
}

/** How a network is used: in training, with the masks of its dropout layers by their positions, or in evaluation. */
export type TracedUse =
  { readonly kind: 'training'; readonly masks: ReadonlyMap<number, Traced> } | { readonly kind: 'evaluation' };

/** Derivatives with respect to parameters, by their positions. Several contributions are summed. */
export class TracedGradient {
  readonly #operations: Operations;
  readonly #sums: Tensors = new Map();

  constructor(operations: Operations) {
    this.#operations = operations;
  }

  add(start: number, slopes: Traced): void {
    const before = this.#sums.get(start);
    this.#sums.set(start, before ? this.#operations.add(before, slopes) : slopes);
  }

  /** Undefined if nothing was added. */
  get(start: number): Traced | undefined {
    return this.#sums.get(start);
  }
}

/**
 * One layer applied to one batch, like a `LayerUse` of `model/layers/`, in native operations on tensors `[count,
 * width]`.
 */
export interface TracedLayer {
  forward(x: Traced, weights: TracedWeights, use: TracedUse): Traced;
  backward(slopes: Traced, gradient: TracedGradient | undefined): Traced;
  tangent(tangent: Traced): Traced;
  curvature(slopes: Traced, tangent: Traced, gradient: TracedGradient): Traced | undefined;
}

function found(tensors: ReadonlyMap<number, Traced>, start: number): Traced {
  const tensor = tensors.get(start);
  if (!tensor) throw new Error(`no tensor begins at ${start}`);
  return tensor;
}

/** Throws if a layer is used before its forward pass. */
function passed<Kept>(kept: Kept | undefined): Kept {
  if (kept === undefined) throw new Error('a layer has to be passed forward first');
  return kept;
}

interface LinearKept {
  readonly x: Traced;
  /** The weights as they are used. */
  readonly weights: Traced;
  readonly spectral: { readonly sigma: Traced; readonly u: Traced; readonly v: Traced } | undefined;
}

class LinearPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #layer: LinearLayer;
  #kept: LinearKept | undefined;

  constructor(operations: Operations, layer: LinearLayer) {
    this.#operations = operations;
    this.#layer = layer;
  }

  forward(x: Traced, weights: TracedWeights, use: TracedUse): Traced {
    const { biases } = this.#layer;
    this.#kept = { x, ...this.#take(weights, use) };
    const y = this.tangent(x);
    return biases === undefined ? y : this.#operations.shift(y, found(weights.parameters, biases));
  }

  #take({ parameters, buffers }: TracedWeights, use: TracedUse): Pick<LinearKept, 'weights' | 'spectral'> {
    const operations = this.#operations;
    const weights = found(parameters, this.#layer.weights);
    const { spectral } = this.#layer;
    if (!spectral) return { weights, spectral: undefined };
    let [u, v] = [found(buffers, spectral.u), found(buffers, spectral.v)];
    if (use.kind === 'training') {
      v = this.#normalised(operations.product(weights, u, 'first'));
      u = this.#normalised(operations.product(weights, v, 'neither'));
      buffers.set(spectral.u, u);
      buffers.set(spectral.v, v);
    }
    const sigma = operations.sum(operations.times(u, operations.product(weights, v, 'neither')), [0, 1]);
    return { weights: operations.divide(weights, sigma), spectral: { sigma, u, v } };
  }

  /** With a norm of 1e-12 at least. */
  #normalised(vector: Traced): Traced {
    const operations = this.#operations;
    const norm = operations.apply('Sqrt', operations.sum(operations.apply('Square', vector), [0, 1]));
    return operations.divide(vector, operations.apply('Maximum', norm, operations.scalar(1e-12)));
  }

  backward(slopes: Traced, gradient: TracedGradient | undefined): Traced {
    const { x, weights } = passed(this.#kept);
    const { biases } = this.#layer;
    if (gradient) {
      this.#addProduct(slopes, x, gradient);
      if (biases !== undefined) gradient.add(biases, this.#operations.sumRows(slopes));
    }
    return this.#operations.product(slopes, weights, 'neither');
  }

  /** Adds Σ over samples of slopes · xᵀ, propagated back through W / σ if the weights are normalised. */
  #addProduct(slopes: Traced, x: Traced, gradient: TracedGradient): void {
    const operations = this.#operations;
    const { weights, spectral } = passed(this.#kept);
    let product = operations.product(slopes, x, 'first');
    if (spectral) {
      const { sigma, u, v } = spectral;
      const along = operations.sum(operations.times(product, weights), [0, 1]);
      const ofSigma = operations.product(operations.times(u, along), v, 'second');
      product = operations.divide(operations.subtract(product, ofSigma), sigma);
    }
    gradient.add(this.#layer.weights, product);
  }

  tangent(tangent: Traced): Traced {
    return this.#operations.product(tangent, passed(this.#kept).weights, 'second');
  }

  curvature(slopes: Traced, tangent: Traced, gradient: TracedGradient): undefined {
    this.#addProduct(slopes, tangent, gradient);
  }
}

class ActivationPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #activation: TracedActivation;
  #kept: { readonly x: Traced; readonly y: Traced } | undefined;

  constructor(operations: Operations, { activation, slope }: ActivationLayer) {
    this.#operations = operations;
    this.#activation = tracedActivation(activation, slope);
  }

  forward(x: Traced): Traced {
    const y = this.#activation.value(this.#operations, x);
    this.#kept = { x, y };
    return y;
  }

  backward(slopes: Traced): Traced {
    const { x, y } = passed(this.#kept);
    return this.#activation.backward(this.#operations, slopes, x, y);
  }

  tangent(tangent: Traced): Traced {
    return this.backward(tangent);
  }

  curvature(slopes: Traced, tangent: Traced): Traced | undefined {
    const { x, y } = passed(this.#kept);
    return this.#activation.curvature?.(this.#operations, this.#operations.times(slopes, tangent), x, y);
  }
}

/** x̂ = (x − mean) / √(variance + ε), with 1 / √(variance + ε) and γ, of a normalisation. */
interface Normalised {
  readonly normalised: Traced;
  readonly inverse: Traced;
  readonly gamma: Traced;
}

/** (x − mean) · inverse, where inverse comes from the mean square of x − mean. */
function centre(operations: Operations, x: Traced, axis: number) {
  const mean = operations.mean(x, axis);
  const centred = operations.subtract(x, mean);
  return { mean, centred, variance: operations.mean(operations.apply('Square', centred), axis) };
}

function inverseRoot(operations: Operations, variance: Traced, epsilon: number): Traced {
  const root = operations.apply('Sqrt', operations.add(variance, operations.scalar(epsilon)));
  return operations.divide(operations.scalar(1), root);
}

class BatchNormPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #layer: BatchNormLayer;
  #kept: Normalised | undefined;

  constructor(operations: Operations, layer: BatchNormLayer) {
    this.#operations = operations;
    this.#layer = layer;
  }

  forward(x: Traced, weights: TracedWeights, use: TracedUse): Traced {
    const operations = this.#operations;
    const { gamma, beta, epsilon } = this.#layer;
    const { centred, variance } = use.kind === 'training' ? this.#ofBatch(x, weights) : this.#running(x, weights);
    const inverse = inverseRoot(operations, variance, epsilon);
    const normalised = operations.times(centred, inverse);
    this.#kept = { normalised, inverse, gamma: found(weights.parameters, gamma) };
    return operations.shift(operations.times(normalised, this.#kept.gamma), found(weights.parameters, beta));
  }

  /** Uses mean and variance of the batch, and moves the running ones towards them. */
  #ofBatch(x: Traced, { buffers }: TracedWeights) {
    const operations = this.#operations;
    const { mean, centred, variance } = centre(operations, x, 0);
    const [count] = x.shape;
    const unbiased = operations.times(variance, operations.scalar(count / Math.max(count - 1, 1)));
    this.#move(buffers, this.#layer.mean, mean);
    this.#move(buffers, this.#layer.variance, unbiased);
    return { centred, variance };
  }

  #move(buffers: Tensors, start: number, to: Traced): void {
    const operations = this.#operations;
    const before = found(buffers, start);
    const step = operations.times(operations.subtract(to, before), operations.scalar(this.#layer.momentum));
    buffers.set(start, operations.add(before, step));
  }

  #running(x: Traced, { buffers }: TracedWeights) {
    const { mean, variance } = this.#layer;
    return { centred: this.#operations.subtract(x, found(buffers, mean)), variance: found(buffers, variance) };
  }

  backward(slopes: Traced, gradient: TracedGradient | undefined): Traced {
    const operations = this.#operations;
    const { normalised, inverse, gamma } = passed(this.#kept);
    const share = operations.scalar(1 / slopes.shape[0]);
    const sum = operations.sumRows(slopes);
    const along = operations.sum(operations.times(slopes, normalised), [0]);
    gradient?.add(this.#layer.gamma, along);
    gradient?.add(this.#layer.beta, sum);
    const common = operations.add(
      operations.times(sum, share),
      operations.times(normalised, operations.times(along, share)),
    );
    return operations.times(operations.subtract(slopes, common), operations.times(gamma, inverse));
  }

  tangent(): never {
    throw new Error('a gradient of one sample has no meaning if batch normalisation mixes the samples of a batch');
  }

  curvature(): never {
    return this.tangent();
  }
}

class LayerNormPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #layer: LayerNormLayer;
  #kept: Normalised | undefined;

  constructor(operations: Operations, layer: LayerNormLayer) {
    this.#operations = operations;
    this.#layer = layer;
  }

  forward(x: Traced, { parameters }: TracedWeights): Traced {
    const operations = this.#operations;
    const { gamma, beta, epsilon } = this.#layer;
    const { centred, variance } = centre(operations, x, 1);
    const inverse = inverseRoot(operations, variance, epsilon);
    const normalised = operations.times(centred, inverse);
    this.#kept = { normalised, inverse, gamma: found(parameters, gamma) };
    return operations.shift(operations.times(normalised, this.#kept.gamma), found(parameters, beta));
  }

  /** The product of the derivative of x̂ with respect to x, which is symmetric, with vectors. */
  #project(vectors: Traced): Traced {
    const operations = this.#operations;
    const { normalised, inverse } = passed(this.#kept);
    const common = operations.add(operations.mean(vectors, 1), operations.times(normalised, this.#along(vectors)));
    return operations.times(operations.subtract(vectors, common), inverse);
  }

  /** For each sample, the mean of vector · x̂. */
  #along(vectors: Traced): Traced {
    const { normalised } = passed(this.#kept);
    return this.#operations.mean(this.#operations.times(vectors, normalised), 1);
  }

  backward(slopes: Traced, gradient: TracedGradient | undefined): Traced {
    const operations = this.#operations;
    const { normalised, gamma } = passed(this.#kept);
    gradient?.add(this.#layer.gamma, operations.sum(operations.times(slopes, normalised), [0]));
    gradient?.add(this.#layer.beta, operations.sumRows(slopes));
    return this.#project(operations.times(slopes, gamma));
  }

  tangent(tangent: Traced): Traced {
    return this.#operations.times(this.#project(tangent), passed(this.#kept).gamma);
  }

  /** The formula of `model/layers/layer-norm.ts`. */
  curvature(slopes: Traced, tangent: Traced, gradient: TracedGradient): Traced {
    const operations = this.#operations;
    const { normalised, inverse, gamma } = passed(this.#kept);
    const h = operations.times(slopes, gamma);
    const [ofH, ofT] = [this.#project(h), this.#project(tangent)];
    gradient.add(this.#layer.gamma, operations.sum(operations.times(slopes, ofT), [0]));
    const total = operations.mean(operations.times(h, ofT), 1);
    const [b, d] = [this.#along(h), this.#along(tangent)];
    const along = operations.add(operations.times(d, ofH), operations.times(b, ofT));
    const sum = operations.add(operations.times(normalised, total), along);
    return operations.times(sum, operations.apply('Neg', inverse));
  }
}

class DropoutPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #layer: DropoutLayer;
  /** Undefined in evaluation. */
  #factors: Traced | undefined;

  constructor(operations: Operations, layer: DropoutLayer) {
    this.#operations = operations;
    this.#layer = layer;
  }

  forward(x: Traced, _weights: TracedWeights, use: TracedUse): Traced {
    const { mask, rate } = this.#layer;
    this.#factors =
      use.kind === 'evaluation'
        ? undefined
        : this.#operations.times(found(use.masks, mask), this.#operations.scalar(1 / (1 - rate)));
    return this.backward(x);
  }

  backward(slopes: Traced): Traced {
    return this.#factors ? this.#operations.times(slopes, this.#factors) : slopes;
  }

  tangent(tangent: Traced): Traced {
    return this.backward(tangent);
  }

  curvature(): undefined {
    // The layer is linear and has no parameters.
  }
}

class LargestPass implements TracedLayer {
  readonly #operations: Operations;
  readonly #layer: LargestLayer;
  /** `[count, outputs, pieces]`: 1 where the piece is the first of the largest, else 0. */
  #chosen: Traced | undefined;

  constructor(operations: Operations, layer: LargestLayer) {
    this.#operations = operations;
    this.#layer = layer;
  }

  #pieces(x: Traced): Traced {
    return this.#operations.reshape(x, [-1, this.#layer.outputs, this.#layer.pieces]);
  }

  forward(x: Traced): Traced {
    const pieces = this.#pieces(x);
    this.#chosen = this.#operations.firstLargest(pieces);
    return this.#operations.largest(pieces);
  }

  backward(slopes: Traced): Traced {
    const { outputs, pieces } = this.#layer;
    const ofUnits = this.#operations.reshape(slopes, [-1, outputs, 1]);
    const ofPieces = this.#operations.times(passed(this.#chosen), ofUnits);
    return this.#operations.reshape(ofPieces, [-1, outputs * pieces]);
  }

  tangent(tangent: Traced): Traced {
    return this.#operations.sum(this.#operations.times(passed(this.#chosen), this.#pieces(tangent)), [2]);
  }

  curvature(): undefined {
    // Which piece is the largest does not change nearby.
  }
}

export function tracedLayer(operations: Operations, layer: Layer): TracedLayer {
  switch (layer.kind) {
    case 'linear':
      return new LinearPass(operations, layer);
    case 'activation':
      return new ActivationPass(operations, layer);
    case 'batch_norm':
      return new BatchNormPass(operations, layer);
    case 'layer_norm':
      return new LayerNormPass(operations, layer);
    case 'dropout':
      return new DropoutPass(operations, layer);
    case 'largest':
      return new LargestPass(operations, layer);
  }
}
