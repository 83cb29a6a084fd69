import type { PenaltyConfig } from '../../../shared/config/schema.ts';
import type { Model } from './network.ts';

/** The penalties at points between real and generated rows; each draws one ε per row. */
export function betweenCount({ penalties }: Pick<Model, 'penalties'>): number {
  return penalties.filter(({ at }) => at === 'between').length;
}

/** A penalty of a batch of gradients, and its derivatives with respect to each. */
export interface PenaltyValue {
  readonly value: number;
  readonly slopes: Float64Array;
}

/**
 * A penalty on the gradients `[count, width]` of the logits with respect to their rows:
 *
 * - a target of 0: weight/2 · mean ‖∇l‖² (R1 at real rows, R2 at generated ones; Mescheder et al., 2018);
 * - a target of 1: weight · mean (‖∇l‖ − 1)² (between the two: WGAN-GP, Gulrajani et al., 2017).
 */
export function penaltyOf({ target, weight }: PenaltyConfig, gradients: Float64Array, count: number): PenaltyValue {
  const width = gradients.length / count;
  const slopes = new Float64Array(gradients.length);
  let value = 0;
  for (let start = 0; start < gradients.length; start += width) {
    const gradient = gradients.subarray(start, start + width);
    const squares = gradient.reduce((sum, one) => sum + one * one, 0);
    if (target === 0) {
      value += ((weight / 2) * squares) / count;
      slopes.set(
        gradient.map((one) => (weight * one) / count),
        start,
      );
    } else {
      const norm = Math.sqrt(squares);
      value += (weight * (norm - target) * (norm - target)) / count;
      // A gradient of norm 0 has no direction.
      const factor = norm > 0 ? (2 * weight * (norm - target)) / (norm * count) : 0;
      slopes.set(
        gradient.map((one) => factor * one),
        start,
      );
    }
  }
  return { value, slopes };
}

/** ε · real + (1 − ε) · fake, row by row, with one ε per row. */
export function rowsBetween(real: ArrayLike<number>, fake: ArrayLike<number>, epsilons: Float32Array): Float64Array {
  const width = real.length / epsilons.length;
  return Float64Array.from({ length: real.length }, (_, index) => {
    const epsilon = epsilons[Math.floor(index / width)];
    return epsilon * real[index] + (1 - epsilon) * fake[index];
  });
}
