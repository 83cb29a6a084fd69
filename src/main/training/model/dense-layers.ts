import type { Activation, OutputActivation } from '../../../shared/config/schema.ts';
import type { Network } from './network.ts';

/** A linear layer with the activation that follows it. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
  readonly activation: Activation | OutputActivation;
  /** Slope of leaky ReLU below 0. */
  readonly slope: number;
}

/** The layers of a multilayer perceptron; undefined if a network is not one. Every network of the short form is. */
export function denseLayers({ layers }: Network): readonly DenseLayer[] | undefined {
  const dense: DenseLayer[] = [];
  let isOpen = false;
  for (const layer of layers) {
    if (layer.kind === 'linear' && layer.biases !== undefined && !layer.spectral) {
      const { inputs, outputs, weights, biases } = layer;
      dense.push({ inputs, outputs, weights, biases, activation: 'identity', slope: 0 });
      isOpen = true;
    } else if (layer.kind === 'activation' && isOpen) {
      const { activation, slope } = layer;
      dense[dense.length - 1] = { ...dense[dense.length - 1], activation, slope };
      isOpen = false;
    } else return undefined;
  }
  return dense;
}
