import type { Layer, LinearLayer, Network } from '../../model/network.ts';
import { ACTIVATION_KINDS, readsInput, type Kernels } from './kernels/kernels.ts';
import { padded, type MemoryPlan } from './memory.ts';
import { inputSlopes, scratchFor, weightGradient, type FusedNetwork, type Scratch } from './network.ts';

const FLOAT = 4;

/** What one layer leaves behind when it is passed: addresses, 0 where the layer has no use for one. */
interface LayerValues {
  /** Its output, `[outputs, columns]`; an activation that is told from its output lies where its input lay. */
  readonly output: number;
  /** x̂ of a normalisation, which piece is the largest, or a dropout mask with its scale: `[outputs, columns]`. */
  readonly kept: number;
  /** 1 / √(variance + ε): of each unit, or of each column. */
  readonly inverse: number;
  /** W / σ with the u, v and σ that it was divided by. */
  readonly weights: number;
  readonly u: number;
  readonly v: number;
  readonly sigma: number;
}

/** Values of a network for one batch. */
export interface NetworkValues {
  /** `[inputs, columns]` */
  readonly input: number;
  readonly layers: readonly LayerValues[];
  /** `[outputs, columns]` */
  readonly output: number;
  readonly columns: number;
  /** Columns that are samples. */
  readonly count: number;
}

/** What a penalty's passes keep: of each layer, by its index, derivatives of the logits before it, and what is added to slopes there. */
export interface PenaltyValues {
  readonly slopes: readonly number[];
  readonly sources: readonly number[];
  readonly tangents: readonly [number, number];
  readonly projected: number;
  /** Of the parameters. */
  readonly gradient: number;
}

const inputsOf = (layers: readonly Layer[], index: number, inputs: number): number =>
  index === 0 ? inputs : layers[index - 1].outputs;

/** Whether an activation can take the place of its input: what gave the input must not need it again. */
function isInPlace(layers: readonly Layer[], index: number): boolean {
  const layer = layers[index];
  const before = layers[index - 1] as Layer | undefined;
  return (
    layer.kind === 'activation' && !readsInput(layer.activation) && before !== undefined && before.kind !== 'activation'
  );
}

/** The slopes of these functions have slopes of their own. */
const isCurved = (layer: Layer): boolean =>
  layer.kind === 'layer_norm' ||
  (layer.kind === 'activation' && layer.activation !== 'leaky_relu' && layer.activation !== 'relu');

/** The passes through a network of any layers, over the parameters and buffers of a `FusedNetwork`. */
export class LayeredPasses {
  readonly #network: Network;
  readonly #own: FusedNetwork;
  readonly #scratch: Scratch;
  /** Address of each layer's constants. */
  readonly #constants: readonly number[];
  readonly #further: number;
  readonly #bytes: number;

  constructor(plan: MemoryPlan, network: Network, own: FusedNetwork, columns: number) {
    this.#network = network;
    this.#own = own;
    this.#scratch = scratchFor(plan, [network], columns);
    this.#constants = network.layers.map((layer) => {
      switch (layer.kind) {
        case 'activation':
          return plan.constants(layer.slope);
        case 'batch_norm':
          return plan.constants(layer.momentum, layer.epsilon);
        case 'layer_norm':
          return plan.constants(layer.epsilon);
        case 'dropout':
          return plan.constants(1 / (1 - layer.rate));
        case 'linear':
        case 'largest':
          return 0;
      }
    });
    this.#further = plan.floats(network.parameterCount);
    this.#bytes = padded(network.parameterCount) * FLOAT;
  }

  /** Room for one batch of `count` samples. */
  valuesFor(plan: MemoryPlan, count: number): NetworkValues {
    const { layers, inputs } = this.#network;
    const columns = padded(count);
    const input = plan.floats(inputs * columns);
    let last = input;
    const values = layers.map((layer, index): LayerValues => {
      const rows = layer.outputs * columns;
      last = isInPlace(layers, index) ? last : plan.floats(rows);
      const isSpectral = layer.kind === 'linear' && layer.spectral !== undefined;
      const keeps = !['linear', 'activation'].includes(layer.kind);
      return {
        output: last,
        kept: keeps ? plan.floats(rows) : 0,
        inverse:
          layer.kind === 'batch_norm' || layer.kind === 'layer_norm'
            ? plan.floats(Math.max(layer.outputs, columns))
            : 0,
        weights: isSpectral ? plan.floats(layer.inputs * layer.outputs) : 0,
        u: isSpectral ? plan.floats(layer.outputs) : 0,
        v: isSpectral ? plan.floats(layer.inputs) : 0,
        sigma: isSpectral ? plan.constants(1) : 0,
      };
    });
    return { input, layers: values, output: last, columns, count };
  }

  /** Room for the passes of penalties. */
  penaltyValuesFor(plan: MemoryPlan, count: number): PenaltyValues {
    const { layers, inputs, parameterCount } = this.#network;
    const columns = padded(count);
    const widths = layers.map((_layer, index) => inputsOf(layers, index, inputs));
    const widest = Math.max(...widths, ...layers.map(({ outputs }) => outputs));
    return {
      slopes: [...widths, 1].map((width) => plan.floats(width * columns)),
      sources: layers.map((layer, index) => (isCurved(layer) ? plan.floats(widths[index] * columns) : 0)),
      tangents: [plan.floats(widest * columns), plan.floats(widest * columns)],
      projected: plan.floats(widest * columns),
      gradient: plan.floats(parameterCount),
    };
  }

  /** Brings dropout masks, layer after layer `[count, width]` from `masks[start]` on, to where the layers read them. */
  loadMasks(
    kernels: Kernels,
    { layers, columns, count }: NetworkValues,
    masks: Float32Array,
    start: number,
    load: (rows: Float32Array, offset: number, count: number, width: number, to: number, stride: number) => void,
  ): void {
    this.#network.layers.forEach((layer, index) => {
      if (layer.kind !== 'dropout') return;
      load(masks, start + layer.mask * count, count, layer.outputs, layers[index].kept, columns);
      kernels.scaleElements(layers[index].kept, layer.outputs * columns * FLOAT, this.#constants[index]);
    });
  }

  /** From `values.input` to `values.output`. In training it moves running statistics and power iterations on. */
  forward(kernels: Kernels, values: NetworkValues, parameters: number, isTraining: boolean): void {
    const { columns, count } = values;
    const { buffers } = this.#own;
    let from = values.input;
    this.#network.layers.forEach((layer, index) => {
      const { output, kept, inverse } = values.layers[index];
      const bytes = layer.outputs * columns * FLOAT;
      switch (layer.kind) {
        case 'linear': {
          const weights = this.#weights(kernels, layer, values.layers[index], parameters, isTraining);
          const biases = layer.biases === undefined ? 0 : parameters + layer.biases * FLOAT;
          const { panel } = this.#scratch;
          kernels.multiply(
            weights,
            from,
            output,
            biases,
            layer.outputs,
            layer.inputs,
            columns,
            columns,
            columns,
            panel,
          );
          break;
        }
        case 'activation':
          if (output !== from) kernels.copy(from, output, bytes);
          kernels.activate(output, bytes, ACTIVATION_KINDS[layer.activation], this.#constants[index]);
          break;
        case 'batch_norm': {
          const [gamma, beta] = [parameters + layer.gamma * FLOAT, parameters + layer.beta * FLOAT];
          const [mean, variance] = [buffers + layer.mean * FLOAT, buffers + layer.variance * FLOAT];
          const constants = this.#constants[index];
          if (isTraining)
            kernels.batchNorm(
              from,
              output,
              kept,
              inverse,
              gamma,
              beta,
              mean,
              variance,
              layer.outputs,
              columns,
              count,
              constants,
            );
          else kernels.batchNormRunning(from, output, gamma, beta, mean, variance, layer.outputs, columns, constants);
          break;
        }
        case 'layer_norm': {
          const [gamma, beta] = [parameters + layer.gamma * FLOAT, parameters + layer.beta * FLOAT];
          kernels.layerNorm(from, output, kept, inverse, gamma, beta, layer.outputs, columns, this.#constants[index]);
          break;
        }
        case 'dropout':
          if (isTraining) kernels.multiplyElements(from, kept, output, bytes);
          else kernels.copy(from, output, bytes);
          break;
        case 'largest':
          kernels.largest(from, output, kept, layer.outputs, layer.pieces, columns);
          break;
      }
      from = output;
    });
  }

  /** Where the weights lie that a layer multiplies with: of spectral normalisation W / σ. */
  #weights(kernels: Kernels, layer: LinearLayer, own: LayerValues, parameters: number, isTraining: boolean): number {
    const weights = parameters + layer.weights * FLOAT;
    if (!layer.spectral) return weights;
    const { inputs, outputs } = layer;
    const [u, v] = [this.#own.buffers + layer.spectral.u * FLOAT, this.#own.buffers + layer.spectral.v * FLOAT];
    kernels.spectral(weights, own.weights, u, v, own.sigma, outputs, inputs, isTraining ? 1 : 0);
    kernels.copy(u, own.u, outputs * FLOAT);
    kernels.copy(v, own.v, inputs * FLOAT);
    return own.weights;
  }

  #weightsAsUsed(layer: LinearLayer, { weights }: LayerValues): number {
    return layer.spectral ? weights : this.#own.parameters + layer.weights * FLOAT;
  }

  /** The derivatives with respect to a layer's weights, from inputs and slopes. */
  #weightGradient(
    kernels: Kernels,
    layer: LinearLayer,
    own: LayerValues,
    inputs: number,
    slopes: number,
    columns: number,
    gradient: number,
  ): void {
    const to = gradient + layer.weights * FLOAT;
    weightGradient(kernels, this.#scratch, layer, inputs, slopes, columns, to);
    if (layer.spectral) kernels.spectralBackward(to, own.weights, own.u, own.v, own.sigma, layer.outputs, layer.inputs);
  }

  /**
   * Takes `slopes`, with respect to the outputs of the last forward pass, back to the input, whose slopes it gives where
   * `input`. Writes the derivatives with respect to the parameters to `gradient`, unless that is 0. `sources`, of each
   * layer or 0, are added to the slopes before the layer.
   */
  backward(kernels: Kernels, values: NetworkValues, slopes: number, gradient: number, input: boolean): number {
    return this.#backward(kernels, values, this.#network.layers.length - 1, slopes, gradient, input, undefined);
  }

  #backward(
    kernels: Kernels,
    values: NetworkValues,
    from: number,
    slopes: number,
    gradient: number,
    input: boolean,
    sources: readonly number[] | undefined,
  ): number {
    const { layers, inputs } = this.#network;
    const { columns } = values;
    let after = slopes;
    for (let index = from; index >= 0; index--) {
      after = this.#backwardLayer(kernels, values, index, after, gradient, index > 0 || input);
      const source = sources?.[index] ?? 0;
      if (source !== 0) kernels.addElements(after, source, inputsOf(layers, index, inputs) * columns * FLOAT);
    }
    return after;
  }

  #other(slopes: number): number {
    const [one, other] = this.#scratch.slopes;
    return slopes === one ? other : one;
  }

  #backwardLayer(
    kernels: Kernels,
    values: NetworkValues,
    index: number,
    after: number,
    gradient: number,
    goesOn: boolean,
  ): number {
    const layer = this.#network.layers[index];
    const own = values.layers[index];
    const { columns, count } = values;
    const x = index === 0 ? values.input : values.layers[index - 1].output;
    const bytes = layer.outputs * columns * FLOAT;
    switch (layer.kind) {
      case 'linear': {
        if (gradient !== 0) {
          this.#weightGradient(kernels, layer, own, x, after, columns, gradient);
          if (layer.biases !== undefined)
            kernels.sumRows(after, gradient + layer.biases * FLOAT, layer.outputs, columns);
        }
        if (!goesOn) return after;
        const to = this.#other(after);
        inputSlopes(kernels, this.#scratch, layer, this.#weightsAsUsed(layer, own), after, columns, to);
        return to;
      }
      case 'activation': {
        const told = readsInput(layer.activation) ? x : own.output;
        kernels.activateBackward(told, after, bytes, ACTIVATION_KINDS[layer.activation], this.#constants[index]);
        return after;
      }
      case 'batch_norm': {
        const gamma = this.#own.parameters + layer.gamma * FLOAT;
        const [ofGamma, ofBeta] =
          gradient === 0 ? [0, 0] : [gradient + layer.gamma * FLOAT, gradient + layer.beta * FLOAT];
        kernels.batchNormBackward(after, own.kept, own.inverse, gamma, ofGamma, ofBeta, layer.outputs, columns, count);
        return after;
      }
      case 'layer_norm': {
        if (gradient !== 0) {
          const [ofGamma, ofBeta] = [gradient + layer.gamma * FLOAT, gradient + layer.beta * FLOAT];
          kernels.scaleGradients(after, own.kept, ofGamma, ofBeta, layer.outputs, columns);
        }
        const gamma = this.#own.parameters + layer.gamma * FLOAT;
        kernels.layerNormProject(after, after, own.kept, own.inverse, gamma, 0, layer.outputs, columns);
        return after;
      }
      case 'dropout':
        kernels.multiplyElements(after, own.kept, after, bytes);
        return after;
      case 'largest': {
        const to = this.#other(after);
        kernels.largestBackward(after, to, own.kept, layer.outputs, layer.pieces, columns);
        return to;
      }
    }
  }

  /**
   * Adds a penalty of the derivatives of the logits with respect to the input, at the last forward pass of `values`, to
   * the sum at `sum`, and its derivatives with respect to the parameters to the network's gradient. As the reference
   * engine does: back to the input, forth along the penalty's derivatives there, and back once more with what they meet.
   */
  penalize(kernels: Kernels, values: NetworkValues, room: PenaltyValues, sum: number, constants: number): void {
    const { layers, inputs } = this.#network;
    const { columns, count } = values;
    const last = layers.length;
    kernels.fillOnes(room.slopes[last], count, columns);
    for (let index = last - 1; index >= 0; index--) this.#slopesBefore(kernels, values, room, index);
    kernels.penalty(sum, room.slopes[0], room.tangents[0], inputs, columns, count, constants);
    kernels.fillZero(room.gradient, this.#bytes);
    let tangent = room.tangents[0];
    let curved = -1;
    layers.forEach((layer, index) => {
      tangent = this.#along(kernels, values, room, index, tangent);
      if (isCurved(layer)) curved = index;
    });
    kernels.addElements(this.#own.gradient, room.gradient, this.#bytes);
    if (curved < 0) return;
    // The last curved layer's source is where the slopes begin; what lies behind it has none.
    const from = this.#scratch.slopes[0];
    kernels.copy(room.sources[curved], from, inputsOf(layers, curved, inputs) * columns * FLOAT);
    kernels.fillZero(this.#further, this.#bytes);
    this.#backward(kernels, values, curved - 1, from, this.#further, false, room.sources);
    kernels.addElements(this.#own.gradient, this.#further, this.#bytes);
  }

  #slopesBefore(kernels: Kernels, values: NetworkValues, room: PenaltyValues, index: number): void {
    const layer = this.#network.layers[index];
    const own = values.layers[index];
    const { columns } = values;
    const bytes = layer.outputs * columns * FLOAT;
    const [before, after] = [room.slopes[index], room.slopes[index + 1]];
    switch (layer.kind) {
      case 'linear':
        inputSlopes(kernels, this.#scratch, layer, this.#weightsAsUsed(layer, own), after, columns, before);
        break;
      case 'activation': {
        const x = index === 0 ? values.input : values.layers[index - 1].output;
        const told = readsInput(layer.activation) ? x : own.output;
        kernels.copy(after, before, bytes);
        kernels.activateBackward(told, before, bytes, ACTIVATION_KINDS[layer.activation], this.#constants[index]);
        break;
      }
      case 'layer_norm': {
        const gamma = this.#own.parameters + layer.gamma * FLOAT;
        kernels.layerNormProject(after, before, own.kept, own.inverse, gamma, 0, layer.outputs, columns);
        break;
      }
      case 'dropout':
        kernels.multiplyElements(after, own.kept, before, bytes);
        break;
      case 'largest':
        kernels.largestBackward(after, before, own.kept, layer.outputs, layer.pieces, columns);
        break;
      case 'batch_norm':
        throw new Error('a penalty has no meaning where batch normalisation mixes the samples of a batch');
    }
  }

  /** The tangent behind a layer, from that before it; leaves what the parameters and the slopes before the layer get. */
  #along(kernels: Kernels, values: NetworkValues, room: PenaltyValues, index: number, tangent: number): number {
    const layer = this.#network.layers[index];
    const own = values.layers[index];
    const { columns } = values;
    const bytes = layer.outputs * columns * FLOAT;
    const slopes = room.slopes[index + 1];
    const other = tangent === room.tangents[0] ? room.tangents[1] : room.tangents[0];
    switch (layer.kind) {
      case 'linear': {
        this.#weightGradient(kernels, layer, own, tangent, slopes, columns, room.gradient);
        const weights = this.#weightsAsUsed(layer, own);
        const { panel } = this.#scratch;
        kernels.multiply(weights, tangent, other, 0, layer.outputs, layer.inputs, columns, columns, columns, panel);
        return other;
      }
      case 'activation': {
        const x = index === 0 ? values.input : values.layers[index - 1].output;
        const told = readsInput(layer.activation) ? x : own.output;
        const kind = ACTIVATION_KINDS[layer.activation];
        kernels.activateTangent(told, slopes, tangent, room.sources[index], bytes, kind, this.#constants[index]);
        return tangent;
      }
      case 'layer_norm': {
        const gamma = this.#own.parameters + layer.gamma * FLOAT;
        const { projected, sources } = room;
        kernels.layerNormProject(tangent, projected, own.kept, own.inverse, 0, 0, layer.outputs, columns);
        kernels.layerNormCurvature(
          slopes,
          tangent,
          room.slopes[index],
          projected,
          sources[index],
          own.kept,
          own.inverse,
          gamma,
          room.gradient + layer.gamma * FLOAT,
          layer.outputs,
          columns,
        );
        kernels.layerNormProject(tangent, other, own.kept, own.inverse, 0, gamma, layer.outputs, columns);
        return other;
      }
      case 'dropout':
        kernels.multiplyElements(tangent, own.kept, tangent, bytes);
        return tangent;
      case 'largest':
        kernels.largestTangent(tangent, other, own.kept, layer.outputs, layer.pieces, columns);
        return other;
      case 'batch_norm':
        throw new Error('a penalty has no meaning where batch normalisation mixes the samples of a batch');
    }
  }
}
