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
  // A cell with only target probability adds p ln 2 and needs no logarithm. When modes are lost, most cells are such.
  return Math.max(0, (sum + Math.max(0, 1 - shared) * Math.LN2) / 2);
}

/**
 * The loss (real + fake)/2 of the optimal discriminator against this generator; undefined if it is not known.
 *
 * Cross-entropy: D* = r p/(p + q) for real label r (Goodfellow et al., 2014, proposition 1, for r = 1; setting the
 * derivative of each cell's loss to 0 gives it for r < 1). With r = 1 it is ln 2 − JSD. Least squares: D* = p/(p + q)
 * as the output, with loss ¼ Σ pq/(p + q) (Mao et al., 2017). Hinge: D* = sign(p − q), with loss Σ min(p, q) (Lim and
 * Ye, 2017).
 */
export function idealDiscriminatorLoss(
  target: Float64Array,
  generator: Float64Array,
  divergence: number,
  loss: LossConfig,
): number | undefined {
  return idealLoss(loss, divergence, (part) => {
    let sum = 0;
    for (let cell = 0; cell < target.length; cell++) sum += part(target[cell], generator[cell]);
    return sum;
  });
}

/** The contribution of a cell to a sum, by the target's share `p` and the generator's `q`. */
type CellPart = (p: number, q: number) => number;

/** The ideal loss; `sumOf` sums a part over all cells. */
function idealLoss(loss: LossConfig, divergence: number, sumOf: (part: CellPart) => number): number | undefined {
  const part = idealPart(loss);
  if (part === undefined) return undefined;
  return part === 'divergence' ? Math.LN2 - divergence : sumOf(part) / 2;
}

/**
 * The contribution of one cell to twice the ideal loss; `divergence` if the loss follows from the Jensen-Shannon
 * divergence.
 */
function idealPart(loss: LossConfig): CellPart | 'divergence' | undefined {
  switch (loss.name) {
    case 'bce':
    case 'minimax': {
      const label = loss.real_label;
      return label === 1 ? 'divergence' : (p, q) => smoothedPart(p, q, label);
    }
    case 'lsgan':
      return (p, q) => (p === 0 || q === 0 ? 0 : (p * q) / (2 * (p + q)));
    case 'hinge':
      return (p, q) => 2 * Math.min(p, q);
    case 'wgan':
    case 'relativistic':
    case 'relativistic_average':
    case 'formula':
      return undefined;
  }
}

function smoothedPart(p: number, q: number, label: number): number {
  if (p === 0) return 0; // D* = 0 there, and it costs nothing to call a fake what only the generator makes.
  const ideal = (label * p) / (p + q);
  return -(label * p * ln(ideal) + ((1 - label) * p + q) * ln(1 - ideal));
}

/** The contribution of one cell to twice the Jensen-Shannon divergence. */
function divergencePart(p: number, q: number): number {
  if (q === 0) return p * Math.LN2;
  const real = p === 0 ? 0 : p * ln((2 * p) / (p + q));
  return real + q * ln((2 * q) / (p + q));
}

/**
 * The Jensen-Shannon divergence in nats if the generator's law is known only by `samples` samples, of which `shares`
 * lie in each cell. A plain divergence from samples is too large, because counts scatter, the more so the more cells a
 * generator fills. The jackknife subtracts this bias: n T − (n − 1) T′, with T′ the mean of T over all ways to leave
 * out one sample (Quenouille, Notes on bias in estimation, 1956). A negative result becomes 0.
 */
export function unbiasedJensenShannon(target: Float64Array, shares: Float64Array, samples: number): number {
  const divergence = jackknife(target, shares, samples, divergencePart) / 2;
  return Math.min(Math.LN2, Math.max(0, divergence));
}

/** As `idealDiscriminatorLoss`, from samples: see `unbiasedJensenShannon`. */
export function unbiasedIdealLoss(
  target: Float64Array,
  shares: Float64Array,
  samples: number,
  divergence: number,
  loss: LossConfig,
): number | undefined {
  return idealLoss(loss, divergence, (part) => jackknife(target, shares, samples, part));
}

/**
 * The jackknife of a sum over cells. Leaving out one sample changes all shares: n becomes n − 1, and its cell has one
 * sample less.
 */
function jackknife(target: Float64Array, shares: Float64Array, samples: number, part: CellPart): number {
  const rest = samples - 1;
  let sum = 0;
  for (let cell = 0; cell < target.length; cell++) {
    const p = target[cell];
    const share = shares[cell];
    if (share === 0 || rest === 0) {
      sum += part(p, share);
      continue;
    }
    const count = Math.round(share * samples);
    const without = share * part(p, (count - 1) / rest) + (1 - share) * part(p, count / rest);
    sum += samples * part(p, share) - rest * without;
  }
  return sum;
}
