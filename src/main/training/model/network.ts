import type { Activation, OutputActivation, RunConfig } from '../../../shared/config/schema.ts';

/** One fully connected layer: where its weights `[outputs, inputs]` and biases `[outputs]` lie in a network's parameters. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
  readonly activation: Activation | OutputActivation;
}

/** A multilayer perceptron's shape; its parameters are one array, layer after layer. */
export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  /** Slope of leaky ReLU below 0. */
  readonly slope: number;
  readonly layers: readonly Layer[];
  readonly parameterCount: number;
}

function network(widths: readonly number[], activation: Activation, slope: number, output: OutputActivation): Network {
  let offset = 0;
  const layers = widths.slice(1).map((outputs, index): Layer => {
    const inputs = widths[index];
    const weights = offset;
    const biases = weights + inputs * outputs;
    offset = biases + outputs;
    return { inputs, outputs, weights, biases, activation: index === widths.length - 2 ? output : activation };
  });
  return { inputs: widths[0], outputs: widths[widths.length - 1], slope, layers, parameterCount: offset };
}

/** What an engine needs to know of a config; `dimension` is the target law's. */
export interface Model {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly dimension: number;
  readonly latentDimension: number;
  readonly batchSize: number;
  readonly discriminatorUpdates: number;
  readonly loss: RunConfig['loss'];
  readonly optimizer: RunConfig['optimizer'];
  readonly emaDecay: number;
}

/** The two networks of a config: the generator maps latent vectors to samples, the discriminator samples to one logit. */
export function modelOf(config: RunConfig, dimension: number): Model {
  const { generator, discriminator } = config;
  return {
    generator: network(
      [generator.latent_dimension, ...generator.hidden_widths, dimension],
      generator.activation,
      generator.slope,
      generator.output_activation,
    ),
    discriminator: network(
      [dimension, ...discriminator.hidden_widths, 1],
      discriminator.activation,
      discriminator.slope,
      'identity',
    ),
    dimension,
    latentDimension: generator.latent_dimension,
    batchSize: config.batch_size,
    discriminatorUpdates: config.discriminator_updates,
    loss: config.loss,
    optimizer: config.optimizer,
    emaDecay: config.ema_decay,
  };
}
