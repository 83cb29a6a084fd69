import type { Layer, Model, Network } from './network.ts';

/** The passes of a penalty through each layer: forward, backward, forward along its derivatives, and backward again. */
const PENALTY_PASSES = 4;
/** Multiplications per weight and sample in these passes, including the gradients of the weights. */
const PENALTY_MULTIPLICATIONS = 6;

/** The work of one train step, independent of the engine. */
export interface StepWork {
  /** Passes through layers, each one or a few calls; layers with many calls count several times. */
  readonly passes: number;
  /** Multiplications in matrix products. */
  readonly multiplications: number;
  /** Parameters updated by an optimiser. */
  readonly moves: number;
}

/**
 * The cost of a pass through this layer, in passes of a linear layer; each sweep over its values is a separate call.
 */
function weightOf(layer: Layer): number {
  switch (layer.kind) {
    case 'linear':
      return layer.spectral ? 4 : 1;
    case 'batch_norm':
    case 'layer_norm':
      return 4;
    case 'largest':
      return 2;
    case 'dropout':
      return 1;
    case 'activation':
      // It is computed together with the layer before it.
      return 0;
  }
}

const passesOf = ({ layers }: Network) => layers.reduce((sum, layer) => sum + weightOf(layer), 0);

/**
 * A forward pass takes one multiplication per weight and sample; a backward pass takes two, or one if no gradient of
 * the weights is needed. The discriminator sees real and generated samples, `packing` of them per row.
 */
export function stepWork({
  generator,
  discriminator,
  batchSize,
  packing,
  discriminatorUpdates,
  penalties,
}: Model): StepWork {
  const [g, d] = [
    generator.parameterCount,
    packing === 1 ? discriminator.parameterCount : discriminator.parameterCount / packing,
  ];
  const [gLayers, dLayers] = [passesOf(generator), passesOf(discriminator)];
  return {
    passes:
      discriminatorUpdates * (gLayers + (2 + PENALTY_PASSES * penalties.length) * dLayers) + 2 * gLayers + 2 * dLayers,
    multiplications:
      packing *
      batchSize *
      (discriminatorUpdates * (g + (6 + PENALTY_MULTIPLICATIONS * penalties.length) * d) + 3 * g + 2 * d),
    moves: discriminatorUpdates * discriminator.parameterCount + g,
  };
}
