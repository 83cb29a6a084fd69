import type { LayerConfig } from '../../../shared/config/layers.ts';
import type { Activation, OutputActivation, RunConfig } from '../../../shared/config/schema.ts';
import { generatorReadsReal, hasCancellingHalves, outputBiasOf, type OutputBias } from './losses.ts';
import { instanceNoiseOf, scheduleOf, type InstanceNoise, type Schedule } from './schedule.ts';

/** Fully connected: where its weights `[outputs, inputs]` and biases `[outputs]` lie in a network's parameters. */
export interface LinearLayer {
  readonly kind: 'linear';
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  /** undefined where it has none. */
  readonly biases: number | undefined;
  /** Of spectral normalisation: where u `[outputs]` and v `[inputs]` lie in the network's buffers. */
  readonly spectral: { readonly u: number; readonly v: number } | undefined;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly outputs: number;
  readonly activation: Activation | OutputActivation;
  /** Slope of leaky ReLU below 0; 0 of the others. */
  readonly slope: number;
}

/** γ and β lie in the parameters, the running mean and variance in the buffers, `[outputs]` each. */
export interface BatchNormLayer {
  readonly kind: 'batch_norm';
  readonly outputs: number;
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
  readonly momentum: number;
  readonly epsilon: number;
}

export interface LayerNormLayer {
  readonly kind: 'layer_norm';
  readonly outputs: number;
  readonly gamma: number;
  readonly beta: number;
  readonly epsilon: number;
}

export interface DropoutLayer {
  readonly kind: 'dropout';
  readonly outputs: number;
  readonly rate: number;
  /** Where its mask begins among those of one sample. */
  readonly mask: number;
}

/** Of `pieces` inputs side by side the largest passes on: what maxout does with what a linear layer gives. */
export interface LargestLayer {
  readonly kind: 'largest';
  readonly outputs: number;
  readonly pieces: number;
}

export type Layer = LinearLayer | ActivationLayer | BatchNormLayer | LayerNormLayer | DropoutLayer | LargestLayer;

/** The shape of a network: layers one after another. Its parameters are one array, layer after layer, and so are its buffers. */
export interface Network {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
  readonly parameterCount: number;
  /** Numbers that training moves without an optimiser: running statistics, and u and v of spectral normalisation. */
  readonly bufferCount: number;
  /** Numbers of all dropout masks of one sample. */
  readonly maskWidth: number;
}

/** Takes layers one after another and gives each its place among parameters, buffers and masks. */
export class NetworkPlan {
  readonly #inputs: number;
  readonly #layers: Layer[] = [];
  #width: number;
  #parameters = 0;
  #buffers = 0;
  #masks = 0;

  constructor(inputs: number) {
    this.#inputs = inputs;
    this.#width = inputs;
  }

  #parameter(count: number): number {
    this.#parameters += count;
    return this.#parameters - count;
  }

  #buffer(count: number): number {
    this.#buffers += count;
    return this.#buffers - count;
  }

  linear(outputs: number, bias: boolean, spectral: boolean): void {
    const inputs = this.#width;
    this.#layers.push({
      kind: 'linear',
      inputs,
      outputs,
      weights: this.#parameter(inputs * outputs),
      biases: bias ? this.#parameter(outputs) : undefined,
      spectral: spectral ? { u: this.#buffer(outputs), v: this.#buffer(inputs) } : undefined,
    });
    this.#width = outputs;
  }

  activation(activation: Activation | OutputActivation, slope: number): void {
    if (activation === 'identity') return;
    const below = activation === 'leaky_relu' ? slope : 0;
    this.#layers.push({ kind: 'activation', outputs: this.#width, activation, slope: below });
  }

  largest(pieces: number): void {
    this.#width /= pieces;
    this.#layers.push({ kind: 'largest', outputs: this.#width, pieces });
  }

  add(layer: LayerConfig): void {
    const outputs = this.#width;
    const affine = () => ({ gamma: this.#parameter(outputs), beta: this.#parameter(outputs) });
    switch (layer.layer) {
      case 'linear':
        this.linear(layer.width, layer.bias, layer.spectral);
        break;
      case 'maxout':
        this.linear(layer.width * layer.pieces, layer.bias, layer.spectral);
        this.largest(layer.pieces);
        break;
      case 'batch_norm': {
        const { momentum, epsilon } = layer;
        const running = { mean: this.#buffer(outputs), variance: this.#buffer(outputs) };
        this.#layers.push({ kind: 'batch_norm', outputs, ...affine(), ...running, momentum, epsilon });
        break;
      }
      case 'layer_norm':
        this.#layers.push({ kind: 'layer_norm', outputs, ...affine(), epsilon: layer.epsilon });
        break;
      case 'dropout':
        this.#layers.push({ kind: 'dropout', outputs, rate: layer.rate, mask: this.#masks });
        this.#masks += outputs;
        break;
      case 'leaky_relu':
        this.activation('leaky_relu', layer.slope);
        break;
      case 'relu':
      case 'tanh':
      case 'elu':
      case 'sigmoid':
      case 'silu':
      case 'gelu':
      case 'softplus':
        this.activation(layer.layer, 0);
        break;
    }
  }

  network(): Network {
    return {
      inputs: this.#inputs,
      outputs: this.#width,
      layers: this.#layers,
      parameterCount: this.#parameters,
      bufferCount: this.#buffers,
      maskWidth: this.#masks,
    };
  }
}

type NetworkConfig = RunConfig['generator'] | RunConfig['discriminator'];

/** The layers of a config, those of the short form where it has no list, and the last linear one. */
function network(config: NetworkConfig, inputs: number, outputs: number, output: OutputActivation): Network {
  const plan = new NetworkPlan(inputs);
  if (config.layers.length > 0) for (const layer of config.layers) plan.add(layer);
  else
    for (const width of config.hidden_widths) {
      plan.linear(width, true, false);
      plan.activation(config.activation, config.slope);
    }
  plan.linear(outputs, true, config.output_spectral);
  plan.activation(output, 0);
  return plan.network();
}

/** How a network's weights begin. */
export type Initialization = RunConfig['generator']['initialization'];

/** What an engine needs to know of a config; `dimension` is the target law's. */
export interface Model {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly initialization: { readonly generator: Initialization; readonly discriminator: Initialization };
  readonly dimension: number;
  readonly latentDimension: number;
  /** Rows of one batch: what the discriminator gives a logit each. */
  readonly batchSize: number;
  /** Samples side by side in one row of the discriminator. */
  readonly packing: number;
  readonly discriminatorUpdates: number;
  readonly loss: RunConfig['loss'];
  readonly penalties: RunConfig['penalties'];
  readonly optimizer: RunConfig['optimizer'];
  /** What the norm of a network's gradient is scaled to at most; 0 scales nothing. */
  readonly gradientClip: number;
  /** What the discriminator's parameters are clamped to after each of its updates; 0 clamps nothing. */
  readonly weightClip: number;
  /** How the learning rates go; undefined where they stay as they are. */
  readonly schedule: Schedule | undefined;
  /** What is added to all that the discriminator is given; undefined where nothing is. */
  readonly instanceNoise: InstanceNoise | undefined;
  readonly emaDecay: number;
  readonly outputBias: OutputBias;
  /** Whether sums over the real and the generated half of a batch are taken apart: see `hasCancellingHalves`. */
  readonly separateHalves: boolean;
  /** Whether the generator's update takes a real batch of its own. */
  readonly generatorReadsReal: boolean;
  /**
   * Whether what float32 rounds away of every weight is kept for the next update. With penalties a discriminator takes many
   * small steps for one of the generator, whose roundings would add up in a mean of logits that cancel. Without penalties
   * runs keep the bits that they have always had.
   */
  readonly keepsRemainders: boolean;
}

/** Where the bias of a network's output lies in its parameters; undefined where it has none. */
export function outputBiasIndex({ layers }: Network): number | undefined {
  return layers.findLast(isLinear)?.biases;
}

/** The two networks of a config: the generator maps latent vectors to samples, the discriminator rows of samples to one logit. */
export function modelOf(config: RunConfig, dimension: number): Model {
  const { generator, discriminator } = config;
  const { packing } = discriminator;
  return {
    generator: network(generator, generator.latent_dimension, dimension, generator.output_activation),
    discriminator: network(discriminator, packing * dimension, 1, 'identity'),
    initialization: { generator: generator.initialization, discriminator: discriminator.initialization },
    dimension,
    latentDimension: generator.latent_dimension,
    batchSize: config.batch_size,
    packing,
    discriminatorUpdates: config.discriminator_updates,
    loss: config.loss,
    penalties: config.penalties,
    optimizer: config.optimizer,
    gradientClip: config.gradient_clip,
    weightClip: discriminator.weight_clip,
    schedule: scheduleOf(config),
    instanceNoise: instanceNoiseOf(config),
    emaDecay: config.ema_decay,
    outputBias: outputBiasOf(config.loss),
    separateHalves: hasCancellingHalves(config.loss),
    generatorReadsReal: generatorReadsReal(config.loss),
    keepsRemainders: config.penalties.length > 0,
  };
}

export const isLinear = (layer: Layer): layer is LinearLayer => layer.kind === 'linear';
