import type * as tf from '@tensorflow/tfjs-node';
import type { Engine, EngineState, Gradients, StepBatches, StepSums } from '../engine.ts';
import { eachUpdate, type DiscriminatorBatch, type GeneratorBatch } from '../updates.ts';
import { lossOf, type Loss, type LossTerm } from '../../model/losses.ts';
import { denseLayers } from '../../model/dense-layers.ts';
import type { Model, Network } from '../../model/network.ts';
import { AveragedNetwork } from './average.ts';
import { Program } from './program.ts';
import type { TensorFlow } from './runtime.ts';
import { TrainedNetwork } from './trained-network.ts';

// Samples evaluated at once: a layer of them fits into memory whatever the widths, and a block costs little to dispatch.
const BLOCK = 2048;

/**
 * Multilayer perceptrons on the native TensorFlow library. A discriminator update and a generator update are one traced
 * program each, differentiated by tfjs; the real and the fake half go through the discriminator as one batch. Parameters
 * and moments are native variables, which the library's own optimiser operations change in place.
 */
export class TensorFlowEngine implements Engine {
  readonly #tensorFlow: TensorFlow;
  readonly #model: Model;
  readonly #loss: Loss;
  readonly #generator: TrainedNetwork;
  readonly #discriminator: TrainedNetwork;
  readonly #average: AveragedNetwork | undefined;
  readonly #programs: {
    readonly discriminatorUpdate: Program;
    readonly generatorUpdate: Program;
    readonly generate: Program;
    readonly discriminate: Program;
  };
  /** Gradients of the last updates, by their handles. */
  #gradients: { generator: number[]; discriminator: number[] } = { generator: [], discriminator: [] };

  constructor(model: Model, tensorFlow: TensorFlow) {
    const { binding } = tensorFlow;
    this.#tensorFlow = tensorFlow;
    this.#model = model;
    this.#loss = lossOf(model.loss);
    this.#generator = new TrainedNetwork(binding, model.generator, model.optimizer.generator);
    this.#discriminator = new TrainedNetwork(binding, model.discriminator, model.optimizer.discriminator);
    this.#average = model.emaDecay > 0 ? new AveragedNetwork(binding, model.generator, model.emaDecay) : undefined;
    this.#programs = {
      discriminatorUpdate: this.#traceDiscriminatorUpdate(),
      generatorUpdate: this.#traceGeneratorUpdate(),
      generate: this.#traceForward(model.generator, this.#generator.parameters.shapes, model.latentDimension),
      discriminate: this.#traceForward(model.discriminator, this.#discriminator.parameters.shapes, model.dimension),
    };
  }

  #forward(network: Network, parameters: readonly tf.Tensor[], input: tf.Tensor): tf.Tensor {
    const { product, shift, activate } = this.#tensorFlow.operations;
    const layers = denseLayers(network);
    if (!layers) throw new Error('the tensorflow engine was given a network that is no multilayer perceptron');
    return layers.reduce(
      (x, { activation, slope }, index) =>
        activate(shift(product(x, parameters[2 * index]), parameters[2 * index + 1]), activation, slope),
      input,
    );
  }

  #column(length: number, value: (index: number) => number): tf.Tensor {
    return this.#tensorFlow.tfjs.tensor(
      Float32Array.from({ length }, (_, index) => value(index)),
      [length, 1],
    );
  }

  /** Discriminator's parameters, generator's parameters, real batch, noise: loss of each sample, gradients. */
  #traceDiscriminatorUpdate(): Program {
    const { generator, discriminator, batchSize, dimension, latentDimension } = this.#model;
    const { real, fake, discriminatorScale } = this.#loss;
    const { tfjs, operations } = this.#tensorFlow;
    const own = this.#discriminator.parameters.shapes;
    const others = this.#generator.parameters.shapes;
    const shapes = [...own, ...others, [batchSize, dimension], [batchSize, latentDimension]];
    return Program.trace(this.#tensorFlow, shapes, (inputs) => {
      const parameters = inputs.slice(0, own.length);
      const [realBatch, noise] = inputs.slice(own.length + others.length);
      const fakeBatch = this.#forward(generator, inputs.slice(own.length, own.length + others.length), noise);
      const points = operations.stack(realBatch, fakeBatch);
      const term = (index: number) => (index < batchSize ? real : fake);
      const labels = this.#column(2 * batchSize, (index) => term(index).label);
      const slopes = this.#column(2 * batchSize, (index) => (discriminatorScale * term(index).sign) / batchSize);
      const { value, grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) =>
        operations.lossValues(real.kind, this.#forward(discriminator, values, points), labels),
      )(parameters, slopes);
      return [value, ...grads];
    });
  }

  /** Generator's parameters, discriminator's parameters, noise: loss of each sample, gradients. */
  #traceGeneratorUpdate(): Program {
    const { generator, discriminator, batchSize, latentDimension } = this.#model;
    const { label, sign, kind } = this.#loss.generator;
    const { tfjs, operations } = this.#tensorFlow;
    const own = this.#generator.parameters.shapes;
    const shapes = [...own, ...this.#discriminator.parameters.shapes, [batchSize, latentDimension]];
    return Program.trace(this.#tensorFlow, shapes, (inputs) => {
      const judge = inputs.slice(own.length, -1);
      const noise = inputs[inputs.length - 1];
      const labels = this.#column(batchSize, () => label);
      const slopes = this.#column(batchSize, () => sign / batchSize);
      const { value, grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) => {
        const logits = this.#forward(discriminator, judge, this.#forward(generator, values, noise));
        return operations.lossValues(kind, logits, labels);
      })(inputs.slice(0, own.length), slopes);
      return [value, ...grads];
    });
  }

  /** Parameters and input: output. The same operations for any number of samples. */
  #traceForward(network: Network, shapes: readonly (readonly number[])[], width: number): Program {
    return Program.trace(this.#tensorFlow, [...shapes, [1, width]], (inputs) => [
      this.#forward(network, inputs.slice(0, -1), inputs[inputs.length - 1]),
    ]);
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

  #updateDiscriminator({ real, noise }: DiscriminatorBatch, sums: StepSums): void {
    const { batchSize, dimension, latentDimension } = this.#model;
    const batches = [this.#tensor(real, dimension), this.#tensor(noise, latentDimension)];
    const [losses, ...gradients] = this.#programs.discriminatorUpdate.run([
      ...this.#discriminator.parameters.tensors,
      ...this.#generator.parameters.tensors,
      ...batches,
    ]);
    const values = this.#values(losses);
    sums.lossReal += meanOf(values.subarray(0, batchSize), this.#loss.real);
    sums.lossFake += meanOf(values.subarray(batchSize), this.#loss.fake);
    sums.normDiscriminator += this.#discriminator.update(gradients);
    this.#delete([...batches, losses, ...this.#gradients.discriminator]);
    this.#gradients.discriminator = gradients;
  }

  #updateGenerator({ noise }: GeneratorBatch, sums: StepSums): void {
    const batch = this.#tensor(noise, this.#model.latentDimension);
    const [losses, ...gradients] = this.#programs.generatorUpdate.run([
      ...this.#generator.parameters.tensors,
      ...this.#discriminator.parameters.tensors,
      batch,
    ]);
    sums.lossGenerator += meanOf(this.#values(losses), this.#loss.generator);
    sums.normGenerator += this.#generator.update(gradients);
    this.#average?.follow(this.#generator.parameters.tensors);
    this.#delete([batch, losses, ...this.#gradients.generator]);
    this.#gradients.generator = gradients;
  }

  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array {
    const { parameters } = weights === 'average' ? (this.#average ?? this.#generator) : this.#generator;
    const { latentDimension, dimension } = this.#model;
    return this.#evaluate(this.#programs.generate, parameters.tensors, noise, latentDimension, dimension);
  }

  discriminate(points: Float32Array): Float32Array {
    const { parameters } = this.#discriminator;
    return this.#evaluate(this.#programs.discriminate, parameters.tensors, points, this.#model.dimension, 1);
  }

  #evaluate(
    program: Program,
    parameters: readonly number[],
    input: Float32Array,
    width: number,
    outputWidth: number,
  ): Float32Array {
    const count = input.length / width;
    const result = new Float32Array(count * outputWidth);
    for (let start = 0; start < count; start += BLOCK) {
      const block = this.#tensor(input.subarray(start * width, Math.min(start + BLOCK, count) * width), width);
      const [output] = program.run([...parameters, block]);
      result.set(this.#values(output), start * outputWidth);
      this.#delete([block, output]);
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
    if (!this.#generator.parameters.values.every(Number.isFinite)) return 'generator';
    if (!this.#discriminator.parameters.values.every(Number.isFinite)) return 'discriminator';
    return undefined;
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
    for (const program of Object.values(this.#programs)) program.dispose();
    this.#generator.dispose();
    this.#discriminator.dispose();
    this.#average?.dispose();
  }
}

/** The mean of a term, in float64. */
function meanOf(values: Float32Array, { sign }: LossTerm): number {
  let sum = 0;
  for (const value of values) sum += value;
  return (sign * sum) / values.length;
}
