import type { LossConfig } from '../../../shared/config/schema.ts';
import type { Law1D } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';
import { CellDivergence } from './cell-divergence.ts';
import { cellProbabilities } from './cells.ts';
import type { MeasuredMetrics } from './evaluator.ts';
import { allFinite } from './finite.ts';
import { curveProbabilities, perfectCurve, pieceProbabilities } from './latent-curve.ts';
import type { LatentPoints } from './latent-curve.ts';
import { LawCache } from './law-cache.ts';
import { cellsFor, spreadOverCells } from './law-cells.ts';
import type { LawCells } from './law-cells.ts';

/**
 * Cells of the data axis by the first rule. There are more than a histogram's bins, because a curve has no sampling
 * noise to smooth.
 */
const CELLS = 240;

/** By the present rule: the initial number of cells, and how often they may be halved. */
const FIRST_CELLS = 120;
const MOST_HALVINGS = 5;
/** Halving ends when it changes the divergence by less than this share. */
const SMALL_CHANGE = 0.01;

const cells = new LawCache<LawCells>();

/** Computes the curve's probability of each cell, and measures. */
type MeasureCurve = (curve: Float32Array, into: MeasuredMetrics) => void;

/** Compares the target with the law that a generator's curve makes of its latent. */
export class CurveDivergence {
  readonly #measure: MeasureCurve;
  readonly #perfect: Float32Array;

  constructor(law: Law1D, range: Range, latent: LatentPoints, loss: LossConfig, rule: number) {
    const pieces = pieceProbabilities(latent);
    this.#measure = rule === 1 ? overEqualCells(law, range, pieces, loss) : overFineCells(law, range, pieces, loss);
    this.#perfect = perfectCurve(law, range, latent);
  }

  /** A curve that is not finite everywhere has no density. */
  measure(curve: Float32Array, into: MeasuredMetrics): void {
    if (allFinite(curve)) this.#measure(curve, into);
  }

  /** The divergence of a perfect generator's curve at these points: the error of the discretisation. */
  floor(): number {
    const metrics: MeasuredMetrics = {};
    this.measure(this.#perfect, metrics);
    return metrics.jensen_shannon ?? 0;
  }
}

function overEqualCells(law: Law1D, range: Range, pieces: Float64Array, loss: LossConfig): MeasureCurve {
  const divergence = new CellDivergence(cellProbabilities(law, range, CELLS), loss);
  return (curve, into) => {
    curveProbabilities(curve, pieces, range, divergence.generator);
    divergence.measure(into);
  };
}

/** Cells of a law that are also split at the ends of the curve's image, where the generator's density jumps. */
class EndedCells {
  readonly #law: Law1D;
  readonly #edges: Float64Array;
  readonly #whole: Float64Array;
  /**
   * Probabilities of the cells, followed by those of the parts below and above the image within the cells that contain
   * its ends.
   */
  readonly #target: Float64Array;
  readonly #divergence: CellDivergence;

  constructor(law: Law1D, edges: Float64Array, target: Float64Array, loss: LossConfig) {
    this.#law = law;
    this.#edges = edges;
    this.#whole = target;
    this.#target = new Float64Array(target.length + 2);
    this.#divergence = new CellDivergence(this.#target, loss);
  }

  measure(curve: Float32Array, pieces: Float64Array, into: MeasuredMetrics): void {
    const edges = this.#edges;
    const target = this.#target;
    const inside = target.length - 2;
    let [low] = curve;
    let [high] = curve;
    for (let i = 1; i < curve.length; i++) {
      if (curve[i] < low) low = curve[i];
      if (curve[i] > high) high = curve[i];
    }
    target.set(this.#whole);
    const below = cellOf(edges, low);
    const above = cellOf(edges, high);
    const levelBelow = below === 0 ? 0 : this.#law.cdf(edges[below - 1]);
    const levelAbove = above === edges.length ? 1 : this.#law.cdf(edges[above]);
    target[inside] = Math.min(target[below], Math.max(0, this.#law.cdf(low) - levelBelow));
    target[below] -= target[inside];
    target[inside + 1] = Math.min(target[above], Math.max(0, levelAbove - this.#law.cdf(high)));
    target[above] -= target[inside + 1];
    spreadOverCells(curve, pieces, edges, this.#divergence.generator.subarray(0, inside));
    this.#divergence.measure(into);
  }
}

/** The cell that holds `place`: the number of edges below it. */
function cellOf(edges: Float64Array, place: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Halves the cells until that changes the divergence by less than one per cent. Halving can only increase it; if each
 * halving adds half as much as the one before, the remaining error is at most the last change.
 */
function overFineCells(law: Law1D, range: Range, pieces: Float64Array, loss: LossConfig): MeasureCurve {
  const levels = Array.from<EndedCells | undefined>({ length: MOST_HALVINGS + 1 });
  const levelOf = (halvings: number) => {
    const known = levels[halvings];
    if (known) return known;
    const count = FIRST_CELLS * (1 << halvings);
    const { edges, target } = cells.of(law, [range, count], () => cellsFor(law, range, count));
    return (levels[halvings] = new EndedCells(law, edges, target, loss));
  };
  return (curve, into) => {
    let before = NaN;
    for (let halvings = 0; halvings <= MOST_HALVINGS; halvings++) {
      levelOf(halvings).measure(curve, pieces, into);
      const found = into.jensen_shannon ?? 0;
      if (found - before <= SMALL_CHANGE * found) return;
      before = found;
    }
  };
}
