import { lossOf } from '../../model/losses.ts';
import { MaskLayout } from '../../model/masks.ts';
import type { PenaltyConfig } from '../../../../shared/config/schema.ts';
import { discriminatorUpdates, generatorUpdates, outputBiasIndex, type Model } from '../../model/network.ts';
import { betweenCount } from '../../model/penalties.ts';
import { rateFactor } from '../../model/schedule.ts';
import type { Engine, StepBatches, StepSums } from '../engine.ts';
import { repeatedRows } from '../packed-rows.ts';
import { EngineMemory, MemoryPlan, padded } from './memory.ts';
import type { KernelBuild } from './kernels/kernels.ts';
import { LayeredPasses } from './layered-network.ts';
import { PenaltyPasses } from './layered-penalty.ts';
import { LossSums, placeLoss, type Halves, type PlacedLoss } from './loss.ts';
import { FusedNetwork, scratchFor } from './network.ts';
import { PlacedLayers, type NetworkValues } from './placed-layers.ts';
import { TrainedState, type EngineParts } from './trained-state.ts';

const FLOAT = 4;
const DOUBLE = 8;
// Samples evaluated at once: enough to make the calls worthwhile, but few enough that a layer stays in the cache. Twice those of
// FusedEngine: on the networks of wgan-gp-25-gaussians and r3gan-25-gaussians 128 takes 1.08 times as long, with the same bytes.
const BLOCK = 256;

/** The WebAssembly memory of penalties. */
interface PlacedPenalties {
  /** Address of the float64 sum of all penalties. */
  readonly sum: number;
  readonly terms: readonly { readonly at: PenaltyConfig['at']; readonly constants: number }[];
  /** Undefined without penalties. */
  readonly passes: PenaltyPasses | undefined;
  readonly between: NetworkValues | undefined;
  readonly epsilons: number;
}

/**
 * Networks of any layers on SIMD WebAssembly kernels. Unlike for multilayer perceptrons, real and generated rows pass
 * through the discriminator separately, because batch normalisation and power iterations belong to one use.
 */
export class LayeredEngine extends TrainedState implements Engine {
  readonly #model: Model;
  readonly #memory: EngineMemory;
  readonly #generator: FusedNetwork;
  readonly #discriminator: FusedNetwork;
  readonly #generatorPasses: LayeredPasses;
  readonly #discriminatorPasses: LayeredPasses;
  readonly #generated: NetworkValues;
  readonly #real: NetworkValues;
  readonly #fake: NetworkValues;
  readonly #evaluated: { readonly generator: NetworkValues; readonly discriminator: NetworkValues };
  readonly #loss: PlacedLoss;
  readonly #lossSums: LossSums;
  readonly #logits: Halves;
  readonly #slopes: { readonly real: number; readonly fake: number; readonly generated: number };
  /** The gradient of the fake half, before it is added to that of the real half. */
  readonly #fakeGradient: number;
  readonly #penalties: PlacedPenalties;
  /** Space for instance noise in columns; undefined without noise. */
  readonly #added: number | undefined;
  readonly #masks: MaskLayout;

  constructor(model: Model, build: KernelBuild) {
    super();
    const plan = new MemoryPlan();
    const { generator, discriminator, batchSize, packing, dimension } = model;
    const samples = packing * batchSize;
    const columns = Math.max(padded(samples), BLOCK);
    this.#model = model;
    this.#masks = new MaskLayout(model);
    const scratch = scratchFor(plan, [generator, discriminator], 4);
    this.#generator = new FusedNetwork(plan, generator, scratch, generatorUpdates(model));
    this.#discriminator = new FusedNetwork(plan, discriminator, scratch, discriminatorUpdates(model));
    const generatorLayers = new PlacedLayers(plan, generator, this.#generator, columns);
    const discriminatorLayers = new PlacedLayers(plan, discriminator, this.#discriminator, columns);
    this.#generatorPasses = new LayeredPasses(generatorLayers);
    this.#discriminatorPasses = new LayeredPasses(discriminatorLayers);
    this.#generated = generatorLayers.valuesFor(plan, samples);
    this.#real = discriminatorLayers.valuesFor(plan, batchSize);
    this.#fake = discriminatorLayers.valuesFor(plan, batchSize);
    this.#evaluated = {
      generator: generatorLayers.valuesFor(plan, BLOCK),
      discriminator: discriminatorLayers.valuesFor(plan, BLOCK),
    };
    this.#lossSums = new LossSums(plan);
    const width = { count: batchSize, padded: this.#real.columns };
    this.#loss = placeLoss(plan, lossOf(model.loss), width, this.#lossSums, () => this.#memory);
    this.#logits = { real: this.#real.output, fake: this.#fake.output };
    this.#slopes = {
      real: plan.floats(padded(batchSize)),
      fake: plan.floats(padded(batchSize)),
      generated: plan.floats(dimension * padded(samples)),
    };
    this.#penalties = {
      sum: plan.constants(0),
      terms: model.penalties.map(({ at, target, weight }) => ({ at, constants: plan.constants(target, weight) })),
      passes:
        model.penalties.length > 0
          ? new PenaltyPasses(plan, discriminatorLayers, this.#discriminatorPasses, batchSize)
          : undefined,
      between: betweenCount(model) > 0 ? discriminatorLayers.valuesFor(plan, batchSize) : undefined,
      epsilons: plan.floats(padded(batchSize)),
    };
    this.#added = model.instanceNoise && plan.floats(packing * dimension * padded(batchSize));
    this.#fakeGradient = plan.floats(discriminator.parameterCount);
    const widestRow = Math.max(
      generator.inputs,
      discriminator.inputs,
      ...[...generator.layers, ...discriminator.layers].map(({ outputs }) => outputs),
    );
    const staging = plan.floats(columns * widestRow);
    this.#memory = new EngineMemory(plan, build, staging);
  }

  /** The addresses of the float64 sums over steps, with the name of each sum. */
  get #sums(): readonly (readonly [keyof StepSums, number])[] {
    return [
      ['lossReal', this.#lossSums.real],
      ['lossFake', this.#lossSums.fake],
      ['lossGenerator', this.#lossSums.generator],
      ['penalty', this.#penalties.sum],
      ['normGenerator', this.#generator.normSum],
      ['normDiscriminator', this.#discriminator.normSum],
    ];
  }

  train(batches: StepBatches, sums: StepSums): void {
    const { discriminatorUpdates, schedule } = this.#model;
    for (const [key, address] of this.#sums) this.#memory.doubles[address / DOUBLE] = sums[key];
    for (let step = 0; step < batches.steps; step++) {
      if (schedule) {
        const factor = rateFactor(schedule, batches.firstStep + step);
        this.#generator.scaleRate(this.#memory.doubles, factor);
        this.#discriminator.scaleRate(this.#memory.doubles, factor);
      }
      for (let update = 0; update < discriminatorUpdates; update++) this.#updateDiscriminator(batches, step, update);
      this.#updateGenerator(batches, step);
    }
    for (const [key, address] of this.#sums) sums[key] = this.#memory.doubles[address / DOUBLE];
  }

  /** Generates samples for an update, in training mode, and packs them into rows of the discriminator. */
  #generate(noise: Float32Array, index: number, { masks }: StepBatches, maskStart: number): void {
    const { latentDimension, batchSize, packing, dimension } = this.#model;
    const samples = packing * batchSize;
    const values = this.#generated;
    this.#memory.rows.load(
      noise,
      index * samples * latentDimension,
      samples,
      latentDimension,
      values.input,
      values.columns,
    );
    if (masks) this.#loadMasks(this.#generatorPasses, values, masks, maskStart);
    this.#generatorPasses.forward(this.#memory.kernels, values, this.#generator.parameters, true);
    const { columns, input } = this.#fake;
    this.#memory.kernels.pack(values.output, input, dimension, packing, batchSize, values.columns, columns);
  }

  #loadMasks(passes: LayeredPasses, values: NetworkValues, masks: Float32Array, start: number): void {
    passes.loadMasks(this.#memory.kernels, values, masks, start, this.#memory.rows);
  }

  #judge(values: NetworkValues, masks: Float32Array | undefined, start: number): void {
    if (masks) this.#loadMasks(this.#discriminatorPasses, values, masks, start);
    this.#discriminatorPasses.forward(this.#memory.kernels, values, this.#discriminator.parameters, true);
  }

  /** Adds the noise of an update to the discriminator's input rows. */
  #addNoise(noise: Float32Array | undefined, index: number, { input, columns }: NetworkValues): void {
    if (noise === undefined || this.#added === undefined) return;
    const { dimension, batchSize, packing } = this.#model;
    const width = packing * dimension;
    this.#memory.rows.load(noise, index * batchSize * width, batchSize, width, this.#added, columns);
    this.#memory.kernels.addElements(input, this.#added, width * columns * FLOAT);
  }

  #updateDiscriminator(batches: StepBatches, step: number, update: number): void {
    const { dimension, batchSize, packing, discriminatorUpdates } = this.#model;
    const index = step * discriminatorUpdates + update;
    const [real, fake] = [this.#real, this.#fake];
    const width = packing * dimension;
    const maskStart = this.#masks.start(step, update);
    const { lengths } = this.#masks;
    this.#memory.rows.load(batches.real, index * batchSize * width, batchSize, width, real.input, real.columns);
    this.#generate(batches.discriminatorNoise, index, batches, maskStart);
    this.#addNoise(batches.instanceNoise?.real, index, real);
    this.#addNoise(batches.instanceNoise?.fake, index, fake);
    this.#judge(real, batches.masks, maskStart + lengths.generator);
    this.#judge(fake, batches.masks, maskStart + lengths.generator + lengths.real);
    this.#loss.discriminator(this.#memory.kernels, this.#logits, this.#slopes);
    const { gradient, network } = this.#discriminator;
    this.#discriminatorPasses.backward(this.#memory.kernels, real, this.#slopes.real, gradient, false);
    this.#discriminatorPasses.backward(this.#memory.kernels, fake, this.#slopes.fake, this.#fakeGradient, false);
    this.#memory.kernels.addElements(gradient, this.#fakeGradient, padded(network.parameterCount) * FLOAT);
    if (this.#penalties.passes) this.#penalize(batches, index, maskStart, this.#penalties.passes);
    const bias = outputBiasIndex(this.#model.discriminator);
    if (this.#model.outputBias !== 'trained' && bias !== undefined) this.#memory.floats[gradient / FLOAT + bias] = 0;
    this.#discriminator.update(this.#memory.kernels);
  }

  /**
   * Adds the penalties' derivatives to the gradient. Those at real and generated rows use the same logits as the loss.
   */
  #penalize(batches: StepBatches, index: number, maskStart: number, passes: PenaltyPasses): void {
    const { terms, sum } = this.#penalties;
    let between = 0;
    for (const { at, constants } of terms) {
      const values =
        at === 'real' ? this.#real : at === 'fake' ? this.#fake : this.#between(batches, index, maskStart, between++);
      passes.penalize(this.#memory.kernels, values, sum, constants);
    }
  }

  /** The discriminator's values at rows between real and generated ones, for penalty number `which`. */
  #between(batches: StepBatches, index: number, maskStart: number, which: number): NetworkValues {
    const { dimension, batchSize, packing, discriminator } = this.#model;
    const { between: values, epsilons } = this.#penalties;
    if (!values || !batches.epsilons) throw new Error('a penalty between real and generated rows needs epsilons');
    const from = (index * betweenCount(this.#model) + which) * batchSize;
    this.#memory.rows.load(batches.epsilons, from, batchSize, 1, epsilons, values.columns);
    const { columns, input } = values;
    this.#memory.kernels.between(this.#real.input, this.#fake.input, epsilons, input, packing * dimension, columns);
    const { generator, real, fake } = this.#masks.lengths;
    this.#judge(
      values,
      batches.masks,
      maskStart + generator + real + fake + which * batchSize * discriminator.maskWidth,
    );
    return values;
  }

  #updateGenerator(batches: StepBatches, step: number): void {
    const { dimension, batchSize, packing, discriminatorUpdates } = this.#model;
    const [generated, real, fake] = [this.#generated, this.#real, this.#fake];
    const maskStart = this.#masks.start(step, discriminatorUpdates);
    const { lengths } = this.#masks;
    if (batches.generatorReal) {
      const width = packing * dimension;
      this.#memory.rows.load(
        batches.generatorReal,
        step * batchSize * width,
        batchSize,
        width,
        real.input,
        real.columns,
      );
      this.#judge(real, batches.masks, maskStart + lengths.generator);
    }
    this.#generate(batches.generatorNoise, step, batches, maskStart);
    this.#addNoise(batches.instanceNoise?.generator, step, fake);
    this.#judge(fake, batches.masks, maskStart + lengths.generator + lengths.real);
    this.#loss.generator(this.#memory.kernels, this.#logits, this.#slopes.fake);
    const rows = this.#discriminatorPasses.backward(this.#memory.kernels, fake, this.#slopes.fake, 0, true);
    const slopes = this.#slopes.generated;
    this.#memory.kernels.unpack(rows, slopes, dimension, packing, batchSize, fake.columns, generated.columns);
    this.#generatorPasses.backward(this.#memory.kernels, generated, slopes, this.#generator.gradient, false);
    this.#generator.update(this.#memory.kernels);
    this.#generator.moveAverage(this.#memory.kernels);
  }

  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array {
    const parameters = this.#generator.parametersOf(weights);
    return this.#evaluate(this.#generatorPasses, this.#generator, this.#evaluated.generator, parameters, noise);
  }

  discriminate(points: Float32Array): Float32Array {
    const rows = repeatedRows(points, this.#model.dimension, this.#model.packing);
    const { parameters } = this.#discriminator;
    const values = this.#evaluated.discriminator;
    return this.#evaluate(this.#discriminatorPasses, this.#discriminator, values, parameters, rows);
  }

  #evaluate(
    passes: LayeredPasses,
    { network: { inputs, outputs } }: FusedNetwork,
    values: NetworkValues,
    parameters: number,
    rows: Float32Array,
  ): Float32Array {
    const count = rows.length / inputs;
    const result = new Float32Array(count * outputs);
    for (let first = 0; first < count; first += BLOCK) {
      const samples = Math.min(BLOCK, count - first);
      this.#memory.rows.load(rows, first * inputs, samples, inputs, values.input, BLOCK);
      passes.forward(this.#memory.kernels, values, parameters, false);
      this.#memory.rows.read(result, first * outputs, samples, outputs, values.output, BLOCK);
    }
    return result;
  }

  protected parts(): EngineParts {
    return { memory: this.#memory, generator: this.#generator, discriminator: this.#discriminator };
  }
}
