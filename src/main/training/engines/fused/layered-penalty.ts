import type { Layer } from '../../model/network.ts';
import { ACTIVATION_KINDS, type Kernels } from './kernels/kernels.ts';
import type { LayeredPasses } from './layered-network.ts';
import { padded, type MemoryPlan } from './memory.ts';
import { inputSlopes } from './network.ts';
import type { NetworkValues, PlacedLayers } from './placed-layers.ts';

const FLOAT = 4;

/**
 * What a penalty's passes store for each layer, by its index: derivatives of the logits before it, and what is added to
 * the slopes there.
 */
interface PenaltyValues {
  readonly slopes: readonly number[];
  readonly sources: readonly number[];
  readonly tangents: readonly [number, number];
  readonly projected: number;
  /** Derivatives with respect to the parameters: of the penalty, and of the terms from curved layers. */
  readonly gradient: number;
  readonly further: number;
}

/** Functions with a second derivative. */
const isCurved = (layer: Layer): boolean =>
  layer.kind === 'layer_norm' ||
  (layer.kind === 'activation' && layer.activation !== 'leaky_relu' && layer.activation !== 'relu');

/** The passes of gradient penalties through a discriminator. */
export class PenaltyPasses {
  readonly #placed: PlacedLayers;
  readonly #passes: LayeredPasses;
  readonly #room: PenaltyValues;
  readonly #bytes: number;

  /** Allocates memory for batches of `count` samples. */
  constructor(plan: MemoryPlan, placed: PlacedLayers, passes: LayeredPasses, count: number) {
    const { layers, parameterCount } = placed.network;
    this.#placed = placed;
    this.#passes = passes;
    this.#bytes = padded(parameterCount) * FLOAT;
    const columns = padded(count);
    const widths = layers.map((_layer, index) => placed.inputsOf(index));
    const widest = Math.max(...widths, ...layers.map(({ outputs }) => outputs));
    this.#room = {
      slopes: [...widths, 1].map((width) => plan.floats(width * columns)),
      sources: layers.map((layer, index) => (isCurved(layer) ? plan.floats(widths[index] * columns) : 0)),
      tangents: [plan.floats(widest * columns), plan.floats(widest * columns)],
      projected: plan.floats(widest * columns),
      gradient: plan.floats(parameterCount),
      further: plan.floats(parameterCount),
    };
  }

  /**
   * Adds a penalty of the derivatives of the logits with respect to the input, at the last forward pass of `values`, to
   * the sum at `sum`, and its derivatives with respect to the parameters to the network's gradient. Three passes, as in
   * the reference engine: backward to the input, forward along the penalty's derivatives there, and backward again.
   */
  penalize(kernels: Kernels, values: NetworkValues, sum: number, constants: number): void {
    const { layers, inputs } = this.#placed.network;
    const { columns, count } = values;
    const last = layers.length;
    kernels.fillOnes(this.#room.slopes[last], count, columns);
    for (let index = last - 1; index >= 0; index--) this.#slopesBefore(kernels, values, index);
    kernels.penalty(sum, this.#room.slopes[0], this.#room.tangents[0], inputs, columns, count, constants);
    kernels.fillZero(this.#room.gradient, this.#bytes);
    let tangent = this.#room.tangents[0];
    let curved = -1;
    layers.forEach((layer, index) => {
      tangent = this.#along(kernels, values, index, tangent);
      if (isCurved(layer)) curved = index;
    });
    kernels.addElements(this.#placed.own.gradient, this.#room.gradient, this.#bytes);
    if (curved < 0) return;
    // The slopes begin with the source of the last curved layer; layers after it have no source.
    const from = this.#placed.scratch.slopes[0];
    kernels.copy(this.#room.sources[curved], from, this.#placed.inputsOf(curved) * columns * FLOAT);
    kernels.fillZero(this.#room.further, this.#bytes);
    this.#passes.backwardFrom(kernels, values, curved - 1, from, this.#room.further, false, this.#room.sources);
    kernels.addElements(this.#placed.own.gradient, this.#room.further, this.#bytes);
  }

  #slopesBefore(kernels: Kernels, values: NetworkValues, index: number): void {
    const layer = this.#placed.network.layers[index];
    const own = values.layers[index];
    const { columns } = values;
    const bytes = layer.outputs * columns * FLOAT;
    const [before, after] = [this.#room.slopes[index], this.#room.slopes[index + 1]];
    switch (layer.kind) {
      case 'linear':
        inputSlopes(
          kernels,
          this.#placed.scratch,
          layer,
          this.#placed.weightsAsUsed(layer, own),
          after,
          columns,
          before,
        );
        break;
      case 'activation': {
        const read = this.#placed.readByActivation(values, index, layer.activation);
        kernels.copy(after, before, bytes);
        kernels.activateBackward(
          read,
          before,
          bytes,
          ACTIVATION_KINDS[layer.activation],
          this.#placed.constants[index],
        );
        break;
      }
      case 'layer_norm': {
        const gamma = this.#placed.own.parameters + layer.gamma * FLOAT;
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
        throw new Error('a penalty has no meaning if batch normalisation mixes the samples of a batch');
    }
  }

  /**
   * Computes the tangent after a layer from the one before it, and stores the contributions to the parameters and to
   * the slopes before the layer.
   */
  #along(kernels: Kernels, values: NetworkValues, index: number, tangent: number): number {
    const layer = this.#placed.network.layers[index];
    const own = values.layers[index];
    const { columns } = values;
    const bytes = layer.outputs * columns * FLOAT;
    const slopes = this.#room.slopes[index + 1];
    const other = tangent === this.#room.tangents[0] ? this.#room.tangents[1] : this.#room.tangents[0];
    switch (layer.kind) {
      case 'linear': {
        this.#placed.weightGradient(kernels, layer, own, tangent, slopes, columns, this.#room.gradient);
        const weights = this.#placed.weightsAsUsed(layer, own);
        const { panel } = this.#placed.scratch;
        kernels.multiply(weights, tangent, other, 0, layer.outputs, layer.inputs, columns, columns, columns, panel);
        return other;
      }
      case 'activation': {
        const read = this.#placed.readByActivation(values, index, layer.activation);
        const kind = ACTIVATION_KINDS[layer.activation];
        kernels.activateTangent(
          read,
          slopes,
          tangent,
          this.#room.sources[index],
          bytes,
          kind,
          this.#placed.constants[index],
        );
        return tangent;
      }
      case 'layer_norm': {
        const gamma = this.#placed.own.parameters + layer.gamma * FLOAT;
        const { projected, sources } = this.#room;
        kernels.layerNormProject(tangent, projected, own.kept, own.inverse, 0, 0, layer.outputs, columns);
        kernels.layerNormCurvature(
          slopes,
          tangent,
          this.#room.slopes[index],
          projected,
          sources[index],
          own.kept,
          own.inverse,
          gamma,
          this.#room.gradient + layer.gamma * FLOAT,
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
        throw new Error('a penalty has no meaning if batch normalisation mixes the samples of a batch');
    }
  }
}
