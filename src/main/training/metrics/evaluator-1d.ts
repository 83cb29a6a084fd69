import type { LossConfig } from '../../../shared/config/schema.ts';
import type { Law1D } from '../../../shared/distributions/law.ts';
import { ruleOf } from '../../../shared/metric-rules.ts';
import type { Metrics, NoiseFloor } from '../../../shared/metrics.ts';
import type { CoordinateScale, Range } from '../../../shared/run.ts';
import { randomStream } from '../random.ts';
import { countOutside, countOutsideSorted } from './axes.ts';
import { CellDivergence } from './cell-divergence.ts';
import { cellProbabilities, countOnAxis } from './cells.ts';
import { CurveDivergence } from './curve-divergence.ts';
import type { Evaluation, Evaluator, EvaluatorOptions, MeasuredMetrics } from './evaluator.ts';
import { kolmogorovSmirnovOfUniforms } from './kolmogorov-smirnov.ts';
import { LawCache } from './law-cache.ts';
import { cellsFor, countInCells } from './law-cells.ts';
import { ModeCounter } from './modes.ts';
import { measureMoments } from './moments.ts';
import { DRAWS, noiseFloors } from './noise-floor.ts';
import { drawsOfQuantiles, drawsOfSampler } from './perfect-draws.ts';
import type { PerfectDraws } from './perfect-draws.ts';
import { SortableFloats } from './radix-sort.ts';
import { distancesTo } from './target-distances.ts';
import type { TargetDistances } from './target-distances.ts';

/** Measures the divergence of sorted samples. */
type MeasureSamples = (sorted: Float32Array, into: MeasuredMetrics) => void;

const floors = new LawCache<readonly NoiseFloor[]>();

/** Measures samples of a 1-D target. */
export class Evaluator1D implements Evaluator {
  readonly divergenceSamples: number;
  readonly #options: EvaluatorOptions<Law1D>;
  readonly #sortable: SortableFloats;
  readonly #distances: TargetDistances;
  readonly #truths: Metrics;
  readonly #modes: ModeCounter | undefined;
  readonly #curve: CurveDivergence | undefined;
  readonly #histogram: MeasureSamples | undefined;
  readonly #moments = { mean: 0, standardDeviation: 0, skewness: 0, excessKurtosis: 0 };

  constructor(options: EvaluatorOptions<Law1D>) {
    const { law, samples, bins, axes, loss, latent, rules } = options;
    const [range] = axes.data;
    this.#options = options;
    this.divergenceSamples = samples;
    this.#sortable = new SortableFloats(samples);
    this.#distances = distancesTo(law.reference, samples);
    this.#truths = momentsOf(law.reference);
    this.#modes = law.modes.length > 0 ? new ModeCounter(law.modes, 1, ruleOf(rules, 'modes_covered')) : undefined;
    if (!law.density) return;
    const rule = ruleOf(rules, 'jensen_shannon');
    if (latent) this.#curve = new CurveDivergence(law, range, latent, loss, rule);
    else this.#histogram = histogramOf(law, range, bins, loss, rule);
  }

  evaluate(samples: Float32Array, curve: Float32Array | undefined): Evaluation {
    const sorted = this.#sortable.values;
    const metrics: MeasuredMetrics = {};
    sorted.set(samples);
    this.#sortable.sort();
    // Values that are not finite, NaN included, are sorted to one of the ends.
    const areFinite = Number.isFinite(sorted[0]) && Number.isFinite(sorted[sorted.length - 1]);
    if (areFinite) {
      metrics.ks = this.#distances.kolmogorovSmirnov(sorted);
      this.#measure(sorted, metrics);
    }
    if (curve) this.#curve?.measure(curve, metrics);
    const { data } = this.#options.axes;
    return { metrics, sorted, outside: areFinite ? countOutsideSorted(sorted, data[0]) : countOutside(samples, data) };
  }

  noiseFloors(): readonly NoiseFloor[] {
    const { law, samples, bins, axes, rules } = this.#options;
    const key = [samples, axes.data, this.#histogram && bins, rules];
    const drawn = floors.of(law, key, () =>
      noiseFloors({ samples, draws: DRAWS, truths: this.#truths, next: this.#perfectScores() }),
    );
    if (!this.#curve) return drawn;
    const divergence = this.#curve.floor();
    return [...drawn, { metric: 'jensen_shannon', samples, draws: 0, mean: divergence, bound95: divergence }];
  }

  targetScale(): readonly (CoordinateScale | undefined)[] {
    const { mean, standardDeviation } = this.#options.law.moments;
    return [mean === undefined || standardDeviation === undefined ? undefined : { mean, standardDeviation }];
  }

  /** Everything except the Kolmogorov-Smirnov distance, which is cheaper to compute for perfect draws. */
  #measure(sorted: Float32Array, metrics: MeasuredMetrics): void {
    if (this.#distances.wasserstein) metrics.wasserstein_1 = this.#distances.wasserstein(sorted);
    this.#measureMoments(sorted, metrics);
    this.#modes?.measure(sorted, metrics);
    this.#histogram?.(sorted, metrics);
  }

  #measureMoments(sorted: Float32Array, metrics: MeasuredMetrics): void {
    const moments = this.#moments;
    const truths = this.#truths;
    measureMoments(sorted, 1, 0, moments);
    if (truths.mean !== undefined) metrics.mean = moments.mean;
    if (truths.std !== undefined) metrics.std = moments.standardDeviation;
    // Equal samples have no skewness and kurtosis.
    if (truths.skewness !== undefined && !Number.isNaN(moments.skewness)) metrics.skewness = moments.skewness;
    if (truths.excess_kurtosis !== undefined && !Number.isNaN(moments.excessKurtosis)) {
      metrics.excess_kurtosis = moments.excessKurtosis;
    }
  }

  #perfectScores(): () => Metrics {
    const draws = perfectDraws(this.#options.law, this.#options.samples);
    return () => {
      draws.next();
      const metrics: MeasuredMetrics = {};
      metrics.ks = draws.uniforms
        ? kolmogorovSmirnovOfUniforms(draws.uniforms)
        : this.#distances.kolmogorovSmirnov(draws.samples);
      this.#measure(draws.samples, metrics);
      return metrics;
    };
  }
}

/**
 * Measures the histogram of samples: by rule 1 over equal bins of the axis, by the present rule over cells that fit the
 * law, with the sampling bias subtracted.
 */
function histogramOf(law: Law1D, range: Range, bins: number, loss: LossConfig, rule: number): MeasureSamples {
  if (rule === 1) {
    const divergence = new CellDivergence(cellProbabilities(law, range, bins), loss);
    return (sorted, into) => {
      countOnAxis(sorted, range, divergence.generator);
      divergence.measure(into);
    };
  }
  const { edges, target } = cellsFor(law, range, bins);
  const divergence = new CellDivergence(target, loss);
  return (sorted, into) => {
    countInCells(sorted, edges, divergence.generator);
    divergence.measure(into, sorted.length);
  };
}

/** The law's own moments by their metrics' keys, without those that it does not have. */
function momentsOf({ moments }: Law1D): Metrics {
  const truths: MeasuredMetrics = {};
  if (moments.mean !== undefined) truths.mean = moments.mean;
  if (moments.standardDeviation !== undefined) truths.std = moments.standardDeviation;
  if (moments.skewness !== undefined) truths.skewness = moments.skewness;
  if (moments.excessKurtosis !== undefined) truths.excess_kurtosis = moments.excessKurtosis;
  return truths;
}

/**
 * Draws from the law itself. A table of quantiles is faster than a sampler, but fills the gaps between modes with
 * values that the law does not have; data has only its sampler.
 */
function perfectDraws(law: Law1D, count: number): PerfectDraws {
  const stream = randomStream('noise_floor', 'samples');
  const smooth = law.density && law.modes.length === 0;
  return smooth ? drawsOfQuantiles(law, count, stream) : drawsOfSampler(law, count, stream);
}
