/**
 * Batches of whole train steps, row-major float32. A batch is so many rows of the discriminator, each of `packing`
 * samples side by side: it holds packing · batch size samples and latent vectors.
 */
export interface StepBatches {
  readonly steps: number;
  /** The number of the first of them, counted from the start of the run: schedules depend on it. */
  readonly firstStep: number;
  /** Real samples: `[steps, discriminator_updates, packing · batch, data dimension]`. */
  readonly real: Float32Array;
  /** Latent vectors of the discriminator updates: `[steps, discriminator_updates, packing · batch, latent dimension]`. */
  readonly discriminatorNoise: Float32Array;
  /** Latent vectors of the generator updates: `[steps, packing · batch, latent dimension]`. */
  readonly generatorNoise: Float32Array;
  /**
   * Dropout masks, 1 where a unit is kept and 0 where it is not, of a config that has dropout: of each step those of
   * its discriminator updates, then those of its generator update, as `MaskLayout` says.
   */
  readonly masks?: Float32Array;
  /**
   * The shares of the real rows in the rows between, of a config with penalties there:
   * `[steps, discriminator_updates, penalties between, batch]`.
   */
  readonly epsilons?: Float32Array;
  /** Real samples of the generator updates, where the loss reads them there, with instance noise where there is some: `[steps, packing · batch, data dimension]`. */
  readonly generatorReal?: Float32Array | undefined;
  /** Instance noise, of a model that has some. */
  readonly instanceNoise?: InstanceNoiseBatches | undefined;
}

/** The noise added to samples before the discriminator sees them, with the standard deviation of their step. */
export interface InstanceNoiseBatches {
  /**
   * Noise of the real and of the generated samples of discriminator updates: `[steps, discriminator_updates, packing · batch, data
   * dimension]`.
   */
  readonly real: Float32Array;
  readonly fake: Float32Array;
  /** Noise of the generated samples of generator updates: `[steps, packing · batch, data dimension]`. */
  readonly generator: Float32Array;
}

/**
 * Running float64 sums over updates, in step order: of batch-mean losses, and of the norm of each network's gradient, all
 * layers together, before anything is clipped. The engine adds to them, so that how steps are divided into calls changes no
 * bit of a sum.
 */
export interface StepSums {
  lossReal: number;
  lossFake: number;
  lossGenerator: number;
  /** The sum of all penalties of the discriminator updates. */
  penalty: number;
  normGenerator: number;
  normDiscriminator: number;
}

/** Sums of no update yet. */
export function noSums(): StepSums {
  return { lossReal: 0, lossFake: 0, lossGenerator: 0, penalty: 0, normGenerator: 0, normDiscriminator: 0 };
}

/**
 * One network's parameters as one array: for each layer the weights `[out, in]` row-major, then the biases `[out]`; of a
 * normalisation γ, then β.
 */
export type Parameters = Float32Array;

export interface NetworkState {
  readonly parameters: Parameters;
  /** Adam: mean of gradients. SGD: momentum buffer. RMSprop: unused, zeros. */
  readonly firstMoment: Float32Array;
  /** Adam and RMSprop: mean of squared gradients. SGD: unused, zeros. */
  readonly secondMoment: Float32Array;
  /** Updates done so far. */
  readonly updates: number;
  /** What training moves without an optimiser, layer after layer: running mean and variance, u and v of power iterations. */
  readonly buffers: Float32Array;
  /** What each parameter lost in rounding to float32, for the next update to take up, of a model that keeps it; 0 where it is left out. */
  readonly remainder?: Float32Array | undefined;
}

export interface EngineState {
  readonly generator: NetworkState;
  readonly discriminator: NetworkState;
  /** The averaged generator; undefined where `ema_decay` is 0. */
  readonly average: Parameters | undefined;
}

/** Gradients of the last update of each network, laid out as `Parameters`. */
export interface Gradients {
  readonly generator: Float32Array;
  readonly discriminator: Float32Array;
}

export interface Engine {
  /** Trains whole steps and adds their losses to `sums`. Discriminator updates come first, then one generator update. */
  train(batches: StepBatches, sums: StepSums): void;
  /** Samples `[n, data dimension]` for latent vectors `[n, latent dimension]`; the result is valid until the next call. */
  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array;
  /** Logits `[n]` for points `[n, data dimension]`; the result is valid until the next call. */
  discriminate(points: Float32Array): Float32Array;
  lastGradients(): Gradients;
  /** The first network with a weight, or a number of its buffers, that is NaN or infinite. */
  nonFinite(): 'generator' | 'discriminator' | undefined;
  exportState(): EngineState;
  importState(state: EngineState): void;
  dispose(): void;
}
