import type { OptimizerConfig } from '../../../../shared/config/schema.ts';
import { batchLossOf, type BatchLoss } from '../../model/batch-loss.ts';
import { lossOf } from '../../model/losses.ts';
import type { PenaltyConfig } from '../../../../shared/config/schema.ts';
import { outputBiasIndex, type Model } from '../../model/network.ts';
import { penaltyOf, rowsBetween } from '../../model/penalties.ts';
import {
  applyAverage,
  applyUpdate,
  clampParameters,
  clipFactor,
  gradientNorm,
  withFactor,
} from '../../model/optimizers.ts';
import type { Weights } from '../../model/layers/layer-use.ts';
import { EVALUATION, NetworkUse } from '../../model/network-use.ts';
import { rateFactor } from '../../model/schedule.ts';
import { copyState, zeroState, type OwnState } from '../state.ts';
import type { Engine, EngineState, Gradients, StepBatches, StepSums } from '../engine.ts';
import { repeatedRows } from '../packed-rows.ts';
import { eachUpdate, type DiscriminatorBatch, type GeneratorBatch } from '../updates.ts';

/** The places where penalties are computed. */
interface PenaltyRows extends Pick<DiscriminatorBatch, 'epsilons' | 'masks'> {
  readonly real: ArrayLike<number>;
  readonly fake: ArrayLike<number>;
}

/**
 * The reference engine, assembled from the plain formulas of `training/model`. It computes in float64 and stores
 * float32; it is slow, easy to read, and the others are compared with it.
 */
export class ReferenceEngine implements Engine {
  readonly #model: Model;
  readonly #loss: BatchLoss;
  readonly #generator: NetworkUse;
  /**
   * The discriminator on real rows, on generated rows and on rows in between. Each keeps what its backward pass needs.
   */
  readonly #onReal: NetworkUse;
  readonly #onFake: NetworkUse;
  readonly #slopes: { readonly real: Float64Array; readonly fake: Float64Array };
  readonly #gradients: { generator: Float64Array; discriminator: Float64Array };
  #state: OwnState;

  constructor(model: Model) {
    this.#model = model;
    this.#loss = batchLossOf(lossOf(model.loss));
    this.#generator = new NetworkUse(model.generator, model.packing * model.batchSize);
    this.#onReal = new NetworkUse(model.discriminator, model.batchSize);
    this.#onFake = new NetworkUse(model.discriminator, model.batchSize);
    this.#slopes = { real: new Float64Array(model.batchSize), fake: new Float64Array(model.batchSize) };
    this.#gradients = {
      generator: new Float64Array(model.generator.parameterCount),
      discriminator: new Float64Array(model.discriminator.parameterCount),
    };
    this.#state = zeroState(model);
  }

  train(batches: StepBatches, sums: StepSums): void {
    eachUpdate(this.#model, batches, {
      discriminator: (batch) => this.#updateDiscriminator(batch, sums),
      generator: (batch) => this.#updateGenerator(batch, sums),
    });
  }

  #updateDiscriminator(
    { step, real, noise, instanceNoise, epsilons, masks }: DiscriminatorBatch,
    sums: StepSums,
  ): void {
    const { discriminator, generator } = this.#state;
    const gradient = this.#gradients.discriminator.fill(0);
    const fake = this.#generator.forward(generator, noise, { kind: 'training', masks: masks?.generator });
    // All its inputs have noise, also for penalties.
    const [given, judged] = [noised(real, instanceNoise?.real), noised(fake, instanceNoise?.fake)];
    const losses = this.#loss.discriminator(
      this.#onReal.forward(discriminator, given, { kind: 'training', masks: masks?.real }),
      this.#onFake.forward(discriminator, judged, { kind: 'training', masks: masks?.fake }),
      this.#slopes,
    );
    sums.lossReal += losses.real;
    sums.lossFake += losses.fake;
    this.#onReal.backward(this.#slopes.real, gradient);
    this.#onFake.backward(this.#slopes.fake, gradient);
    sums.penalty += this.#penalise({ real: given, fake: judged, epsilons, masks }, gradient);
    this.#leaveOutFixedBias(gradient);
    sums.normDiscriminator += this.#clipGradient(gradient);
    applyUpdate(this.#optimizer('discriminator', step), discriminator, Float32Array.from(gradient));
    const { weightClip } = this.#model;
    if (weightClip > 0) clampParameters(weightClip, discriminator.parameters);
  }

  /**
   * Adds the derivatives of all penalties to `gradient` and returns the sum of the penalties. Penalties at real and
   * generated rows use the same logits as the loss; a penalty between them is a separate use of the discriminator.
   */
  #penalise({ real, fake, epsilons, masks }: PenaltyRows, gradient: Float64Array): number {
    const { penalties, batchSize, discriminator } = this.#model;
    let between = 0;
    const useOf = (at: PenaltyConfig['at']): NetworkUse => {
      if (at === 'real') return this.#onReal;
      if (at === 'fake') return this.#onFake;
      const which = between++;
      const width = batchSize * discriminator.maskWidth;
      const own = epsilons?.subarray(which * batchSize, (which + 1) * batchSize) ?? new Float32Array(0);
      const use = new NetworkUse(discriminator, batchSize);
      use.forward(this.#state.discriminator, rowsBetween(real, fake, own), {
        kind: 'training',
        masks: masks?.between.subarray(which * width, (which + 1) * width),
      });
      return use;
    };
    return penalties.reduce((sum, penalty) => {
      const value = useOf(penalty.at).penalize(batchSize, (rows) => penaltyOf(penalty, rows, batchSize), gradient);
      return sum + value;
    }, 0);
  }

  #leaveOutFixedBias(gradient: Float64Array): void {
    const bias = outputBiasIndex(this.#model.discriminator);
    if (this.#model.outputBias !== 'trained' && bias !== undefined) gradient[bias] = 0;
  }

  #updateGenerator({ step, noise, real, instanceNoise, masks }: GeneratorBatch, sums: StepSums): void {
    const { discriminator, generator, average } = this.#state;
    const gradient = this.#gradients.generator.fill(0);
    const fake = noised(
      this.#generator.forward(generator, noise, { kind: 'training', masks: masks?.generator }),
      instanceNoise,
    );
    const onReal = this.#model.generatorReadsReal
      ? this.#onReal.forward(discriminator, real, { kind: 'training', masks: masks?.real })
      : new Float64Array(0);
    const onFake = this.#onFake.forward(discriminator, fake, { kind: 'training', masks: masks?.fake });
    sums.lossGenerator += this.#loss.generator(onFake, onReal, this.#slopes.fake);
    const slopes = this.#onFake.backward(this.#slopes.fake, undefined);
    this.#generator.backward(slopes, gradient);
    sums.normGenerator += this.#clipGradient(gradient);
    applyUpdate(this.#optimizer('generator', step), generator, Float32Array.from(gradient));
    if (average) applyAverage(this.#model.emaDecay, average, generator.parameters);
  }

  /** A network's optimiser at a train step. */
  #optimizer(network: 'generator' | 'discriminator', step: number): OptimizerConfig {
    const { optimizer, schedule } = this.#model;
    return withFactor(optimizer[network], schedule ? rateFactor(schedule, step) : 1);
  }

  /** Scales a gradient that is longer than the model allows, and returns its norm before scaling. */
  #clipGradient(gradient: Float64Array): number {
    const { gradientClip } = this.#model;
    const norm = gradientNorm(gradient);
    if (gradientClip > 0) {
      const factor = clipFactor(gradientClip, norm);
      for (let index = 0; index < gradient.length; index++) gradient[index] *= factor;
    }
    return norm;
  }

  generate(noise: Float32Array, weights: 'current' | 'average'): Float32Array {
    const count = noise.length / this.#model.latentDimension;
    const { generator, average } = this.#state;
    // The averaged generator uses the running statistics of the trained one.
    const own: Weights =
      weights === 'average' && average ? { parameters: average, buffers: generator.buffers } : generator;
    return Float32Array.from(new NetworkUse(this.#model.generator, count).forward(own, noise, EVALUATION));
  }

  discriminate(points: Float32Array): Float32Array {
    const { dimension, packing, discriminator } = this.#model;
    const rows = repeatedRows(points, dimension, packing);
    const use = new NetworkUse(discriminator, points.length / dimension);
    return Float32Array.from(use.forward(this.#state.discriminator, rows, EVALUATION));
  }

  lastGradients(): Gradients {
    return {
      generator: Float32Array.from(this.#gradients.generator),
      discriminator: Float32Array.from(this.#gradients.discriminator),
    };
  }

  nonFinite(): 'generator' | 'discriminator' | undefined {
    const { generator, discriminator } = this.#state;
    const isFinite = ({ parameters, buffers }: OwnState['generator']) =>
      parameters.every(Number.isFinite) && buffers.every(Number.isFinite);
    return !isFinite(generator) ? 'generator' : !isFinite(discriminator) ? 'discriminator' : undefined;
  }

  exportState(): EngineState {
    return copyState(this.#state, this.#model);
  }

  importState(state: EngineState): void {
    this.#state = copyState(state, this.#model);
  }

  dispose(): void {
    // Nothing outside JavaScript's memory is used.
  }
}

function noised(points: ArrayLike<number>, noise: Float32Array | undefined): ArrayLike<number> {
  return noise ? Float64Array.from(points, (value, index) => value + noise[index]) : points;
}
