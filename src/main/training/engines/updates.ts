import { MaskLayout, type UseMasks } from '../model/masks.ts';
import type { Model } from '../model/network.ts';
import { betweenCount } from '../model/penalties.ts';
import type { StepBatches } from './engine.ts';

/** The inputs of one discriminator update. */
export interface DiscriminatorBatch {
  /** The number of the train step, counted from the start of the run. */
  readonly step: number;
  /** `[packing · batch, data dimension]` */
  readonly real: Float32Array;
  /** `[packing · batch, latent dimension]` */
  readonly noise: Float32Array;
  /** `[penalties between, batch]`; undefined without such penalties. */
  readonly epsilons: Float32Array | undefined;
  /** Dropout masks of each use of a network; undefined without dropout. */
  readonly masks: UseMasks | undefined;
  /**
   * The noise of the real and of the generated samples, `[packing · batch, data dimension]` each; undefined without
   * noise.
   */
  readonly instanceNoise: { readonly real: Float32Array; readonly fake: Float32Array } | undefined;
}

/** The inputs of one generator update. */
export interface GeneratorBatch {
  /** The number of the train step, counted from the start of the run. */
  readonly step: number;
  /** `[packing · batch, latent dimension]` */
  readonly noise: Float32Array;
  readonly masks: UseMasks | undefined;
  /** `[packing · batch, data dimension]`; empty if the loss needs no real samples there. */
  readonly real: Float32Array;
  /** The noise of the generated samples, `[packing · batch, data dimension]`; undefined without noise. */
  readonly instanceNoise: Float32Array | undefined;
}

/** How an engine performs single updates. */
export interface Updates {
  readonly discriminator: (batch: DiscriminatorBatch) => void;
  readonly generator: (batch: GeneratorBatch) => void;
}

const NO_SAMPLES = new Float32Array(0);

/** Performs whole steps, update by update: first those of the discriminator, then one of the generator. */
export function eachUpdate(model: Model, batches: StepBatches, { discriminator, generator }: Updates): void {
  const { batchSize, packing, dimension, latentDimension, discriminatorUpdates } = model;
  const realLength = packing * batchSize * dimension;
  const noiseLength = packing * batchSize * latentDimension;
  const epsilonLength = betweenCount(model) * batchSize;
  const layout = new MaskLayout(model);
  const masksOf = (step: number, update: number): UseMasks | undefined =>
    batches.masks && layout.usesOf(batches.masks, step, update);
  const { instanceNoise } = batches;
  for (let index = 0; index < batches.steps; index++) {
    const step = batches.firstStep + index;
    for (let update = 0; update < discriminatorUpdates; update++) {
      const at = index * discriminatorUpdates + update;
      const samples = (values: Float32Array) => values.subarray(at * realLength, (at + 1) * realLength);
      discriminator({
        step,
        real: samples(batches.real),
        noise: batches.discriminatorNoise.subarray(at * noiseLength, (at + 1) * noiseLength),
        epsilons: batches.epsilons?.subarray(at * epsilonLength, (at + 1) * epsilonLength),
        masks: masksOf(index, update),
        instanceNoise: instanceNoise && { real: samples(instanceNoise.real), fake: samples(instanceNoise.fake) },
      });
    }
    generator({
      step,
      noise: batches.generatorNoise.subarray(index * noiseLength, (index + 1) * noiseLength),
      masks: masksOf(index, discriminatorUpdates),
      real: batches.generatorReal?.subarray(index * realLength, (index + 1) * realLength) ?? NO_SAMPLES,
      instanceNoise: instanceNoise?.generator.subarray(index * realLength, (index + 1) * realLength),
    });
  }
}
