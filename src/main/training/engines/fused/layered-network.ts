import { ACTIVATION_KINDS, type Kernels } from './kernels/kernels.ts';
import { inputSlopes } from './network.ts';
import type { NetworkValues, PlacedLayers } from './placed-layers.ts';
import type { Rows } from './memory.ts';

const FLOAT = 4;

/** The forward and backward passes through a network of any layers. */
export class LayeredPasses {
  readonly #placed: PlacedLayers;

  constructor(placed: PlacedLayers) {
    this.#placed = placed;
  }

  /** Copies dropout masks, layer after layer `[count, width]` from `masks[start]` on, to where the layers read them. */
  loadMasks(
    kernels: Kernels,
    { layers, columns, count }: NetworkValues,
    masks: Float32Array,
    start: number,
    rows: Rows,
  ): void {
    this.#placed.network.layers.forEach((layer, index) => {
      if (layer.kind !== 'dropout') return;
      rows.load(masks, start + layer.mask * count, count, layer.outputs, layers[index].kept, columns);
      kernels.scaleElements(layers[index].kept, layer.outputs * columns * FLOAT, this.#placed.constants[index]);
    });
  }

  /** Computes `values.output` from `values.input`. In training it updates running statistics and does a power iteration. */
  forward(kernels: Kernels, values: NetworkValues, parameters: number, isTraining: boolean): void {
    const { columns, count } = values;
    const { buffers } = this.#placed.own;
    let from = values.input;
    this.#placed.network.layers.forEach((layer, index) => {
      const { output, kept, inverse } = values.layers[index];
      const bytes = layer.outputs * columns * FLOAT;
      const constants = this.#placed.constants[index];
      switch (layer.kind) {
        case 'linear': {
          const weights = this.#placed.weightsForForward(kernels, layer, values.layers[index], parameters, isTraining);
          const biases = layer.biases === undefined ? 0 : parameters + layer.biases * FLOAT;
          const { panel } = this.#placed.scratch;
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
          kernels.activate(output, bytes, ACTIVATION_KINDS[layer.activation], constants);
          break;
        case 'batch_norm': {
          const [gamma, beta] = [parameters + layer.gamma * FLOAT, parameters + layer.beta * FLOAT];
          const [mean, variance] = [buffers + layer.mean * FLOAT, buffers + layer.variance * FLOAT];
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
          kernels.layerNorm(from, output, kept, inverse, gamma, beta, layer.outputs, columns, constants);
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

  /**
   * The backward pass. `slopes` are the derivatives with respect to the outputs of the last forward pass. Writes the
   * derivatives with respect to the parameters to `gradient`, unless that is 0. With `input` it continues to the input
   * and returns the derivatives there.
   */
  backward(kernels: Kernels, values: NetworkValues, slopes: number, gradient: number, input: boolean): number {
    return this.backwardFrom(kernels, values, this.#placed.network.layers.length - 1, slopes, gradient, input);
  }

  /**
   * As `backward`, but starts at layer `from`. `sources`, an address for each layer or 0, are added to the slopes before the layer.
   */
  backwardFrom(
    kernels: Kernels,
    values: NetworkValues,
    from: number,
    slopes: number,
    gradient: number,
    input: boolean,
    sources?: readonly number[],
  ): number {
    const { columns } = values;
    let after = slopes;
    for (let index = from; index >= 0; index--) {
      after = this.#backwardLayer(kernels, values, index, after, gradient, index > 0 || input);
      const source = sources?.[index] ?? 0;
      if (source !== 0) kernels.addElements(after, source, this.#placed.inputsOf(index) * columns * FLOAT);
    }
    return after;
  }

  #other(slopes: number): number {
    const [one, other] = this.#placed.scratch.slopes;
    return slopes === one ? other : one;
  }

  #backwardLayer(
    kernels: Kernels,
    values: NetworkValues,
    index: number,
    after: number,
    gradient: number,
    toInput: boolean,
  ): number {
    const layer = this.#placed.network.layers[index];
    const own = values.layers[index];
    const { columns, count } = values;
    const bytes = layer.outputs * columns * FLOAT;
    switch (layer.kind) {
      case 'linear': {
        if (gradient !== 0) {
          const x = index === 0 ? values.input : values.layers[index - 1].output;
          this.#placed.weightGradient(kernels, layer, own, x, after, columns, gradient);
          if (layer.biases !== undefined)
            kernels.sumRows(after, gradient + layer.biases * FLOAT, layer.outputs, columns);
        }
        if (!toInput) return after;
        const to = this.#other(after);
        inputSlopes(kernels, this.#placed.scratch, layer, this.#placed.weightsAsUsed(layer, own), after, columns, to);
        return to;
      }
      case 'activation': {
        const read = this.#placed.readByActivation(values, index, layer.activation);
        kernels.activateBackward(read, after, bytes, ACTIVATION_KINDS[layer.activation], this.#placed.constants[index]);
        return after;
      }
      case 'batch_norm': {
        const gamma = this.#placed.own.parameters + layer.gamma * FLOAT;
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
        const gamma = this.#placed.own.parameters + layer.gamma * FLOAT;
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
}
