import type { Law, NoiseLaw } from '../../shared/distributions/law.ts';
import type { InstanceNoiseBatches, StepBatches } from './engines/engine.ts';
import { drawMasks, MaskLayout } from './model/masks.ts';
import type { Model } from './model/network.ts';
import { betweenCount } from './model/penalties.ts';
import { noiseDeviation, type InstanceNoise } from './model/schedule.ts';
import { RandomStream, randomStream } from './random.ts';

// The most floats of batches drawn ahead: enough for hundreds of small steps, but few enough to stay in the cache.
const AHEAD = 1 << 17;

const GENERATOR_DATA = 'generator_data';

/** The random streams that training of a model reads, and whose states a checkpoint holds. */
export function streamNames(model: Model): readonly string[] {
  return [
    'data',
    'noise',
    ...(model.generatorReadsReal ? [GENERATOR_DATA] : []),
    ...(new MaskLayout(model).stepLength > 0 ? ['dropout'] : []),
    ...(betweenCount(model) > 0 ? ['epsilons'] : []),
    ...(model.instanceNoise ? ['instance_noise'] : []),
  ];
}

/**
 * Draws the batches of a run from its streams: dropout masks from `dropout`, the shares of penalties from `epsilons`,
 * instance noise from `instance_noise`. It draws one batch at a time in step order, so that the number of steps drawn
 * together changes no number, whatever a law does with its count.
 */
export class BatchSource {
  /** The most steps that `draw` returns at once. */
  readonly capacity: number;
  readonly #model: Model;
  readonly #target: Law;
  readonly #noise: NoiseLaw;
  #data: RandomStream;
  #latent: RandomStream;
  #instance: RandomStream;
  /** The number of the next train step. */
  #step = 0;
  /** The stream of dropout masks, for a config with dropout. */
  #dropout: RandomStream | undefined;
  /** The stream of shares, for a config with penalties between real and generated rows. */
  #between: RandomStream | undefined;
  readonly #epsilonLength: number;
  readonly #epsilons: Float32Array;
  readonly #samples: number;
  readonly #maskLength: number;
  readonly #masks: Float32Array;
  /** The stream of the real batches of generator updates; undefined if the loss reads none. */
  #generatorData: RandomStream | undefined;
  readonly #real: Float32Array;
  readonly #discriminatorNoise: Float32Array;
  readonly #generatorNoise: Float32Array;
  readonly #generatorReal: Float32Array | undefined;
  readonly #realBatches: readonly Float32Array[];
  readonly #discriminatorBatches: readonly Float32Array[];
  readonly #generatorBatches: readonly Float32Array[];
  readonly #generatorRealBatches: readonly Float32Array[];
  readonly #instanceNoise: InstanceNoiseBatches | undefined;

  constructor(model: Model, target: Law, noise: NoiseLaw, seed: number) {
    const { batchSize, packing, dimension, latentDimension, discriminatorUpdates, generatorReadsReal } = model;
    const samples = packing * batchSize;
    const maskLength = new MaskLayout(model).stepLength;
    const ofGenerator = latentDimension + (generatorReadsReal ? dimension : 0);
    const noised = model.instanceNoise ? (2 * discriminatorUpdates + 1) * dimension : 0;
    const perStep =
      samples * (discriminatorUpdates * (dimension + latentDimension) + ofGenerator + noised) + maskLength;
    this.capacity = Math.max(1, Math.floor(AHEAD / perStep));
    this.#model = model;
    this.#target = target;
    this.#noise = noise;
    this.#data = randomStream(seed, 'data');
    this.#latent = randomStream(seed, 'noise');
    this.#dropout = maskLength > 0 ? randomStream(seed, 'dropout') : undefined;
    this.#between = betweenCount(model) > 0 ? randomStream(seed, 'epsilons') : undefined;
    this.#epsilonLength = discriminatorUpdates * betweenCount(model) * batchSize;
    this.#epsilons = new Float32Array(this.capacity * this.#epsilonLength);
    this.#samples = samples;
    this.#maskLength = maskLength;
    this.#masks = new Float32Array(this.capacity * maskLength);
    this.#generatorData = generatorReadsReal ? randomStream(seed, GENERATOR_DATA) : undefined;
    this.#instance = randomStream(seed, 'instance_noise');
    const batches = (count: number, width: number): [Float32Array, Float32Array[]] => {
      const whole = new Float32Array(count * samples * width);
      const size = samples * width;
      return [whole, Array.from({ length: count }, (_, index) => whole.subarray(index * size, (index + 1) * size))];
    };
    [this.#real, this.#realBatches] = batches(this.capacity * discriminatorUpdates, dimension);
    [this.#discriminatorNoise, this.#discriminatorBatches] = batches(
      this.capacity * discriminatorUpdates,
      latentDimension,
    );
    [this.#generatorNoise, this.#generatorBatches] = batches(this.capacity, latentDimension);
    [this.#generatorReal, this.#generatorRealBatches] = generatorReadsReal
      ? batches(this.capacity, dimension)
      : [undefined, []];
    const added = (updates: number) => new Float32Array(this.capacity * updates * samples * dimension);
    this.#instanceNoise = model.instanceNoise && {
      real: added(discriminatorUpdates),
      fake: added(discriminatorUpdates),
      generator: added(1),
    };
  }

  /** The next `steps` train steps' batches, valid until the next call; `steps` is at most `capacity`. */
  draw(steps: number): StepBatches {
    const { discriminatorUpdates } = this.#model;
    for (let step = 0; step < steps; step++) {
      for (let update = 0; update < discriminatorUpdates; update++) {
        const at = step * discriminatorUpdates + update;
        this.#target.sample(this.#realBatches[at], this.#samples, this.#data);
        this.#noise.sample(this.#discriminatorBatches[at], this.#samples, this.#latent);
      }
      this.#noise.sample(this.#generatorBatches[step], this.#samples, this.#latent);
      if (this.#between)
        for (let at = step * this.#epsilonLength; at < (step + 1) * this.#epsilonLength; at++)
          this.#epsilons[at] = this.#between.uniform();
      if (this.#generatorData)
        this.#target.sample(this.#generatorRealBatches[step], this.#samples, this.#generatorData);
      if (this.#dropout)
        drawMasks(
          this.#model,
          this.#dropout,
          this.#masks.subarray(step * this.#maskLength, (step + 1) * this.#maskLength),
        );
    }
    const firstStep = this.#step;
    if (this.#model.instanceNoise && this.#instanceNoise)
      for (let step = 0; step < steps; step++)
        this.#drawInstanceNoise(this.#model.instanceNoise, this.#instanceNoise, step, firstStep + step);
    this.#step += steps;
    return {
      steps,
      firstStep,
      real: this.#real,
      discriminatorNoise: this.#discriminatorNoise,
      generatorNoise: this.#generatorNoise,
      ...(this.#generatorReal && { generatorReal: this.#generatorReal }),
      ...(this.#dropout && { masks: this.#masks }),
      ...(this.#between && { epsilons: this.#epsilons }),
      instanceNoise: this.#instanceNoise,
    };
  }

  /** The noise of the step at `index`: for each discriminator update, first that of the real samples. */
  #drawInstanceNoise(law: InstanceNoise, { real, fake, generator }: InstanceNoiseBatches, index: number, step: number) {
    const { dimension, discriminatorUpdates } = this.#model;
    const size = this.#samples * dimension;
    const deviation = noiseDeviation(law, step);
    const fill = (to: Float32Array, batch: number) => {
      for (let at = batch * size; at < (batch + 1) * size; at++) to[at] = deviation * this.#instance.normal();
    };
    for (let update = 0; update < discriminatorUpdates; update++) {
      fill(real, index * discriminatorUpdates + update);
      fill(fake, index * discriminatorUpdates + update);
    }
    fill(generator, index);
    // The noise of a generator update's real batch.
    if (this.#generatorData) {
      const own = this.#generatorRealBatches[index];
      for (let at = 0; at < own.length; at++) own[at] += deviation * this.#instance.normal();
    }
  }

  /** Announces how many steps are still to be drawn, so that a module's process can draw them ahead. */
  expect(steps: number): void {
    const { discriminatorUpdates } = this.#model;
    // A process cannot draw ahead from two streams: it would have to stop for each batch of the other.
    if (!this.#generatorData) this.#target.expect?.(this.#samples, steps * discriminatorUpdates, this.#data);
    this.#noise.expect?.(this.#samples, steps * (discriminatorUpdates + 1), this.#latent);
  }

  streams(): Record<string, Uint32Array> {
    return {
      data: this.#data.state(),
      noise: this.#latent.state(),
      ...(this.#generatorData && { [GENERATOR_DATA]: this.#generatorData.state() }),
      ...(this.#dropout && { dropout: this.#dropout.state() }),
      ...(this.#between && { epsilons: this.#between.state() }),
      ...(this.#model.instanceNoise && { instance_noise: this.#instance.state() }),
    };
  }

  /** Continues from the states `streams`, with train step number `step`. */
  restore(streams: Readonly<Record<string, Uint32Array>>, step: number): void {
    this.#step = step;
    this.#data = new RandomStream(streams.data);
    this.#latent = new RandomStream(streams.noise);
    if (this.#between && Object.hasOwn(streams, 'epsilons')) this.#between = new RandomStream(streams.epsilons);
    if (this.#dropout && Object.hasOwn(streams, 'dropout')) this.#dropout = new RandomStream(streams.dropout);
    if (this.#generatorData) this.#generatorData = new RandomStream(streams[GENERATOR_DATA]);
    if (this.#model.instanceNoise) this.#instance = new RandomStream(streams.instance_noise);
  }
}
