import { METRICS } from '../../../shared/metrics.ts';
import type { Metrics, NoiseFloor } from '../../../shared/metrics.ts';

const CONFIDENCE = 0.95;

export interface PerfectScores {
  /** Samples in one evaluation, and how many evaluations. */
  readonly samples: number;
  readonly draws: number;
  /** Metrics of the next draw from the target itself. */
  readonly next: () => Metrics;
  /** The target's own mean, standard deviation and so on, with which a perfect generator's are compared. */
  readonly truths: Metrics;
}

/** Draws from which a floor is computed. */
export const DRAWS = 400;

/**
 * What a perfect generator scores by chance: for each metric the mean over the draws and the bound that 95 % of them
 * meet. A metric with a true value (mean, standard deviation, skewness, excess kurtosis) is scored by its distance from
 * that value.
 */
export function noiseFloors({ samples, draws, next, truths }: PerfectScores): NoiseFloor[] {
  const evaluations = Array.from({ length: draws }, () => next());
  const floors: NoiseFloor[] = [];
  for (const { key, lowerIsBetter } of METRICS) {
    // The ideal discriminator's loss is not a distance; its floor follows from the divergence's floor.
    if (key === 'ideal_discriminator_loss') continue;
    const truth = truths[key];
    const scores = new Float64Array(draws);
    for (let draw = 0; draw < draws; draw++) {
      const value = evaluations[draw][key] ?? NaN;
      scores[draw] = truth === undefined ? value : Math.abs(value - truth);
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / draws;
    if (!Number.isFinite(mean)) continue;
    floors.push({ metric: key, samples, draws, mean, bound95: bound(scores.sort(), lowerIsBetter === false) });
  }
  return floors;
}

/** The smallest of the sorted scores that 95 % do not exceed, or the largest that 95 % reach. */
function bound(sorted: Float64Array, higherIsBetter: boolean): number {
  const kept = Math.ceil(CONFIDENCE * sorted.length);
  return higherIsBetter ? sorted[sorted.length - kept] : sorted[kept - 1];
}
