import ln from '@stdlib/math-base-special-ln';
import type { LossConfig } from '../../../shared/config/schema.ts';

/**
 * Jensen-Shannon divergence in nats, ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q)/2 (Lin, 1991), of two laws over the same cells.
 * `target` (p) and `generator` (q) hold the probability of each cell and sum to 1.
 */
export function jensenShannon(target: Float64Array, generator: Float64Array): number {
  let sum = 0;
  let shared = 0;
  for (let cell = 0; cell < target.length; cell++) {
    const p = target[cell];
    const q = generator[cell];
    if (q === 0) continue;
    sum += q * ln((2 * q) / (p + q));
    if (p === 0) continue;
    sum += p * ln((2 * p) / (p + q));
    shared += p;
  }
  // A cell that only the target reaches gives p ln 2, and those are most cells when modes are lost: no logarithm for them.
  return Math.max(0, (sum + Math.max(0, 1 - shared) * Math.LN2) / 2);
}

/**
 * The loss (real + fake)/2 of the best discriminator there is against this generator, D* = r p/(p + q) for real label r
 * (Goodfellow et al., 2014, proposition 1, for r = 1; setting the derivative of each cell's loss to 0 gives it for r < 1). With r = 1 it is
 * ln 2 − JSD.
 */
export function idealDiscriminatorLoss(
  target: Float64Array,
  generator: Float64Array,
  divergence: number,
  loss: LossConfig,
): number {
  switch (loss.name) {
    case 'bce':
    case 'minimax':
      return loss.real_label === 1 ? Math.LN2 - divergence : smoothedLoss(target, generator, loss.real_label);
  }
}

function smoothedLoss(target: Float64Array, generator: Float64Array, label: number): number {
  let sum = 0;
  for (let cell = 0; cell < target.length; cell++) {
    const p = target[cell];
    const q = generator[cell];
    if (p === 0) continue; // D* = 0 there, and it costs nothing to call a fake what only the generator makes.
    const ideal = (label * p) / (p + q);
    sum -= label * p * ln(ideal) + ((1 - label) * p + q) * ln(1 - ideal);
  }
  return sum / 2;
}
