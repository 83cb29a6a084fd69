import type { LossConfig } from '../../../shared/config/schema.ts';
import type { Law } from '../../../shared/distributions/law.ts';
import type { MetricRules } from '../../../shared/metric-rules.ts';
import type { Metrics, NoiseFloor } from '../../../shared/metrics.ts';
import type { Axes, CoordinateScale } from '../../../shared/run.ts';
import type { LatentPoints } from './latent-curve.ts';

/** Metrics while they are being measured. */
export type MeasuredMetrics = { -readonly [Key in keyof Metrics]: Metrics[Key] };

export interface EvaluatorOptions<TargetLaw extends Law = Law> {
  readonly law: TargetLaw;
  /** Samples in one evaluation. */
  readonly samples: number;
  /** Bins of the histogram on a 1-D target's axis, used if there is no curve. */
  readonly bins: number;
  readonly axes: Axes;
  readonly loss: LossConfig;
  /** The latent values at which the generator's curve is drawn; undefined if the latent has more than one dimension. */
  readonly latent: LatentPoints | undefined;
  /** The rule of each metric, as when the run began. */
  readonly rules: MetricRules;
}

export interface Evaluation {
  /** A metric that does not exist for the target, or cannot be computed because a sample is not finite, is absent. */
  readonly metrics: Metrics;
  /** For a 1-D target the sorted samples, in an array that the next call reuses. */
  readonly sorted: Float32Array | undefined;
  /** The number of samples outside the data axes, including those that are not finite. */
  readonly outside: number;
}

/** Compares a generator with its target, in the same way at every snapshot of a run. */
export interface Evaluator {
  /**
   * Samples for the divergence. In 2-D there are more than for other metrics, because with few samples the divergence
   * would be mostly noise.
   */
  readonly divergenceSamples: number;
  /**
   * `samples`: `[divergenceSamples, dimension]` in any order. All metrics but the divergence use only the first
   * `samples` of them. `curve`: G(z) at the latent points, for a 1-D latent and target; if it is missing there, the
   * generator's density is not known and the divergence is absent.
   */
  evaluate(samples: Float32Array, curve: Float32Array | undefined): Evaluation;
  /** What a perfect generator scores. It is the same for every seed, and computed once per law. */
  noiseFloors(): readonly NoiseFloor[];
  /** Mean and standard deviation of each coordinate of the target; undefined if it has none. */
  targetScale(): readonly (CoordinateScale | undefined)[];
}
