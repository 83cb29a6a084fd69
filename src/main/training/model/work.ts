import type { Layer, Model, Network } from './network.ts';

/** Times that a penalty passes each layer: forward, back, forth along its derivatives, and back once more. */
const PENALTY_PASSES = 4;
/** Multiplications of each weight and sample in these, with the gradients of the weights. */
const PENALTY_MULTIPLICATIONS = 6;

/** The work of one train step, independent of the engine. */
export interface StepWork {
  /** Layers passed forward or back, each a call or a few; layers of many calls count several times. */
  readonly passes: number;
  /** Multiplications in products of matrices. */
  readonly multiplications: number;
  /** Parameters moved by an optimiser. */
  readonly moves: number;
}

/** How many passes of a linear layer a pass of this layer takes as long as, whose sweeps over what it is given are calls of their own. */
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
      // It comes with the layer before it.
      return 0;
  }
}

const passesOf = ({ layers }: Network) => layers.reduce((sum, layer) => sum + weightOf(layer), 0);

/**
 * A pass forward takes one multiplication of each weight and sample, one back two, or one where no gradient of the
 * weights is asked for. The discriminator sees real and generated samples, `packing` of them in one row.
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
