import { lossOf } from '../../model/losses.ts';
import { discriminatorUpdates, generatorUpdates, outputBiasIndex, type Model } from '../../model/network.ts';
import { rateFactor } from '../../model/schedule.ts';
import type { Engine, StepBatches, StepSums } from '../engine.ts';
import { EngineMemory, MemoryPlan, padded } from './memory.ts';
import type { KernelBuild } from './kernels/kernels.ts';
import { LossSums, placeLoss, type Halves, type PlacedLoss } from './loss.ts';
import { activationsFor, FusedNetwork, scratchFor, type Activations } from './network.ts';
import { TrainedState, type EngineParts } from './trained-state.ts';

const FLOAT = 4;
const DOUBLE = 8;
// Samples evaluated at once: large enough to be worth the calls, small enough that a layer stays in the cache, and that products need not
// copy its rows together (UNPACKED_ROW in assembly/matrix.ts). LayeredEngine takes twice as many.
const BLOCK = 128;
/**
 * Multilayer perceptrons on SIMD WebAssembly kernels. Values are feature-major, `[width, batch]`, so that SIMD lanes
 * run across the batch for any width. A batch is padded to whole registers; padding has slope 0. The real and the fake
 * half of a discriminator update go through the network as one batch.
 */
export class FusedEngine extends TrainedState implements Engine {
  readonly #model: Model;
  readonly #loss: PlacedLoss;
  readonly #sums: LossSums;
  /**
   * Addresses of the logits in an update of each network, and of the derivatives with respect to the discriminator's
   * logits.
   */
  readonly #logits: { readonly discriminator: Halves; readonly generator: Halves };
  readonly #halfSlopes: Halves;
  /** The index of the gradient of the discriminator's output bias among the floats; undefined if the bias is trained. */
  readonly #fixedBias: number | undefined;
  readonly #memory: EngineMemory;
  readonly #generator: FusedNetwork;
  readonly #discriminator: FusedNetwork;
  /** Columns of one batch, and of the real and the fake one side by side. */
  readonly #columns: number;
  readonly #generatorValues: Activations;
  readonly #discriminatorValues: Activations;
  /** The discriminator's values in a generator update; its input is the generator's output. */
  readonly #judgedValues: Activations;
  readonly #evaluated: { readonly generator: Activations; readonly discriminator: Activations };
  /**
   * Space for instance noise in columns, to which a generator update adds the generated samples. Undefined without
   * noise.
   */
  readonly #noised: number | undefined;
  readonly #slopes: number;

  constructor(model: Model, build: KernelBuild) {
    super();
    const plan = new MemoryPlan();
    const columns = padded(model.batchSize);
    const scratch = scratchFor(plan, [model.generator, model.discriminator], 2 * columns);
    this.#model = model;
    this.#sums = new LossSums(plan);
    this.#loss = placeLoss(
      plan,
      lossOf(model.loss),
      { count: model.batchSize, padded: columns },
      this.#sums,
      () => this.#memory,
    );
    this.#columns = columns;
    this.#generator = new FusedNetwork(plan, model.generator, scratch, generatorUpdates(model));
    this.#discriminator = new FusedNetwork(plan, model.discriminator, scratch, discriminatorUpdates(model));
    const bias = outputBiasIndex(model.discriminator);
    if (model.outputBias !== 'trained' && bias !== undefined)
      this.#fixedBias = this.#discriminator.gradient / FLOAT + bias;
    this.#generatorValues = activationsFor(plan, model.generator, columns);
    this.#discriminatorValues = activationsFor(plan, model.discriminator, 2 * columns);
    const fake = this.#generatorValues.outputs[this.#generatorValues.outputs.length - 1];
    this.#noised = model.instanceNoise && plan.floats(columns * model.dimension);
    this.#judgedValues = { outputs: [this.#noised ?? fake, ...this.#discriminatorValues.outputs.slice(1)] };
    this.#evaluated = {
      generator: activationsFor(plan, model.generator, BLOCK),
      discriminator: activationsFor(plan, model.discriminator, BLOCK),
    };
    this.#slopes = scratch.slopes[0];
    const logits = this.#discriminatorValues.outputs[this.#discriminatorValues.outputs.length - 1];
    this.#logits = {
      discriminator: { real: logits, fake: logits + columns * FLOAT },
      generator: { real: plan.floats(columns), fake: logits },
    };
    this.#halfSlopes = { real: this.#slopes, fake: this.#slopes + columns * FLOAT };
    const staging = plan.floats(Math.max(columns, BLOCK) * Math.max(model.dimension, model.latentDimension));
    this.#memory = new EngineMemory(plan, build, staging);
  }

  train(batches: StepBatches, sums: StepSums): void {
    const { discriminatorUpdates, schedule } = this.#model;
    this.#sums.load(this.#memory.doubles, sums);
    this.#memory.doubles[this.#generator.normSum / DOUBLE] = sums.normGenerator;
    this.#memory.doubles[this.#discriminator.normSum / DOUBLE] = sums.normDiscriminator;
    for (let step = 0; step < batches.steps; step++) {
      if (schedule) this.#scaleRates(rateFactor(schedule, batches.firstStep + step));
      for (let update = 0; update < discriminatorUpdates; update++) {
        this.#updateDiscriminator(batches, step * discriminatorUpdates + update);
      }
      if (batches.generatorReal) this.#judgeReal(batches.generatorReal, step);
      this.#updateGenerator(batches, step);
    }
    this.#sums.store(this.#memory.doubles, sums);
    sums.normGenerator = this.#memory.doubles[this.#generator.normSum / DOUBLE];
    sums.normDiscriminator = this.#memory.doubles[this.#discriminator.normSum / DOUBLE];
  }

  #scaleRates(factor: number): void {
    this.#generator.scaleRate(this.#memory.doubles, factor);
    this.#discriminator.scaleRate(this.#memory.doubles, factor);
  }

  #updateDiscriminator(batches: StepBatches, index: number): void {
    const { dimension, latentDimension, batchSize } = this.#model;
    const columns = this.#columns;
    const both = 2 * columns;
    const values = this.#discriminatorValues;
    const input = values.outputs[0];
    this.#memory.rows.load(batches.real, index * batchSize * dimension, batchSize, dimension, input, both);
    this.#memory.rows.load(
      batches.discriminatorNoise,
      index * batchSize * latentDimension,
      batchSize,
      latentDimension,
      this.#generatorValues.outputs[0],
      columns,
    );
    this.#generator.forward(
      this.#memory.kernels,
      this.#generatorValues,
      columns,
      this.#generator.parameters,
      input + columns * FLOAT,
      both,
    );
    if (batches.instanceNoise) {
      this.#addNoise(batches.instanceNoise.real, index, input, both);
      this.#addNoise(batches.instanceNoise.fake, index, input + columns * FLOAT, both);
    }

    const logits = values.outputs[values.outputs.length - 1];
    this.#discriminator.forward(this.#memory.kernels, values, both, this.#discriminator.parameters, logits, both);
    this.#loss.discriminator(this.#memory.kernels, this.#logits.discriminator, this.#halfSlopes);
    const gradients = this.#model.separateHalves ? 'of halves' : true;
    this.#discriminator.backward(this.#memory.kernels, values, both, this.#slopes, gradients, false);
    if (this.#fixedBias !== undefined) this.#memory.floats[this.#fixedBias] = 0;
    this.#discriminator.update(this.#memory.kernels);
  }

  /** Passes the real batch of a generator update through the discriminator. */
  #judgeReal(samples: Float32Array, step: number): void {
    const { dimension, batchSize } = this.#model;
    const columns = this.#columns;
    const values = this.#discriminatorValues;
    this.#memory.rows.load(samples, step * batchSize * dimension, batchSize, dimension, values.outputs[0], columns);
    this.#discriminator.forward(
      this.#memory.kernels,
      values,
      columns,
      this.#discriminator.parameters,
      this.#logits.generator.real,
      columns,
    );
  }

  /** Adds the noise of an update to samples in columns, with `stride` floats per row. */
  #addNoise(noise: Float32Array, index: number, samples: number, stride: number): void {
    if (this.#noised === undefined) throw new Error('this model has no instance noise');
    const { batchSize, dimension } = this.#model;
    const columns = this.#columns;
    this.#memory.rows.load(noise, index * batchSize * dimension, batchSize, dimension, this.#noised, columns);
    for (let row = 0; row < dimension; row++) {
      const from = this.#noised + row * columns * FLOAT;
      this.#memory.kernels.addElements(samples + row * stride * FLOAT, from, columns * FLOAT);
    }
  }

  #updateGenerator({ generatorNoise, instanceNoise }: StepBatches, step: number): void {
    const { latentDimension, batchSize, dimension } = this.#model;
    const columns = this.#columns;
    const values = this.#generatorValues;
    this.#memory.rows.load(
      generatorNoise,
      step * batchSize * latentDimension,
      batchSize,
      latentDimension,
      values.outputs[0],
      columns,
    );
    const judged = this.#judgedValues;
    const fake = values.outputs[values.outputs.length - 1];
    this.#generator.forward(this.#memory.kernels, values, columns, this.#generator.parameters, fake, columns);
    if (this.#noised !== undefined && instanceNoise) {
      this.#memory.rows.load(
        instanceNoise.generator,
        step * batchSize * dimension,
        batchSize,
        dimension,
        this.#noised,
        columns,
      );
      this.#memory.kernels.addElements(this.#noised, fake, dimension * columns * FLOAT);
    }
    const logits = judged.outputs[judged.outputs.length - 1];
    this.#discriminator.forward(this.#memory.kernels, judged, columns, this.#discriminator.parameters, logits, columns);
    this.#loss.generator(this.#memory.kernels, this.#logits.generator, this.#slopes);
    const slopes = this.#discriminator.backward(this.#memory.kernels, judged, columns, this.#slopes, false, true);
    this.#generator.backward(this.#memory.kernels, values, columns, slopes, true, false);
    this.#generator.update(this.#memory.kernels);
    this.#generator.moveAverage(this.#memory.kernels);
  }

  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array {
    const parameters = this.#generator.parametersOf(weights);
    return this.#evaluate(this.#generator, this.#evaluated.generator, parameters, noise);
  }

  discriminate(points: Float32Array): Float32Array {
    return this.#evaluate(this.#discriminator, this.#evaluated.discriminator, this.#discriminator.parameters, points);
  }

  #evaluate(network: FusedNetwork, values: Activations, parameters: number, rows: Float32Array): Float32Array {
    const { inputs, outputs } = network.network;
    const count = rows.length / inputs;
    const result = new Float32Array(count * outputs);
    const output = values.outputs[values.outputs.length - 1];
    for (let first = 0; first < count; first += BLOCK) {
      const samples = Math.min(BLOCK, count - first);
      this.#memory.rows.load(rows, first * inputs, samples, inputs, values.outputs[0], padded(samples));
      network.forward(this.#memory.kernels, values, padded(samples), parameters, output, padded(samples));
      this.#memory.rows.read(result, first * outputs, samples, outputs, output, padded(samples));
    }
    return result;
  }

  protected parts(): EngineParts {
    return { memory: this.#memory, generator: this.#generator, discriminator: this.#discriminator };
  }
}
