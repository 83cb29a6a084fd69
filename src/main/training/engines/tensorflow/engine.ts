import type { Engine, EngineState, Gradients, StepBatches, StepSums } from '../engine.ts';
import { eachUpdate, type DiscriminatorBatch, type GeneratorBatch } from '../updates.ts';
import { repeatedRows } from '../packed-rows.ts';
import type { UseMasks } from '../../model/masks.ts';
import { discriminatorUpdates, generatorUpdates, type Model, type Network } from '../../model/network.ts';
import { rateFactor } from '../../model/schedule.ts';
import { AveragedNetwork } from './average.ts';
import { maskParts, type Part } from './parts.ts';
import type { TensorFlow } from './runtime.ts';
import { TrainedNetwork } from './trained-network.ts';
import { traceEvaluation, Updates, type UpdateResult } from './updates.ts';

// Samples evaluated at once: few enough that a layer of any width fits into memory, but enough that dispatching is
// cheap.
const BLOCK = 2048;

/**
 * Networks of any layers on the native TensorFlow library. A discriminator update and a generator update are one program
 * of native operations each. Parameters and moments are native variables, which the library's own optimiser operations
 * change in place.
 */
export class TensorFlowEngine implements Engine {
  readonly #tensorFlow: TensorFlow;
  readonly #model: Model;
  readonly #generator: TrainedNetwork;
  readonly #discriminator: TrainedNetwork;
  readonly #average: AveragedNetwork | undefined;
  readonly #updates: Updates;
  readonly #evaluations: {
    readonly generator: ReturnType<typeof traceEvaluation>;
    readonly discriminator: ReturnType<typeof traceEvaluation>;
  };
  /** Gradients of the last updates, by their handles. */
  #gradients: { generator: number[]; discriminator: number[] } = { generator: [], discriminator: [] };

  constructor(model: Model, tensorFlow: TensorFlow) {
    const { binding } = tensorFlow;
    this.#tensorFlow = tensorFlow;
    this.#model = model;
    this.#generator = new TrainedNetwork(binding, model.generator, generatorUpdates(model));
    this.#discriminator = new TrainedNetwork(binding, model.discriminator, discriminatorUpdates(model));
    this.#average = model.emaDecay > 0 ? new AveragedNetwork(binding, model.generator, model.emaDecay) : undefined;
    this.#updates = new Updates(binding, model);
    this.#evaluations = {
      generator: traceEvaluation(binding, model.generator),
      discriminator: traceEvaluation(binding, model.discriminator),
    };
  }

  #tensor(values: Float32Array, width: number): number {
    const { binding } = this.#tensorFlow;
    return binding.createTensor([values.length / width, width], binding.TF_FLOAT, values);
  }

  #values(handle: number): Float32Array {
    return this.#tensorFlow.binding.tensorDataSync(handle);
  }

  #delete(handles: readonly number[]): void {
    for (const handle of handles) this.#tensorFlow.binding.deleteTensor(handle);
  }

  train(batches: StepBatches, sums: StepSums): void {
    eachUpdate(this.#model, batches, {
      discriminator: (batch) => this.#updateDiscriminator(batch, sums),
      generator: (batch) => this.#updateGenerator(batch, sums),
    });
  }

  #rateFactor(step: number): number {
    const { schedule } = this.#model;
    return schedule ? rateFactor(schedule, step) : 1;
  }

  #updateDiscriminator(batch: DiscriminatorBatch, sums: StepSums): void {
    const { dimension, latentDimension, packing, batchSize, discriminator } = this.#model;
    const rowWidth = packing * dimension;
    const { real, noise, instanceNoise, epsilons, masks } = batch;
    const batches = {
      ...this.#masks(masks, true),
      real: [this.#tensor(real, rowWidth)],
      noise: [this.#tensor(noise, latentDimension)],
      instanceNoise: instanceNoise
        ? [this.#tensor(instanceNoise.real, rowWidth), this.#tensor(instanceNoise.fake, rowWidth)]
        : [],
      epsilons: slices(epsilons, batchSize).map((own) => this.#tensor(own, 1)),
      betweenMasks: slices(masks?.between, batchSize * discriminator.maskWidth).flatMap((own) =>
        this.#tensorsOf(maskParts(discriminator, batchSize), own),
      ),
    };
    const { gradients, ...buffers } = this.#updates.discriminator({ ...this.#networks(), ...batches }, sums);
    this.#replaceBuffers(buffers);
    const { norm, gradients: taken } = this.#discriminator.update(gradients, this.#rateFactor(batch.step));
    sums.normDiscriminator += norm;
    this.#delete([...Object.values(batches).flat(), ...this.#gradients.discriminator]);
    this.#gradients.discriminator = taken;
  }

  #updateGenerator(batch: GeneratorBatch, sums: StepSums): void {
    const { generatorReadsReal, dimension, latentDimension, packing } = this.#model;
    const rowWidth = packing * dimension;
    const { noise, real, instanceNoise, masks } = batch;
    const batches = {
      ...this.#masks(masks, generatorReadsReal),
      real: generatorReadsReal ? [this.#tensor(real, rowWidth)] : [],
      noise: [this.#tensor(noise, latentDimension)],
      instanceNoise: instanceNoise ? [this.#tensor(instanceNoise, rowWidth)] : [],
      epsilons: [],
      betweenMasks: [],
    };
    const { gradients, ...buffers } = this.#updates.generator({ ...this.#networks(), ...batches }, sums);
    this.#replaceBuffers(buffers);
    const { norm, gradients: taken } = this.#generator.update(gradients, this.#rateFactor(batch.step));
    sums.normGenerator += norm;
    this.#average?.follow(this.#generator.parameters.tensors);
    this.#delete([...Object.values(batches).flat(), ...this.#gradients.generator]);
    this.#gradients.generator = taken;
  }

  /** The masks of the generator, and of the discriminator on real and on generated rows. */
  #masks(masks: UseMasks | undefined, judgesReal: boolean) {
    const { generator, discriminator, packing, batchSize } = this.#model;
    const of = (network: Network, count: number, values: Float32Array | undefined) =>
      values ? this.#tensorsOf(maskParts(network, count), values) : [];
    return {
      generatorMasks: of(generator, packing * batchSize, masks?.generator),
      realMasks: judgesReal ? of(discriminator, batchSize, masks?.real) : [],
      fakeMasks: of(discriminator, batchSize, masks?.fake),
    };
  }

  #tensorsOf(parts: readonly Part[], values: Float32Array): number[] {
    const { binding } = this.#tensorFlow;
    return parts.map(({ start, length, shape }) =>
      binding.createTensor(shape, binding.TF_FLOAT, values.subarray(start, start + length)),
    );
  }

  #networks() {
    return {
      generator: this.#generator.parameters.tensors,
      discriminator: this.#discriminator.parameters.tensors,
      generatorBuffers: this.#generator.buffers.handles,
      discriminatorBuffers: this.#discriminator.buffers.handles,
    };
  }

  #replaceBuffers({ generatorBuffers, discriminatorBuffers }: Omit<UpdateResult, 'gradients'>): void {
    this.#generator.buffers.replace(generatorBuffers);
    this.#discriminator.buffers.replace(discriminatorBuffers);
  }

  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array {
    const { parameters } = weights === 'average' ? (this.#average ?? this.#generator) : this.#generator;
    // The averaged generator uses the running statistics of the trained one.
    const own = { parameters: parameters.tensors, buffers: this.#generator.buffers.handles };
    return this.#evaluate('generator', own, noise);
  }

  discriminate(points: Float32Array): Float32Array {
    const { parameters, buffers } = this.#discriminator;
    const rows = repeatedRows(points, this.#model.dimension, this.#model.packing);
    return this.#evaluate('discriminator', { parameters: parameters.tensors, buffers: buffers.handles }, rows);
  }

  #evaluate(
    which: 'generator' | 'discriminator',
    weights: { readonly parameters: readonly number[]; readonly buffers: readonly number[] },
    input: Float32Array,
  ): Float32Array {
    const { inputs: width, outputs } = this.#model[which];
    const count = input.length / width;
    const result = new Float32Array(count * outputs);
    for (let start = 0; start < count; start += BLOCK) {
      const block = this.#tensor(input.subarray(start * width, Math.min(start + BLOCK, count) * width), width);
      const { output } = this.#evaluations[which].run({ ...weights, input: [block] });
      result.set(this.#values(output[0]), start * outputs);
      this.#delete([block, ...output]);
    }
    return result;
  }

  lastGradients(): Gradients {
    return {
      generator: this.#generator.parameters.flatten(this.#gradients.generator),
      discriminator: this.#discriminator.parameters.flatten(this.#gradients.discriminator),
    };
  }

  nonFinite(): 'generator' | 'discriminator' | undefined {
    const isFinite = ({ parameters, buffers }: TrainedNetwork) =>
      parameters.values.every(Number.isFinite) && buffers.values.every(Number.isFinite);
    return !isFinite(this.#generator) ? 'generator' : !isFinite(this.#discriminator) ? 'discriminator' : undefined;
  }

  exportState(): EngineState {
    return {
      generator: this.#generator.exportState(),
      discriminator: this.#discriminator.exportState(),
      average: this.#average?.parameters.values,
    };
  }

  importState({ generator, discriminator, average }: EngineState): void {
    this.#generator.importState(generator);
    this.#discriminator.importState(discriminator);
    if (average) this.#average?.parameters.assign(average);
  }

  dispose(): void {
    this.#delete([...this.#gradients.generator, ...this.#gradients.discriminator]);
    this.#gradients = { generator: [], discriminator: [] };
    this.#updates.dispose();
    for (const program of Object.values(this.#evaluations)) program.dispose();
    this.#generator.dispose();
    this.#discriminator.dispose();
    this.#average?.dispose();
  }
}

/** Splits an array into pieces of equal length; no pieces if it is undefined. */
function slices(values: Float32Array | undefined, length: number): Float32Array[] {
  if (values === undefined || length === 0) return [];
  return Array.from({ length: values.length / length }, (_, index) =>
    values.subarray(index * length, (index + 1) * length),
  );
}
