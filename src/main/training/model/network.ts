import type { LayerConfig } from '../../../shared/config/layers.ts';
import type { Activation, OptimizerConfig, OutputActivation, RunConfig } from '../../../shared/config/schema.ts';
import { generatorReadsReal, hasCancellingHalves, outputBiasOf, type OutputBias } from './losses.ts';
import { instanceNoiseOf, scheduleOf, type InstanceNoise, type Schedule } from './schedule.ts';

/**
 * Fully connected. `weights` and `biases` are the positions of the weights `[outputs, inputs]` and biases `[outputs]`
 * in the network's parameters.
 */
export interface LinearLayer {
  readonly kind: 'linear';
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  /** Undefined if it has none. */
  readonly biases: number | undefined;
  /** For spectral normalisation: the positions of u `[outputs]` and v `[inputs]` in the network's buffers. */
  readonly spectral: { readonly u: number; readonly v: number } | undefined;
}

export interface ActivationLayer {
  readonly kind: 'activation';
  readonly outputs: number;
  readonly activation: Activation | OutputActivation;
  /** Slope of leaky ReLU below 0; 0 for other activations. */
  readonly slope: number;
}

/** γ and β are in the parameters, the running mean and variance in the buffers, `[outputs]` each. */
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
  /** The position of its mask among those of one sample. */
  readonly mask: number;
}

/** Passes on the largest of `pieces` adjacent inputs; maxout is a linear layer followed by this. */
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
  /** Numbers that training updates without an optimiser: running statistics, and u and v of spectral normalisation. */
  readonly bufferCount: number;
  /** Numbers of all dropout masks of one sample. */
  readonly maskWidth: number;
}

/** Adds layers one after another and assigns each its place in parameters, buffers and masks. */
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

/** The layers of a config (of its short form, if it has no list), and the last linear one. */
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

/** The initialization of a network's weights. */
export type Initialization = RunConfig['generator']['initialization'];

/** What an engine needs from a config; `dimension` is the target law's. */
export interface Model {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly initialization: { readonly generator: Initialization; readonly discriminator: Initialization };
  readonly dimension: number;
  readonly latentDimension: number;
  /** Rows of one batch; the discriminator returns one logit for each. */
  readonly batchSize: number;
  /** Samples in one row of the discriminator. */
  readonly packing: number;
  readonly discriminatorUpdates: number;
  readonly loss: RunConfig['loss'];
  readonly penalties: RunConfig['penalties'];
  readonly optimizer: RunConfig['optimizer'];
  /** The largest norm of a network's gradient, to which larger ones are scaled down; 0 turns it off. */
  readonly gradientClip: number;
  /** The bound to which the discriminator's parameters are clamped after each of its updates; 0 turns it off. */
  readonly weightClip: number;
  /** The schedule of the learning rates; undefined if they are constant. */
  readonly schedule: Schedule | undefined;
  /** The noise added to all inputs of the discriminator; undefined if there is none. */
  readonly instanceNoise: InstanceNoise | undefined;
  readonly emaDecay: number;
  readonly outputBias: OutputBias;
  /** Whether the real and the generated half of a batch are summed separately: see `hasCancellingHalves`. */
  readonly separateHalves: boolean;
  /** Whether the generator's update takes a real batch of its own. */
  readonly generatorReadsReal: boolean;
  /**
   * Whether the rounding error of every float32 weight is kept for the next update. With penalties a discriminator
   * takes many small steps per generator step, whose rounding errors would add up in a mean of logits that cancel.
   * Without penalties it is off, so that runs keep the bits of earlier versions.
   */
  readonly keepsRemainders: boolean;
}

/** The position of the output bias in a network's parameters; undefined if it has none. */
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

/** How a network is updated. */
export interface UpdateSettings {
  readonly optimizer: OptimizerConfig;
  /** The decay of the averaged network; 0: no average. */
  readonly decay: number;
  /** The largest norm of the gradient, to which larger ones are scaled down; 0 turns it off. */
  readonly gradientClip: number;
  /** The bound to which the parameters are clamped after each update; 0 turns it off. */
  readonly weightClip: number;
  /** Whether the rounding error of the parameters is kept for the next update. */
  readonly keepsRemainders: boolean;
}

export function generatorUpdates({ optimizer, emaDecay, gradientClip, keepsRemainders }: Model): UpdateSettings {
  return { optimizer: optimizer.generator, decay: emaDecay, gradientClip, weightClip: 0, keepsRemainders };
}

export function discriminatorUpdates({ optimizer, gradientClip, weightClip, keepsRemainders }: Model): UpdateSettings {
  return { optimizer: optimizer.discriminator, decay: 0, gradientClip, weightClip, keepsRemainders };
}

export const isLinear = (layer: Layer): layer is LinearLayer => layer.kind === 'linear';
