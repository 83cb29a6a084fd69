import type { Activation, OutputActivation } from '../../../../shared/config/schema.ts';
import type { Layer, LinearLayer, Network } from '../../model/network.ts';
import { readsInput, type Kernels } from './kernels/kernels.ts';
import { padded, type MemoryPlan } from './memory.ts';
import { scratchFor, weightGradient, type FusedNetwork, type Scratch } from './network.ts';

const FLOAT = 4;

/** The addresses of what one layer stores in a pass; 0 for what the layer does not need. */
interface LayerValues {
  /** Its output, `[outputs, columns]`; an activation whose slope is computed from its output overwrites its input. */
  readonly output: number;
  /** x̂ of a normalisation, the index of the largest piece, or a dropout mask with its scale: `[outputs, columns]`. */
  readonly kept: number;
  /** 1 / √(variance + ε) of each unit, or of each column. */
  readonly inverse: number;
  /** W / σ with its u, v and σ. */
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
  /** The number of columns that are samples. */
  readonly count: number;
}

/** Whether an activation can overwrite its input: the layer that computed the input must not need it again. */
function isInPlace(layers: readonly Layer[], index: number): boolean {
  const layer = layers[index];
  const before = layers[index - 1] as Layer | undefined;
  return (
    layer.kind === 'activation' && !readsInput(layer.activation) && before !== undefined && before.kind !== 'activation'
  );
}

/** A network's layers in WebAssembly memory: their constants, their values, and the weights they multiply by. */
export class PlacedLayers {
  readonly network: Network;
  /** Parameters, gradient and buffers. */
  readonly own: FusedNetwork;
  readonly scratch: Scratch;
  /** Address of each layer's constants. */
  readonly constants: readonly number[];

  constructor(plan: MemoryPlan, network: Network, own: FusedNetwork, columns: number) {
    this.network = network;
    this.own = own;
    this.scratch = scratchFor(plan, [network], columns);
    this.constants = network.layers.map((layer) => {
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
  }

  /** Space for one batch of `count` samples. */
  valuesFor(plan: MemoryPlan, count: number): NetworkValues {
    const { layers, inputs } = this.network;
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

  /** The width before a layer. */
  inputsOf(index: number): number {
    const { layers, inputs } = this.network;
    return index === 0 ? inputs : layers[index - 1].outputs;
  }

  /** The values from which the slope of an activation is computed: its input or its output. */
  readByActivation({ input, layers }: NetworkValues, index: number, activation: Activation | OutputActivation): number {
    if (!readsInput(activation)) return layers[index].output;
    return index === 0 ? input : layers[index - 1].output;
  }

  /**
   * The address of the weights that a layer multiplies by. With spectral normalisation it first computes W / σ, in
   * training after a power iteration.
   */
  weightsForForward(
    kernels: Kernels,
    layer: LinearLayer,
    own: LayerValues,
    parameters: number,
    isTraining: boolean,
  ): number {
    const weights = parameters + layer.weights * FLOAT;
    if (!layer.spectral) return weights;
    const { inputs, outputs } = layer;
    const [u, v] = [this.own.buffers + layer.spectral.u * FLOAT, this.own.buffers + layer.spectral.v * FLOAT];
    kernels.spectral(weights, own.weights, u, v, own.sigma, outputs, inputs, isTraining ? 1 : 0);
    kernels.copy(u, own.u, outputs * FLOAT);
    kernels.copy(v, own.v, inputs * FLOAT);
    return own.weights;
  }

  /** The address of the weights that the last forward pass used. */
  weightsAsUsed(layer: LinearLayer, { weights }: LayerValues): number {
    return layer.spectral ? weights : this.own.parameters + layer.weights * FLOAT;
  }

  /** The derivatives with respect to a layer's weights, from inputs and slopes. */
  weightGradient(
    kernels: Kernels,
    layer: LinearLayer,
    own: LayerValues,
    inputs: number,
    slopes: number,
    columns: number,
    gradient: number,
  ): void {
    const to = gradient + layer.weights * FLOAT;
    weightGradient(kernels, this.scratch, layer, inputs, slopes, columns, to);
    if (layer.spectral) kernels.spectralBackward(to, own.weights, own.u, own.v, own.sigma, layer.outputs, layer.inputs);
  }
}
