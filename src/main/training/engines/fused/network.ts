import { denseLayers, type DenseLayer } from '../../model/dense-layers.ts';
import { isLinear, type Network, type UpdateSettings } from '../../model/network.ts';
import type { OptimizerConfig } from '../../../../shared/config/schema.ts';
import type { NetworkState } from '../engine.ts';
import { ACTIVATION_KINDS, type Kernels } from './kernels/kernels.ts';
import { padded, type MemoryPlan } from './memory.ts';
import { Remainder } from './remainder.ts';

/** The layers that this class supports; networks with other layers have their own passes. */
const layersOf = (network: Network): readonly DenseLayer[] => denseLayers(network) ?? [];

/** Scratch arrays that the networks of one engine share, as large as the largest request. */
export interface Scratch {
  readonly panel: number;
  readonly transposedWeights: number;
  readonly transposedInput: number;
  readonly slopes: readonly [number, number];
}

export function scratchFor(plan: MemoryPlan, networks: readonly Network[], columns: number): Scratch {
  const layers = networks.flatMap((network) => network.layers);
  const linear = layers.filter(isLinear);
  const widest = Math.max(...networks.map(({ inputs }) => inputs), ...layers.map(({ outputs }) => outputs));
  return {
    // Space for sixteen columns.
    panel: plan.floats(16 * Math.max(widest, columns)),
    transposedWeights: plan.floats(Math.max(...linear.map((layer) => layer.inputs * layer.outputs))),
    transposedInput: plan.floats(columns * padded(widest)),
    slopes: [plan.floats(widest * columns), plan.floats(widest * columns)],
  };
}

const FLOAT = 4;
const DOUBLE = 8;

/** Values of a network for one set of samples: `outputs[0]` is the input, feature-major `[width, columns]`. */
export interface Activations {
  readonly outputs: readonly number[];
}

export function activationsFor(plan: MemoryPlan, network: Network, columns: number): Activations {
  return {
    outputs: [network.inputs, ...layersOf(network).map((layer) => layer.outputs)].map((width) =>
      plan.floats(width * columns),
    ),
  };
}

/**
 * The constants of an optimiser's kernel, in its order; the learning rate is first. With a remainder, weight decay is
 * added before.
 */
function ruleConstants(config: OptimizerConfig, keepsRemainders: boolean): number[] {
  switch (config.name) {
    case 'adam':
      return [config.learning_rate, config.beta_1, config.beta_2, config.epsilon];
    case 'adamw':
      return [config.learning_rate, config.beta_1, config.beta_2, config.epsilon, config.weight_decay];
    case 'sgd':
      return [config.learning_rate, config.momentum, keepsRemainders ? 0 : config.weight_decay];
    case 'rmsprop':
      return [config.learning_rate, config.alpha, config.epsilon];
  }
}

/**
 * The share of the parameters that weight decay adds at `factor` times the learning rate: to the gradient, or for AdamW
 * to the parameters.
 */
function decayShare(config: OptimizerConfig, factor: number): number {
  switch (config.name) {
    case 'adamw':
      return -(factor * config.learning_rate * config.weight_decay);
    case 'sgd':
      return config.weight_decay;
    case 'adam':
    case 'rmsprop':
      return 0;
  }
}

/** Writes Σ over columns of slopes `[outputs, columns]` · inputsᵀ to `to`, `[outputs, inputs]`. */
export function weightGradient(
  kernels: Kernels,
  { transposedInput, panel }: Scratch,
  layer: Pick<DenseLayer, 'inputs' | 'outputs'>,
  inputs: number,
  slopes: number,
  columns: number,
  to: number,
): void {
  const whole = layer.inputs & ~3;
  if (whole > 0) {
    kernels.transpose(inputs, transposedInput, whole, columns, columns, whole);
    kernels.multiply(slopes, transposedInput, to, 0, layer.outputs, columns, whole, whole, layer.inputs, panel);
  }
  if (whole < layer.inputs) {
    kernels.multiplyRows(slopes, inputs, to, layer.outputs, columns, whole, layer.inputs, layer.inputs);
  }
}

/**
 * Weights with longer rows than this are transposed before a product reads their columns, which would fall into the
 * same few cache sets.
 */
const UNTURNED_ROW = 128;

/** Writes weightsᵀ · slopes to `to`, `[inputs, columns]`. */
export function inputSlopes(
  kernels: Kernels,
  { transposedWeights, panel }: Scratch,
  { inputs, outputs }: Pick<DenseLayer, 'inputs' | 'outputs'>,
  weights: number,
  slopes: number,
  columns: number,
  to: number,
): void {
  if (inputs <= UNTURNED_ROW) {
    kernels.multiplyTransposed(weights, slopes, to, inputs, outputs, columns, columns, columns, panel);
    return;
  }
  kernels.transpose(weights, transposedWeights, outputs, inputs, inputs, outputs);
  kernels.multiply(transposedWeights, slopes, to, 0, inputs, outputs, columns, columns, columns, panel);
}

/** One network's parameters, gradients and moments in WebAssembly memory, and its passes over them. */
export class FusedNetwork {
  readonly network: Network;
  readonly parameters: number;
  readonly gradient: number;
  readonly average: number | undefined;
  readonly buffers: number;
  /** Address of the float64 to which every update adds the norm of its gradient. */
  readonly normSum: number;
  readonly #layers: readonly DenseLayer[];
  readonly #first: number;
  readonly #second: number;
  readonly #scratch: Scratch;
  readonly #bytes: number;
  readonly #bufferBytes: number;
  readonly #optimizer: OptimizerConfig;
  /** Addresses of constants. */
  readonly #rule: number;
  readonly #gradientClip: number | undefined;
  readonly #weightClip: number | undefined;
  readonly #decay: number;
  readonly #remainder: Remainder | undefined;
  readonly #weightDecay: number;
  /** Address of the share of the parameters that weight decay adds, with a remainder. */
  readonly #decayShare: number;
  /** Constants of the activations, one address for each layer. */
  readonly #slopes: readonly number[];
  updates = 0;

  constructor(plan: MemoryPlan, network: Network, scratch: Scratch, updates: UpdateSettings) {
    const { optimizer, decay, gradientClip, weightClip, keepsRemainders } = updates;
    const count = network.parameterCount;
    this.network = network;
    this.#layers = layersOf(network);
    this.#scratch = scratch;
    this.parameters = plan.floats(count);
    this.gradient = plan.floats(count);
    this.normSum = plan.constants(0);
    this.#first = plan.floats(count);
    this.#second = plan.floats(count);
    this.buffers = plan.floats(network.bufferCount);
    this.average = decay > 0 ? plan.floats(count) : undefined;
    this.#optimizer = optimizer;
    this.#rule = plan.constants(...ruleConstants(optimizer, keepsRemainders));
    this.#gradientClip = gradientClip > 0 ? plan.constants(gradientClip) : undefined;
    this.#weightClip = weightClip > 0 ? plan.constants(weightClip) : undefined;
    this.#decay = plan.constants(decay);
    this.#remainder = keepsRemainders ? new Remainder(plan, count) : undefined;
    this.#weightDecay = 'weight_decay' in optimizer ? optimizer.weight_decay : 0;
    this.#decayShare = plan.constants(decayShare(optimizer, 1));
    this.#slopes = this.#layers.map(({ slope }) => plan.constants(slope));
    this.#bytes = padded(count) * FLOAT;
    this.#bufferBytes = padded(network.bufferCount) * FLOAT;
  }

  /**
   * Computes every layer's output from `activations.outputs[0]`. The last layer goes to `output`, whose rows are
   * `outputStride` floats apart, so that the generator can write next to the real samples.
   */
  forward(
    kernels: Kernels,
    activations: Activations,
    columns: number,
    parameters: number,
    output: number,
    outputStride: number,
  ): void {
    const layers = this.#layers;
    const last = layers.length - 1;
    for (let index = 0; index <= last; index++) {
      const layer = layers[index];
      const to = index === last ? output : activations.outputs[index + 1];
      const stride = index === last ? outputStride : columns;
      kernels.multiply(
        parameters + layer.weights * FLOAT,
        activations.outputs[index],
        to,
        parameters + layer.biases * FLOAT,
        layer.outputs,
        layer.inputs,
        columns,
        columns,
        stride,
        this.#scratch.panel,
      );
      this.#activate(kernels, index, to, columns, stride);
    }
  }

  #activate(kernels: Kernels, index: number, to: number, columns: number, stride: number): void {
    const layer = this.#layers[index];
    const kind = ACTIVATION_KINDS[layer.activation];
    if (kind === 0) return;
    const slope = this.#slopes[index];
    if (stride === columns) {
      kernels.activate(to, layer.outputs * columns * FLOAT, kind, slope);
      return;
    }
    for (let row = 0; row < layer.outputs; row++)
      kernels.activate(to + row * stride * FLOAT, columns * FLOAT, kind, slope);
  }

  /**
   * The backward pass. `slopes` is the address of the loss's derivatives with respect to the outputs of the last
   * forward pass, `[outputs, columns]`, which are overwritten. With `gradients` it writes the derivatives of the
   * parameters to `this.gradient`; `of halves` sums those of biases separately over two halves of the samples. With
   * `input` it continues to the input and returns the address of the derivatives there.
   */
  backward(
    kernels: Kernels,
    activations: Activations,
    columns: number,
    slopes: number,
    gradients: boolean | 'of halves',
    input: boolean,
  ): number {
    let after = slopes;
    for (let index = this.#layers.length - 1; index >= 0; index--) {
      const layer = this.#layers[index];
      const kind = ACTIVATION_KINDS[layer.activation];
      const slope = this.#slopes[index];
      if (kind !== 0)
        kernels.activateBackward(activations.outputs[index + 1], after, layer.outputs * columns * FLOAT, kind, slope);
      if (gradients !== false) {
        weightGradient(
          kernels,
          this.#scratch,
          layer,
          activations.outputs[index],
          after,
          columns,
          this.gradient + layer.weights * FLOAT,
        );
        const biases = this.gradient + layer.biases * FLOAT;
        if (gradients === 'of halves') kernels.sumRowHalves(after, biases, layer.outputs, columns);
        else kernels.sumRows(after, biases, layer.outputs, columns);
      }
      if (index > 0 || input) {
        const to = after === this.#scratch.slopes[0] ? this.#scratch.slopes[1] : this.#scratch.slopes[0];
        inputSlopes(kernels, this.#scratch, layer, this.parameters + layer.weights * FLOAT, after, columns, to);
        after = to;
      }
    }
    return after;
  }

  /** The address of the trained or the averaged parameters. */
  parametersOf(weights: 'current' | 'average'): number {
    const parameters = weights === 'average' ? this.average : this.parameters;
    if (parameters === undefined) throw new Error('this run keeps no averaged generator: its ema_decay is 0');
    return parameters;
  }

  /** One update of the optimiser, with the gradient of the last backward pass. */
  update(kernels: Kernels): void {
    this.updates += 1;
    const { parameters, gradient } = this;
    if (this.#gradientClip === undefined) kernels.addNorm(this.normSum, gradient, this.#bytes);
    else kernels.addNormAndClip(this.normSum, gradient, this.#bytes, this.#gradientClip);
    const remainder = this.#remainder;
    if (remainder) {
      this.#apply(kernels, remainder.address, this.#decayed(kernels, remainder));
      remainder.takeUp(kernels, parameters);
    } else {
      if (this.#optimizer.name === 'adamw') kernels.decay(parameters, this.#bytes, this.#rule);
      this.#apply(kernels, parameters, gradient);
    }
    if (this.#weightClip !== undefined) kernels.clamp(parameters, this.#bytes, this.#weightClip);
  }

  /** Adds weight decay to the remainder, or without one to the gradient. Returns the address of the gradient. */
  #decayed(kernels: Kernels, remainder: Remainder): number {
    const { parameters, gradient } = this;
    if (this.#weightDecay === 0) return gradient;
    if (this.#optimizer.name !== 'adamw') return remainder.withShare(kernels, gradient, parameters, this.#decayShare);
    remainder.addShare(kernels, parameters, this.#decayShare);
    return gradient;
  }

  /** Subtracts the optimiser's step from the array at `changed`: the parameters, or their remainder. */
  #apply(kernels: Kernels, changed: number, gradient: number): void {
    switch (this.#optimizer.name) {
      case 'adamw':
      case 'adam':
        kernels.adam(changed, gradient, this.#first, this.#second, this.#bytes, this.updates, this.#rule);
        break;
      case 'sgd':
        kernels.sgd(changed, gradient, this.#first, this.#bytes, this.#rule);
        break;
      case 'rmsprop':
        kernels.rmsprop(changed, gradient, this.#second, this.#bytes, this.#rule);
        break;
    }
  }

  /** Sets the learning rate of the following updates to `factor` times the configured one; `doubles` is the memory. */
  scaleRate(doubles: Float64Array, factor: number): void {
    doubles[this.#rule / DOUBLE] = factor * this.#optimizer.learning_rate;
    doubles[this.#decayShare / DOUBLE] = decayShare(this.#optimizer, factor);
  }

  moveAverage(kernels: Kernels): void {
    if (this.average !== undefined) kernels.average(this.average, this.parameters, this.#bytes, this.#decay);
  }

  isFinite(kernels: Kernels): boolean {
    return (
      kernels.allFinite(this.parameters, this.#bytes) === 1 && kernels.allFinite(this.buffers, this.#bufferBytes) === 1
    );
  }

  /** Copied from `memory`. */
  exportState(memory: ArrayBuffer): NetworkState {
    const copy = (address: number) => new Float32Array(memory, address, this.network.parameterCount).slice();
    return {
      parameters: copy(this.parameters),
      firstMoment: copy(this.#first),
      secondMoment: copy(this.#second),
      updates: this.updates,
      buffers: new Float32Array(memory, this.buffers, this.network.bufferCount).slice(),
      ...(this.#remainder && { remainder: copy(this.#remainder.address) }),
    };
  }

  importState(memory: ArrayBuffer, state: NetworkState): void {
    const write = (address: number, values: Float32Array) =>
      new Float32Array(memory, address, this.network.parameterCount).set(values);
    write(this.parameters, state.parameters);
    write(this.#first, state.firstMoment);
    write(this.#second, state.secondMoment);
    new Float32Array(memory, this.buffers, this.network.bufferCount).set(state.buffers);
    if (this.#remainder)
      write(this.#remainder.address, state.remainder ?? new Float32Array(this.network.parameterCount));
    this.updates = state.updates;
  }

  /** Views into `memory` of the parameters, the buffers and, where there are any, the averaged parameters. */
  weightArrays(memory: ArrayBuffer): Float32Array[] {
    const { parameterCount, bufferCount } = this.network;
    return [
      new Float32Array(memory, this.parameters, parameterCount),
      new Float32Array(memory, this.buffers, bufferCount),
      ...(this.average === undefined ? [] : [new Float32Array(memory, this.average, parameterCount)]),
    ];
  }

  /** A copy from `memory`; undefined if there is none. */
  exportAverage(memory: ArrayBuffer): Float32Array | undefined {
    if (this.average === undefined) return undefined;
    return new Float32Array(memory, this.average, this.network.parameterCount).slice();
  }

  importAverage(memory: ArrayBuffer, average: Float32Array | undefined): void {
    if (this.average !== undefined && average) new Float32Array(memory, this.average, average.length).set(average);
  }
}
