import type { Model } from '../model/network.ts';
import type { StepBatches } from './engine.ts';

/** What one discriminator update is given. */
export interface DiscriminatorBatch {
  /** The number of the train step, counted from the start of the run. */
  readonly step: number;
  /** `[batch, data dimension]` */
  readonly real: Float32Array;
  /** `[batch, latent dimension]` */
  readonly noise: Float32Array;
}

/** What one generator update is given. */
export interface GeneratorBatch {
  /** The number of the train step, counted from the start of the run. */
  readonly step: number;
  /** `[batch, latent dimension]` */
  readonly noise: Float32Array;
}

/** What an engine does with the batches of one update each. */
export interface Updates {
  readonly discriminator: (batch: DiscriminatorBatch) => void;
  readonly generator: (batch: GeneratorBatch) => void;
}

/** Goes through whole steps, update by update: those of the discriminator first, then one of the generator. */
export function eachUpdate(
  { batchSize, dimension, latentDimension, discriminatorUpdates }: Model,
  batches: StepBatches,
  { discriminator, generator }: Updates,
): void {
  const realLength = batchSize * dimension;
  const noiseLength = batchSize * latentDimension;
  for (let index = 0; index < batches.steps; index++) {
    const step = batches.firstStep + index;
    for (let update = 0; update < discriminatorUpdates; update++) {
      const at = index * discriminatorUpdates + update;
      discriminator({
        step,
        real: batches.real.subarray(at * realLength, (at + 1) * realLength),
        noise: batches.discriminatorNoise.subarray(at * noiseLength, (at + 1) * noiseLength),
      });
    }
    generator({ step, noise: batches.generatorNoise.subarray(index * noiseLength, (index + 1) * noiseLength) });
  }
}
