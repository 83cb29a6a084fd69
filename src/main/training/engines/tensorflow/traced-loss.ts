import type * as tf from '@tensorflow/tfjs-node';
import { batchLossOf } from '../../model/batch-loss.ts';
import type { Loss, LossTerm, SeparateLoss } from '../../model/losses.ts';
import type { Model, Network } from '../../model/network.ts';
import type { StepSums } from '../engine.ts';
import { Program } from './program.ts';
import type { TensorFlow } from './runtime.ts';

/** The native handles that an update computes with: the parameters of both networks, and its batches. */
export interface UpdateHandles {
  readonly generator: readonly number[];
  readonly discriminator: readonly number[];
  readonly noise: number;
  /** undefined in a generator update whose loss reads no real samples. */
  readonly real: number | undefined;
}

/** A loss as traced programs: each update adds to the sums of the losses and gives handles of its network's gradients, the caller's to delete. */
export interface TracedLoss {
  readonly discriminator: (handles: UpdateHandles & { readonly real: number }, sums: StepSums) => number[];
  readonly generator: (handles: UpdateHandles, sums: StepSums) => number[];
  readonly dispose: () => void;
}

/** What programs of a loss are made with. */
export interface LossTracing {
  readonly tensorFlow: TensorFlow;
  readonly model: Model;
  readonly forward: (network: Network, parameters: readonly tf.Tensor[], input: tf.Tensor) => tf.Tensor;
  /** Shapes of the parameters. */
  readonly shapes: {
    readonly generator: readonly (readonly number[])[];
    readonly discriminator: readonly (readonly number[])[];
  };
}

export function traceLoss(loss: Loss, tracing: LossTracing): TracedLoss {
  return loss.kind === 'separate' ? traceSeparate(loss, tracing) : traceThroughLogits(loss, tracing);
}

/** Where the batches of a discriminator update and of a generator update stand behind the parameters. */
function batchShapes({ batchSize, dimension, latentDimension }: Model) {
  return { real: [batchSize, dimension], noise: [batchSize, latentDimension] };
}

/** Logits of a real and of a generated batch, `[2 batch, 1]`: of both as one batch, or each for itself, so that their gradients are summed apart. */
function judge(
  { tensorFlow: { operations }, model, forward }: LossTracing,
  parameters: readonly tf.Tensor[],
  real: tf.Tensor,
  fake: tf.Tensor,
): tf.Tensor {
  const logits = (points: tf.Tensor) => forward(model.discriminator, parameters, points);
  return model.separateHalves ? operations.stack(logits(real), logits(fake)) : logits(operations.stack(real, fake));
}

/** The gradients of the discriminator, with none for a bias of its output that is not trained. */
function withFixedBias({ tensorFlow: { tfjs }, model }: LossTracing, gradients: readonly tf.Tensor[]): tf.Tensor[] {
  const others = gradients.slice(0, -1);
  const bias = gradients[gradients.length - 1];
  return [...others, model.outputBias === 'trained' ? bias : tfjs.zerosLike(bias)];
}

/** Each update is one program: the losses of single logits and their gradients come from tfjs. */
function traceSeparate(
  { real, fake, generator: ofGenerator, discriminatorScale }: SeparateLoss,
  tracing: LossTracing,
): TracedLoss {
  const { tensorFlow, model, forward, shapes } = tracing;
  const { tfjs, operations, binding } = tensorFlow;
  const { generator, discriminator, batchSize } = model;
  const batches = batchShapes(model);
  const [ownCount, othersCount] = [shapes.discriminator.length, shapes.generator.length];
  const column = (length: number, value: (index: number) => number): tf.Tensor =>
    tfjs.tensor(
      Float32Array.from({ length }, (_, index) => value(index)),
      [length, 1],
    );
  const discriminatorUpdate = Program.trace(
    tensorFlow,
    [...shapes.discriminator, ...shapes.generator, batches.real, batches.noise],
    (inputs) => {
      const [realBatch, noise] = inputs.slice(ownCount + othersCount);
      const fakeBatch = forward(generator, inputs.slice(ownCount, ownCount + othersCount), noise);
      const term = (index: number) => (index < batchSize ? real : fake);
      const labels = column(2 * batchSize, (index) => term(index).label);
      const slopes = column(2 * batchSize, (index) => (discriminatorScale * term(index).weight) / batchSize);
      const { value, grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) =>
        operations.lossValues(real.kind, judge(tracing, values, realBatch, fakeBatch), labels),
      )(inputs.slice(0, ownCount), slopes);
      return [value, ...withFixedBias(tracing, grads)];
    },
  );
  const generatorUpdate = Program.trace(
    tensorFlow,
    [...shapes.generator, ...shapes.discriminator, batches.noise],
    (inputs) => {
      const judging = inputs.slice(othersCount, -1);
      const noise = inputs[inputs.length - 1];
      const labels = column(batchSize, () => ofGenerator.label);
      const slopes = column(batchSize, () => ofGenerator.weight / batchSize);
      const { value, grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) => {
        const logits = forward(discriminator, judging, forward(generator, values, noise));
        return operations.lossValues(ofGenerator.kind, logits, labels);
      })(inputs.slice(0, othersCount), slopes);
      return [value, ...grads];
    },
  );
  const valuesOf = (handle: number): Float32Array => {
    const values = binding.tensorDataSync(handle);
    binding.deleteTensor(handle);
    return values;
  };
  return {
    discriminator: (handles, sums) => {
      const [losses, ...gradients] = discriminatorUpdate.run([
        ...handles.discriminator,
        ...handles.generator,
        handles.real,
        handles.noise,
      ]);
      const values = valuesOf(losses);
      sums.lossReal += meanOf(values.subarray(0, batchSize), real);
      sums.lossFake += meanOf(values.subarray(batchSize), fake);
      return gradients;
    },
    generator: (handles, sums) => {
      const [losses, ...gradients] = generatorUpdate.run([
        ...handles.generator,
        ...handles.discriminator,
        handles.noise,
      ]);
      sums.lossGenerator += meanOf(valuesOf(losses), ofGenerator);
      return gradients;
    },
    dispose: () => {
      discriminatorUpdate.dispose();
      generatorUpdate.dispose();
    },
  };
}

/** The mean of a term, in float64. */
function meanOf(values: Float32Array, { weight }: LossTerm): number {
  let sum = 0;
  for (const value of values) sum += value;
  return (weight * sum) / values.length;
}

/**
 * A loss of more than single logits: a first program gives the logits, the plain form of the loss makes values and slopes of them, and a
 * second program takes the slopes back to the parameters.
 */
function traceThroughLogits(loss: Loss, tracing: LossTracing): TracedLoss {
  const { tensorFlow, model, forward, shapes } = tracing;
  const { tfjs, binding } = tensorFlow;
  const { generator, discriminator, batchSize } = model;
  const batches = batchShapes(model);
  const [ownCount, othersCount] = [shapes.discriminator.length, shapes.generator.length];
  const plain = batchLossOf(loss);
  const logitsOf = Program.trace(
    tensorFlow,
    [...shapes.discriminator, ...shapes.generator, batches.real, batches.noise],
    (inputs) => {
      const [realBatch, noise] = inputs.slice(ownCount + othersCount);
      const fakeBatch = forward(generator, inputs.slice(ownCount, ownCount + othersCount), noise);
      return [judge(tracing, inputs.slice(0, ownCount), realBatch, fakeBatch)];
    },
  );
  const discriminatorUpdate = Program.trace(
    tensorFlow,
    [...shapes.discriminator, ...shapes.generator, batches.real, batches.noise, [2 * batchSize, 1]],
    (inputs) => {
      const [realBatch, noise, slopes] = inputs.slice(ownCount + othersCount);
      const fakeBatch = forward(generator, inputs.slice(ownCount, ownCount + othersCount), noise);
      const { grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) => judge(tracing, values, realBatch, fakeBatch))(
        inputs.slice(0, ownCount),
        slopes,
      );
      return withFixedBias(tracing, grads);
    },
  );
  const generatorUpdate = Program.trace(
    tensorFlow,
    [...shapes.generator, ...shapes.discriminator, batches.noise, [batchSize, 1]],
    (inputs) => {
      const judging = inputs.slice(othersCount, -2);
      const [noise, slopes] = inputs.slice(-2);
      const { grads } = tfjs.valueAndGrads((...values: tf.Tensor[]) =>
        forward(discriminator, judging, forward(generator, values, noise)),
      )(inputs.slice(0, othersCount), slopes);
      return grads;
    },
  );
  const half = { real: new Float64Array(batchSize), fake: new Float64Array(batchSize) };
  // In a generator update without real samples of its own any batch may stand in for them: nothing reads its logits.
  const unread = binding.createTensor(batches.real, binding.TF_FLOAT, new Float32Array(batchSize * model.dimension));
  const judged = (handles: UpdateHandles) => {
    const [handle] = logitsOf.run([
      ...handles.discriminator,
      ...handles.generator,
      handles.real ?? unread,
      handles.noise,
    ]);
    const logits = Float64Array.from(binding.tensorDataSync(handle));
    binding.deleteTensor(handle);
    return { real: logits.subarray(0, batchSize), fake: logits.subarray(batchSize) };
  };
  const withSlopes = (program: Program, inputs: readonly number[], slopes: Float32Array): number[] => {
    const tensor = binding.createTensor([slopes.length, 1], binding.TF_FLOAT, slopes);
    const gradients = program.run([...inputs, tensor]);
    binding.deleteTensor(tensor);
    return gradients;
  };
  return {
    discriminator: (handles, sums) => {
      const logits = judged(handles);
      const losses = plain.discriminator(logits.real, logits.fake, half);
      sums.lossReal += losses.real;
      sums.lossFake += losses.fake;
      const inputs = [...handles.discriminator, ...handles.generator, handles.real, handles.noise];
      return withSlopes(discriminatorUpdate, inputs, Float32Array.of(...half.real, ...half.fake));
    },
    generator: (handles, sums) => {
      const logits = judged(handles);
      sums.lossGenerator += plain.generator(logits.fake, logits.real, half.fake);
      const inputs = [...handles.generator, ...handles.discriminator, handles.noise];
      return withSlopes(generatorUpdate, inputs, Float32Array.from(half.fake));
    },
    dispose: () => {
      for (const program of [logitsOf, discriminatorUpdate, generatorUpdate]) program.dispose();
      binding.deleteTensor(unread);
    },
  };
}
