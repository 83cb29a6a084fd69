import type { Law2D } from '../../../shared/distributions/law.ts';
import { ruleOf } from '../../../shared/metric-rules.ts';
import type { Metrics, NoiseFloor } from '../../../shared/metrics.ts';
import type { CoordinateScale, Range } from '../../../shared/run.ts';
import { randomStream } from '../random.ts';
import { countOutside } from './axes.ts';
import { CellDivergence } from './cell-divergence.ts';
import { countOnGrid } from './cells.ts';
import type { Evaluation, Evaluator, EvaluatorOptions, MeasuredMetrics } from './evaluator.ts';
import { allFinite } from './finite.ts';
import { LawCache } from './law-cache.ts';
import { ModeCounter } from './modes.ts';
import { measureMoments } from './moments.ts';
import { DRAWS, noiseFloors } from './noise-floor.ts';
import { GRID_SIDE, referenceDraw } from './reference-draw.ts';
import type { ReferenceDraw } from './reference-draw.ts';
import { SlicedWasserstein } from './sliced-wasserstein.ts';

/** The divergence is measured on three times the samples of an evaluation, at most 6,000. */
const DIVERGENCE_TIMES = 3;
const MOST_DIVERGENCE_SAMPLES = 6000;

const floors = new LawCache<readonly NoiseFloor[]>();

/** Measures samples of a 2-D target. */
export class Evaluator2D implements Evaluator {
  readonly divergenceSamples: number;
  readonly #options: EvaluatorOptions<Law2D>;
  readonly #ranges: readonly [Range, Range];
  readonly #reference: ReferenceDraw;
  readonly #distance: SlicedWasserstein;
  readonly #modes: ModeCounter | undefined;
  readonly #grid: CellDivergence | undefined;
  readonly #isCorrected: boolean;
  readonly #moments = { mean: 0, standardDeviation: 0, skewness: 0, excessKurtosis: 0 };

  constructor(options: EvaluatorOptions<Law2D>) {
    const { law, samples, axes, loss, rules } = options;
    this.#options = options;
    this.#ranges = [axes.data[0], axes.data[1]];
    this.#reference = referenceDraw(law.reference, this.#ranges, ruleOf(rules, 'sliced_wasserstein_1'));
    this.#distance = new SlicedWasserstein(this.#reference.projections, samples);
    this.#modes = law.modes.length > 0 ? new ModeCounter(law.modes, 2, ruleOf(rules, 'modes_covered')) : undefined;
    const isCorrected = law.density !== undefined && ruleOf(rules, 'jensen_shannon') > 1;
    this.divergenceSamples = isCorrected
      ? Math.max(samples, Math.min(DIVERGENCE_TIMES * samples, MOST_DIVERGENCE_SAMPLES))
      : samples;
    this.#isCorrected = isCorrected;
    this.#grid = law.density && new CellDivergence(this.#reference.cells, loss);
  }

  evaluate(samples: Float32Array): Evaluation {
    const metrics: MeasuredMetrics = {};
    const shown = samples.subarray(0, 2 * this.#options.samples);
    if (allFinite(shown)) this.#measure(shown, metrics);
    if (allFinite(samples)) this.#measureDivergence(samples, metrics);
    return { metrics, sorted: undefined, outside: countOutside(shown, this.#ranges) };
  }

  noiseFloors(): readonly NoiseFloor[] {
    const { law, samples, rules } = this.#options;
    const [x, y] = this.#reference.moments;
    const truths = { mean_x: x.mean, std_x: x.standardDeviation, mean_y: y.mean, std_y: y.standardDeviation };
    return floors.of(law, [samples, this.#ranges, rules], () =>
      noiseFloors({ samples, draws: DRAWS, truths, next: this.#perfectScores() }).map((floor) =>
        floor.metric === 'jensen_shannon' ? { ...floor, samples: this.divergenceSamples } : floor,
      ),
    );
  }

  /** The scale of the fixed draw to which distances are measured. */
  targetScale(): readonly CoordinateScale[] {
    return this.#reference.moments.map(({ mean, standardDeviation }) => ({ mean, standardDeviation }));
  }

  #measure(samples: Float32Array, metrics: MeasuredMetrics): void {
    metrics.sliced_wasserstein_1 = this.#distance.distance(samples);
    measureMoments(samples, 2, 0, this.#moments);
    metrics.mean_x = this.#moments.mean;
    metrics.std_x = this.#moments.standardDeviation;
    measureMoments(samples, 2, 1, this.#moments);
    metrics.mean_y = this.#moments.mean;
    metrics.std_y = this.#moments.standardDeviation;
    this.#modes?.measure(samples, metrics);
  }

  #measureDivergence(samples: Float32Array, metrics: MeasuredMetrics): void {
    if (!this.#grid) return;
    countOnGrid(samples, this.#ranges, GRID_SIDE, this.#grid.generator);
    this.#grid.measure(metrics, this.#isCorrected ? samples.length / 2 : undefined);
  }

  #perfectScores(): () => Metrics {
    const { law, samples } = this.#options;
    const stream = randomStream('noise_floor', 'samples');
    const further = randomStream('noise_floor', 'divergence');
    const points = new Float32Array(2 * this.divergenceSamples);
    const [shown, rest] = [points.subarray(0, 2 * samples), points.subarray(2 * samples)];
    return () => {
      law.sample(shown, samples, stream);
      law.sample(rest, this.divergenceSamples - samples, further);
      return this.evaluate(points).metrics;
    };
  }
}
