import type { Network } from '../../model/network.ts';
import { sizeOf, type Shape } from './tracing.ts';

/** A part of a network that is one tensor: weights, biases, γ, β or a buffer of one layer. */
export interface Part {
  /** Its position in the network's parameters or its buffers. */
  readonly start: number;
  readonly length: number;
  readonly shape: Shape;
}

const part = (start: number, shape: Shape): Part => ({ start, length: sizeOf(shape), shape });

/** Weights `[out, in]`, biases `[out]`, γ and β `[width]`, layer after layer. */
export function parameterParts({ layers }: Network): readonly Part[] {
  return layers.flatMap((layer) => {
    switch (layer.kind) {
      case 'linear': {
        const { inputs, outputs, weights, biases } = layer;
        return [part(weights, [outputs, inputs]), ...(biases === undefined ? [] : [part(biases, [outputs])])];
      }
      case 'batch_norm':
      case 'layer_norm':
        return [part(layer.gamma, [layer.outputs]), part(layer.beta, [layer.outputs])];
      case 'activation':
      case 'dropout':
      case 'largest':
        return [];
    }
  });
}

/** Running means and variances `[1, width]`, u and v of power iterations as columns, layer after layer. */
export function bufferParts({ layers }: Network): readonly Part[] {
  return layers.flatMap((layer) => {
    switch (layer.kind) {
      case 'linear': {
        const { inputs, outputs, spectral } = layer;
        return spectral ? [part(spectral.u, [outputs, 1]), part(spectral.v, [inputs, 1])] : [];
      }
      case 'batch_norm':
        return [part(layer.mean, [1, layer.outputs]), part(layer.variance, [1, layer.outputs])];
      case 'layer_norm':
      case 'activation':
      case 'dropout':
      case 'largest':
        return [];
    }
  });
}

/** The masks of `count` rows, `[count, width]` of each dropout layer. */
export function maskParts({ layers }: Network, count: number): readonly Part[] {
  return layers.flatMap((layer) =>
    layer.kind === 'dropout' ? [part(layer.mask * count, [count, layer.outputs])] : [],
  );
}

export const shapesOf = (parts: readonly Part[]): readonly Shape[] => parts.map(({ shape }) => shape);
