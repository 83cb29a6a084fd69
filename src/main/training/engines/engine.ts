/**
 * Batches of whole train steps, row-major float32. A batch has `batch size` rows of the discriminator with `packing`
 * samples each, so packing · batch size samples and latent vectors.
 */
export interface StepBatches {
  readonly steps: number;
  /** The number of the first step, counted from the start of the run, on which schedules depend. */
  readonly firstStep: number;
  /** Real samples: `[steps, discriminator_updates, packing · batch, data dimension]`. */
  readonly real: Float32Array;
  /** Latent vectors of the discriminator updates: `[steps, discriminator_updates, packing · batch, latent dimension]`. */
  readonly discriminatorNoise: Float32Array;
  /** Latent vectors of the generator updates: `[steps, packing · batch, latent dimension]`. */
  readonly generatorNoise: Float32Array;
  /**
   * Dropout masks, for a config with dropout: 1 for a unit that is kept, else 0. Each step has those of its
   * discriminator updates, then those of its generator update, in the order of `MaskLayout`.
   */
  readonly masks?: Float32Array;
  /**
   * The shares of the real rows in the rows in between, for a config with penalties there: `[steps,
   * discriminator_updates, penalties between, batch]`.
   */
  readonly epsilons?: Float32Array;
  /**
   * Real samples of the generator updates, if the loss needs them, with instance noise if there is any: `[steps,
   * packing · batch, data dimension]`.
   */
  readonly generatorReal?: Float32Array | undefined;
  /** Instance noise, if the model has any. */
  readonly instanceNoise?: InstanceNoiseBatches | undefined;
}

/** The noise added to samples before the discriminator sees them, with the standard deviation of the step. */
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
 * Running float64 sums over updates, in step order: of batch-mean losses, and of the norm of each network's gradient
 * (all layers together) before clipping. The engine adds to them, so that the division of steps into calls changes no
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

/** Sums of 0. */
export function noSums(): StepSums {
  return { lossReal: 0, lossFake: 0, lossGenerator: 0, penalty: 0, normGenerator: 0, normDiscriminator: 0 };
}

/**
 * One network's parameters as one array: for each layer the weights `[out, in]` row-major, then the biases `[out]`; for
 * a normalisation γ, then β.
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
  /**
   * Numbers that training updates without an optimiser, layer after layer: running mean and variance, u and v of power
   * iterations.
   */
  readonly buffers: Float32Array;
  /**
   * The rounding error of each float32 parameter, which the next update adds, for a model that keeps it; 0 if omitted.
   */
  readonly remainder?: Float32Array | undefined;
}

export interface EngineState {
  readonly generator: NetworkState;
  readonly discriminator: NetworkState;
  /** The averaged generator; undefined if `ema_decay` is 0. */
  readonly average: Parameters | undefined;
}

/** Gradients of the last update of each network, in the layout of `Parameters`. */
export interface Gradients {
  readonly generator: Float32Array;
  readonly discriminator: Float32Array;
}

/** Everything that an evaluation reads of an engine, as one array: the weights and buffers of both networks, and the averaged generator. */
export interface EvaluatedWeights {
  /** How many numbers they are. */
  readonly count: number;
  readonly copyTo: (array: Float32Array) => void;
  readonly copyFrom: (array: Float32Array) => void;
}

export interface Engine {
  /** Trains whole steps and adds their losses to `sums`. Discriminator updates come first, then one generator update. */
  train(batches: StepBatches, sums: StepSums): void;
  /** Samples `[n, data dimension]` for latent vectors `[n, latent dimension]`; the result is valid until the next call. */
  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array;
  /** Logits `[n]` for points `[n, data dimension]`; the result is valid until the next call. */
  discriminate(points: Float32Array): Float32Array;
  lastGradients(): Gradients;
  /** The first network with a weight or buffer value that is NaN or infinite. */
  nonFinite(): 'generator' | 'discriminator' | undefined;
  exportState(): EngineState;
  importState(state: EngineState): void;
  /** For an engine whose weights lie in memory of its own, so that copying them costs almost nothing; undefined for others. */
  readonly weights?: EvaluatedWeights;
  dispose(): void;
}
