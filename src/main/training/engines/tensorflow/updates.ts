import { noSums, type StepSums } from '../engine.ts';
import { denseLayers } from '../../model/dense-layers.ts';
import { lossOf } from '../../model/losses.ts';
import { outputBiasIndex, type Model, type Network } from '../../model/network.ts';
import { betweenCount, penaltyOf } from '../../model/penalties.ts';
import type { Binding } from './binding.ts';
import { TracedGradient, type TracedUse, type TracedWeights } from './layers.ts';
import { NetworkPass } from './network-pass.ts';
import type { Operations } from './operations.ts';
import { bufferParts, maskParts, parameterParts, shapesOf, type Part } from './parts.ts';
import { Program } from './program.ts';
import { traceLoss, type SumsUnderWay, type TracedLoss } from './traced-loss.ts';
import type { Shape, Traced } from './tracing.ts';

/** The inputs of an update: the numbers of both networks, and its batches. */
type UpdateInput =
  | 'generator'
  | 'discriminator'
  | 'generatorBuffers'
  | 'discriminatorBuffers'
  | 'noise'
  /** Empty in a generator update whose loss needs no real samples. */
  | 'real'
  /** The noise of the real rows and of the generated ones, in this order; empty without noise. */
  | 'instanceNoise'
  /** One per penalty between real and generated rows. */
  | 'epsilons'
  /** Dropout masks, by use, layer after layer; for rows in between, penalty after penalty. */
  | 'generatorMasks'
  | 'realMasks'
  | 'fakeMasks'
  | 'betweenMasks';

/** The results of an update: its network's gradients, and the new buffers. */
type UpdateOutput = 'gradients' | 'generatorBuffers' | 'discriminatorBuffers';

export type UpdateHandles = Readonly<Record<UpdateInput, readonly number[]>>;
export type UpdateResult = Readonly<Record<UpdateOutput, number[]>>;
type Traceds = Readonly<Record<UpdateInput, readonly Traced[]>>;

const tensors = (parts: readonly Part[], traced: readonly Traced[]) =>
  new Map(parts.map(({ start }, index) => [start, traced[index]]));

/** The tensors of a network as inputs of a program. */
function weightsOf(network: Network, parameters: readonly Traced[], buffers: readonly Traced[]): TracedWeights {
  return {
    parameters: tensors(parameterParts(network), parameters),
    buffers: tensors(bufferParts(network), buffers),
  };
}

/** The output of a network in evaluation, with its running statistics, for any number of samples. */
export function traceEvaluation(
  binding: Binding,
  network: Network,
): Program<'parameters' | 'buffers' | 'input', 'output'> {
  const shapes = {
    parameters: shapesOf(parameterParts(network)),
    buffers: shapesOf(bufferParts(network)),
    input: [[1, network.inputs]],
  };
  return Program.trace(binding, shapes, ({ parameters, buffers, input }, operations) => {
    const weights = weightsOf(network, parameters, buffers);
    return { output: [new NetworkPass(operations, network).forward(weights, input[0], { kind: 'evaluation' })] };
  });
}

/**
 * The updates of both networks as programs of native operations. Each adds its losses and penalties to the given sums.
 */
export class Updates {
  readonly #model: Model;
  readonly #loss: TracedLoss;
  readonly #underWay: SumsUnderWay = { sums: noSums() };
  readonly #discriminator: Program<UpdateInput, UpdateOutput>;
  readonly #generator: Program<UpdateInput, UpdateOutput>;

  constructor(binding: Binding, model: Model) {
    this.#model = model;
    this.#loss = traceLoss(lossOf(model.loss), model.batchSize, this.#underWay);
    this.#discriminator = Program.trace(binding, this.#shapes('discriminator'), (inputs, operations) =>
      this.#updateDiscriminator(inputs, operations),
    );
    this.#generator = Program.trace(binding, this.#shapes('generator'), (inputs, operations) =>
      this.#updateGenerator(inputs, operations),
    );
  }

  #shapes(which: 'generator' | 'discriminator'): Readonly<Record<UpdateInput, readonly Shape[]>> {
    const { generator, discriminator, batchSize, packing, latentDimension, generatorReadsReal, instanceNoise } =
      this.#model;
    const isDiscriminator = which === 'discriminator';
    const row = [batchSize, discriminator.inputs];
    const judgedMasks = shapesOf(maskParts(discriminator, batchSize));
    const between = isDiscriminator ? betweenCount(this.#model) : 0;
    return {
      generator: shapesOf(parameterParts(generator)),
      discriminator: shapesOf(parameterParts(discriminator)),
      generatorBuffers: shapesOf(bufferParts(generator)),
      discriminatorBuffers: shapesOf(bufferParts(discriminator)),
      noise: [[packing * batchSize, latentDimension]],
      real: isDiscriminator || generatorReadsReal ? [row] : [],
      instanceNoise: instanceNoise ? (isDiscriminator ? [row, row] : [row]) : [],
      epsilons: Array.from({ length: between }, () => [batchSize, 1]),
      generatorMasks: shapesOf(maskParts(generator, packing * batchSize)),
      realMasks: isDiscriminator || generatorReadsReal ? judgedMasks : [],
      fakeMasks: judgedMasks,
      betweenMasks: Array.from({ length: between }, () => judgedMasks).flat(),
    };
  }

  /** Generates rows for the discriminator, with packed samples and with noise, if there is any. */
  #generate(
    pass: NetworkPass,
    weights: TracedWeights,
    inputs: Traceds,
    added: Traced | undefined,
    operations: Operations,
  ) {
    const { generator, discriminator, packing, batchSize } = this.#model;
    const use = training(generator, packing * batchSize, inputs.generatorMasks);
    const samples = pass.forward(weights, inputs.noise[0], use);
    const rows = packing === 1 ? samples : operations.reshape(samples, [batchSize, discriminator.inputs]);
    return added ? operations.add(rows, added) : rows;
  }

  #weights(inputs: Traceds) {
    const { generator, discriminator } = this.#model;
    return {
      generator: weightsOf(generator, inputs.generator, inputs.generatorBuffers),
      discriminator: weightsOf(discriminator, inputs.discriminator, inputs.discriminatorBuffers),
    };
  }

  #judging({ realMasks, fakeMasks }: Traceds) {
    const { discriminator, batchSize } = this.#model;
    return {
      real: training(discriminator, batchSize, realMasks),
      fake: training(discriminator, batchSize, fakeMasks),
    };
  }

  #updateDiscriminator(inputs: Traceds, operations: Operations): Record<UpdateOutput, Traced[]> {
    const { generator, discriminator, batchSize, penalties } = this.#model;
    const weights = this.#weights(inputs);
    const [ofReal, ofFake] = inputs.instanceNoise as readonly (Traced | undefined)[];
    const real = ofReal ? operations.add(inputs.real[0], ofReal) : inputs.real[0];
    const fake = this.#generate(new NetworkPass(operations, generator), weights.generator, inputs, ofFake, operations);
    const gradient = new TracedGradient(operations);
    const use = this.#judging(inputs);
    // One pass for both halves takes half the calls. It is possible if no layer and no penalty depends on one half
    // alone.
    const isJoint = !this.#model.separateHalves && denseLayers(discriminator) && penalties.length === 0;
    if (isJoint) {
      const pass = new NetworkPass(operations, discriminator);
      const logits = pass.forward(weights.discriminator, operations.stack(real, fake), use.real);
      pass.backward(this.#loss.discriminator(operations, logits), gradient);
    } else {
      const [onReal, onFake] = [new NetworkPass(operations, discriminator), new NetworkPass(operations, discriminator)];
      const logits = operations.stack(
        onReal.forward(weights.discriminator, real, use.real),
        onFake.forward(weights.discriminator, fake, use.fake),
      );
      const slopes = this.#loss.discriminator(operations, logits);
      onReal.backward(operations.rows(slopes, 0, batchSize), gradient);
      onFake.backward(operations.rows(slopes, batchSize, batchSize), gradient);
      this.#penalise({ onReal, onFake, real, fake }, weights.discriminator, inputs, gradient, operations);
    }
    return this.#result('discriminator', weights, gradient, operations);
  }

  /**
   * Adds the derivatives of all penalties. Each one between real and generated rows is a separate use of the
   * discriminator.
   */
  #penalise(
    { onReal, onFake, real, fake }: { onReal: NetworkPass; onFake: NetworkPass; real: Traced; fake: Traced },
    weights: TracedWeights,
    { epsilons, betweenMasks }: Traceds,
    gradient: TracedGradient,
    operations: Operations,
  ): void {
    const { penalties, batchSize, discriminator } = this.#model;
    const masksEach = maskParts(discriminator, batchSize).length;
    let between = 0;
    const passBetween = (): NetworkPass => {
      const which = between++;
      const share = epsilons[which];
      const rows = operations.add(
        operations.times(share, real),
        operations.times(operations.subtract(operations.scalar(1), share), fake),
      );
      const pass = new NetworkPass(operations, discriminator);
      const masks = betweenMasks.slice(which * masksEach, (which + 1) * masksEach);
      pass.forward(weights, rows, training(discriminator, batchSize, masks));
      return pass;
    };
    for (const penalty of penalties) {
      const pass = penalty.at === 'real' ? onReal : penalty.at === 'fake' ? onFake : passBetween();
      const slopesOf = (gradients: Float64Array) => {
        const { value, slopes } = penaltyOf(penalty, gradients, batchSize);
        this.#underWay.sums.penalty += value;
        return slopes;
      };
      pass.penalize(batchSize, slopesOf, gradient);
    }
  }

  #updateGenerator(inputs: Traceds, operations: Operations): Record<UpdateOutput, Traced[]> {
    const { generator, discriminator, packing, batchSize, dimension } = this.#model;
    const weights = this.#weights(inputs);
    const use = this.#judging(inputs);
    const generating = new NetworkPass(operations, generator);
    const fake = this.#generate(generating, weights.generator, inputs, inputs.instanceNoise.at(0), operations);
    const real = inputs.real.at(0);
    const ofReal = real && new NetworkPass(operations, discriminator).forward(weights.discriminator, real, use.real);
    const judging = new NetworkPass(operations, discriminator);
    const ofFake = judging.forward(weights.discriminator, fake, use.fake);
    const rows = judging.backward(this.#loss.generator(operations, ofFake, ofReal), undefined);
    const samples = packing === 1 ? rows : operations.reshape(rows, [packing * batchSize, dimension]);
    const gradient = new TracedGradient(operations);
    generating.backward(samples, gradient);
    return this.#result('generator', weights, gradient, operations);
  }

  #result(
    which: 'generator' | 'discriminator',
    weights: { readonly generator: TracedWeights; readonly discriminator: TracedWeights },
    gradient: TracedGradient,
    operations: Operations,
  ): Record<UpdateOutput, Traced[]> {
    const { outputBias, discriminator } = this.#model;
    const fixed = which === 'discriminator' && outputBias !== 'trained' ? outputBiasIndex(discriminator) : undefined;
    const gradients = [...weights[which].parameters].map(([start, parameter]) =>
      start === fixed ? operations.zerosLike(parameter) : (gradient.get(start) ?? operations.zerosLike(parameter)),
    );
    return {
      gradients,
      generatorBuffers: [...weights.generator.buffers.values()],
      discriminatorBuffers: [...weights.discriminator.buffers.values()],
    };
  }

  /** Handles of the discriminator's gradients and of the buffers, which the caller must delete. */
  discriminator(handles: UpdateHandles, sums: StepSums): UpdateResult {
    this.#underWay.sums = sums;
    return this.#discriminator.run(handles);
  }

  /** Handles of the generator's gradients and of the buffers, which the caller must delete. */
  generator(handles: UpdateHandles, sums: StepSums): UpdateResult {
    this.#underWay.sums = sums;
    return this.#generator.run(handles);
  }

  dispose(): void {
    this.#discriminator.dispose();
    this.#generator.dispose();
  }
}

/** A use in training, with the mask of each dropout layer by its position among those of one sample. */
function training(network: Network, count: number, masks: readonly Traced[]): TracedUse {
  const starts = maskParts(network, count).map(({ start }) => start / count);
  return { kind: 'training', masks: new Map(starts.map((start, index) => [start, masks[index]])) };
}
