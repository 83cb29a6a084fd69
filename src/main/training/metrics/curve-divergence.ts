import type { LossConfig } from '../../../shared/config/schema.ts';
import type { Law1D } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';
import { CellDivergence } from './cell-divergence.ts';
import { cellProbabilities } from './cells.ts';
import type { MeasuredMetrics } from './evaluator.ts';
import { allFinite } from './finite.ts';
import { curveProbabilities, perfectCurve, pieceProbabilities } from './latent-curve.ts';
import type { LatentPoints } from './latent-curve.ts';

/** Cells of the data axis: more than a histogram's bins, since a curve has no sampling noise that wide bins would smooth. */
const CELLS = 240;

/** Compares the law that a generator's curve pushes its latent to with the target. */
export class CurveDivergence {
  readonly #cells: CellDivergence;
  readonly #pieces: Float64Array;
  readonly #range: Range;
  readonly #perfect: Float32Array;

  constructor(law: Law1D, range: Range, latent: LatentPoints, loss: LossConfig) {
    this.#cells = new CellDivergence(cellProbabilities(law, range, CELLS), loss);
    this.#pieces = pieceProbabilities(latent);
    this.#range = range;
    this.#perfect = perfectCurve(law, range, latent);
  }

  /** A curve that is not finite everywhere has no density to compare. */
  measure(curve: Float32Array, into: MeasuredMetrics): void {
    if (!allFinite(curve)) return;
    curveProbabilities(curve, this.#pieces, this.#range, this.#cells.generator);
    this.#cells.measure(into);
  }

  /** The divergence of a perfect generator as these points of its curve show it: the discretisation alone. */
  floor(): number {
    const metrics: MeasuredMetrics = {};
    this.measure(this.#perfect, metrics);
    return metrics.jensen_shannon ?? 0;
  }
}
