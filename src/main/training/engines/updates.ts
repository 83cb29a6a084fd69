import type { Model } from '../model/network.ts';
import type { StepBatches } from './engine.ts';

/** What an engine does with the batches of one update each. */
export interface Updates {
  /** `[batch, data dimension]` and `[batch, latent dimension]`. */
  readonly discriminator: (real: Float32Array, noise: Float32Array) => void;
  /** `[batch, latent dimension]` */
  readonly generator: (noise: Float32Array) => void;
}

/** Goes through whole steps, update by update: those of the discriminator first, then one of the generator. */
export function eachUpdate(
  { batchSize, dimension, latentDimension, discriminatorUpdates }: Model,
  batches: StepBatches,
  { discriminator, generator }: Updates,
): void {
  const realLength = batchSize * dimension;
  const noiseLength = batchSize * latentDimension;
  for (let step = 0; step < batches.steps; step++) {
    for (let update = 0; update < discriminatorUpdates; update++) {
      const at = step * discriminatorUpdates + update;
      discriminator(
        batches.real.subarray(at * realLength, (at + 1) * realLength),
        batches.discriminatorNoise.subarray(at * noiseLength, (at + 1) * noiseLength),
      );
    }
    generator(batches.generatorNoise.subarray(step * noiseLength, (step + 1) * noiseLength));
  }
}
