import type { LossConfig } from '../../../shared/config/schema.ts';
import type { MeasuredMetrics } from './evaluator.ts';
import { idealDiscriminatorLoss, jensenShannon, unbiasedIdealLoss, unbiasedJensenShannon } from './jensen-shannon.ts';

/** Compares a generator with a target over cells. */
export class CellDivergence {
  /** The generator's probability of each cell, filled in before `measure`. */
  readonly generator: Float64Array;
  readonly #target: Float64Array;
  readonly #loss: LossConfig;

  /** `target`: the target's probability of each cell. */
  constructor(target: Float64Array, loss: LossConfig) {
    this.generator = new Float64Array(target.length);
    this.#target = target;
    this.#loss = loss;
  }

  /**
   * `samples`: the number of samples from which the generator's probabilities were counted, whose bias is then
   * subtracted; undefined if the probabilities are exact, and for the first rule.
   */
  measure(into: MeasuredMetrics, samples?: number): void {
    const [target, generator, loss] = [this.#target, this.generator, this.#loss];
    if (samples === undefined) {
      const divergence = jensenShannon(target, generator);
      into.jensen_shannon = divergence;
      this.#setIdeal(into, idealDiscriminatorLoss(target, generator, divergence, loss));
    } else {
      const divergence = unbiasedJensenShannon(target, generator, samples);
      into.jensen_shannon = divergence;
      this.#setIdeal(into, unbiasedIdealLoss(target, generator, samples, divergence, loss));
    }
  }

  #setIdeal(into: MeasuredMetrics, loss: number | undefined): void {
    if (loss !== undefined) into.ideal_discriminator_loss = loss;
  }
}
