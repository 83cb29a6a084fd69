import type { LossConfig } from '../../../shared/config/schema.ts';
import type { MeasuredMetrics } from './evaluator.ts';
import { idealDiscriminatorLoss, jensenShannon } from './jensen-shannon.ts';

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

  measure(into: MeasuredMetrics): void {
    const divergence = jensenShannon(this.#target, this.generator);
    into.jensen_shannon = divergence;
    into.ideal_discriminator_loss = idealDiscriminatorLoss(this.#target, this.generator, divergence, this.#loss);
  }
}
