import type * as tf from '@tensorflow/tfjs-node';
import type { Engine, EngineState, Gradients, StepBatches, StepSums } from '../engine.ts';
import { eachUpdate, type DiscriminatorBatch, type GeneratorBatch } from '../updates.ts';
import { denseLayers } from '../../model/dense-layers.ts';
import { lossOf } from '../../model/losses.ts';
import type { Model, Network } from '../../model/network.ts';
import { rateFactor } from '../../model/schedule.ts';
import { AveragedNetwork } from './average.ts';
import { Program } from './program.ts';
import type { TensorFlow } from './runtime.ts';
import { traceLoss, type TracedLoss } from './traced-loss.ts';
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
  readonly #loss: TracedLoss;
  readonly #generator: TrainedNetwork;
  readonly #discriminator: TrainedNetwork;
  readonly #average: AveragedNetwork | undefined;
  readonly #programs: {
    readonly generate: Program;
    readonly discriminate: Program;
  };
  /** Gradients of the last updates, by their handles. */
  #gradients: { generator: number[]; discriminator: number[] } = { generator: [], discriminator: [] };

  constructor(model: Model, tensorFlow: TensorFlow) {
    const { binding } = tensorFlow;
    this.#tensorFlow = tensorFlow;
    this.#model = model;
    this.#generator = new TrainedNetwork(binding, model.generator, {
      ...model,
      optimizer: model.optimizer.generator,
      weightClip: 0,
    });
    this.#discriminator = new TrainedNetwork(binding, model.discriminator, {
      ...model,
      optimizer: model.optimizer.discriminator,
    });
    this.#average = model.emaDecay > 0 ? new AveragedNetwork(binding, model.generator, model.emaDecay) : undefined;
    const shapes = {
      generator: this.#generator.parameters.shapes,
      discriminator: this.#discriminator.parameters.shapes,
    };
    this.#loss = traceLoss(lossOf(model.loss), {
      tensorFlow,
      model,
      forward: (network, parameters, input) => this.#forward(network, parameters, input),
      shapes,
    });
    this.#programs = {
      generate: this.#traceForward(model.generator, shapes.generator, model.latentDimension),
      discriminate: this.#traceForward(model.discriminator, shapes.discriminator, model.dimension),
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

  #rateFactor(step: number): number {
    const { schedule } = this.#model;
    return schedule ? rateFactor(schedule, step) : 1;
  }

  #updateDiscriminator({ step, real, noise }: DiscriminatorBatch, sums: StepSums): void {
    const { dimension, latentDimension } = this.#model;
    const batches = { real: this.#tensor(real, dimension), noise: this.#tensor(noise, latentDimension) };
    const gradients = this.#loss.discriminator({ ...this.#parameters(), ...batches }, sums);
    const { norm, gradients: taken } = this.#discriminator.update(gradients, this.#rateFactor(step));
    sums.normDiscriminator += norm;
    this.#delete([batches.real, batches.noise, ...this.#gradients.discriminator]);
    this.#gradients.discriminator = taken;
  }

  #updateGenerator({ step, noise, real }: GeneratorBatch, sums: StepSums): void {
    const { generatorReadsReal, dimension, latentDimension } = this.#model;
    const latent = this.#tensor(noise, latentDimension);
    const samples = generatorReadsReal ? this.#tensor(real, dimension) : undefined;
    const gradients = this.#loss.generator({ ...this.#parameters(), noise: latent, real: samples }, sums);
    const { norm, gradients: taken } = this.#generator.update(gradients, this.#rateFactor(step));
    sums.normGenerator += norm;
    this.#average?.follow(this.#generator.parameters.tensors);
    this.#delete([latent, ...(samples === undefined ? [] : [samples]), ...this.#gradients.generator]);
    this.#gradients.generator = taken;
  }

  #parameters() {
    return {
      generator: this.#generator.parameters.tensors,
      discriminator: this.#discriminator.parameters.tensors,
    };
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
    this.#loss.dispose();
    for (const program of Object.values(this.#programs)) program.dispose();
    this.#generator.dispose();
    this.#discriminator.dispose();
    this.#average?.dispose();
  }
}
