import type { Law, Law1D, Law2D, Marginal, RandomSource } from '../distributions/law.ts';
import type { Axes, Range } from '../run.ts';
import { binEdges } from './histogram.ts';

/** What a figure draws for a 1-D target; it is the same for every snapshot of a run. */
export interface TargetShape1D {
  readonly dimension: 1;
  /**
   * A density through points, or the densities of bins if only data is known; there is one more edge than densities.
   */
  readonly kind: 'curve' | 'bins';
  readonly x: Float64Array;
  readonly density: Float64Array;
}

/** What a figure draws for a 2-D target with a known density: its mean in each cell of a grid. */
export interface TargetGrid {
  readonly dimension: 2;
  readonly kind: 'grid';
  readonly columns: number;
  readonly rows: number;
  /** Row by row from low y to high y, low x first. */
  readonly density: readonly number[];
}

/** What a figure draws for a 2-D target of which only data is known. */
export interface TargetPoints {
  readonly dimension: 2;
  readonly kind: 'points';
  /** x and y alternating. */
  readonly points: Float64Array;
}

export type TargetShape2D = TargetGrid | TargetPoints;
export type TargetShape = TargetShape1D | TargetShape2D;

const CURVE_POINTS = 601;
const CELLS = 160;
const TARGET_POINTS = 1000;

/**
 * What figures of a run draw for its target, over the run's axes. `bins` are those of the histogram that is drawn with
 * the data; `source` draws points of 2-D data. It computes up to some ten thousand densities, so call it once per run,
 * not per snapshot.
 */
export function targetShape(law: Law, axes: Axes, bins: number, source: RandomSource): TargetShape {
  return law.dimension === 1 ? shape1D(law, axes.data[0], bins) : shape2D(law, axes.data[0], axes.data[1], source);
}

function shape1D(law: Law1D, range: Range, bins: number): TargetShape1D {
  const { density } = law;
  if (density === undefined) return binned(law.reference, range, bins);
  const x = binEdges(range, CURVE_POINTS - 1);
  return { dimension: 1, kind: 'curve', x, density: x.map(density) };
}

function binned(data: Marginal, range: Range, bins: number): TargetShape1D {
  const x = binEdges(range, bins);
  const density = Float64Array.from(
    { length: bins },
    (_, bin) => (data.cdf(x[bin + 1]) - data.cdf(x[bin])) / (x[bin + 1] - x[bin]),
  );
  return { dimension: 1, kind: 'bins', x, density };
}

function shape2D(law: Law2D, horizontal: Range, vertical: Range, source: RandomSource): TargetShape2D {
  const { density } = law;
  if (density === undefined) {
    const points = new Float64Array(2 * TARGET_POINTS);
    law.reference.sample(points, TARGET_POINTS, source);
    return { dimension: 2, kind: 'points', points };
  }
  return { dimension: 2, kind: 'grid', columns: CELLS, rows: CELLS, density: cellMeans(density, horizontal, vertical) };
}

/** The density in each cell as the mean of four points, so that a peak narrower than a cell is not missed. */
function cellMeans(density: (x: number, y: number) => number, horizontal: Range, vertical: Range): number[] {
  const x = midpoints(horizontal);
  const y = midpoints(vertical);
  return Array.from({ length: CELLS * CELLS }, (_, cell) => {
    const column = 2 * (cell % CELLS);
    const row = 2 * Math.floor(cell / CELLS);
    const bottom = density(x[column], y[row]) + density(x[column + 1], y[row]);
    return (bottom + density(x[column], y[row + 1]) + density(x[column + 1], y[row + 1])) / 4;
  });
}

/** The centres of the two halves of each cell. */
function midpoints({ low, high }: Range): number[] {
  const halves = 2 * CELLS;
  return Array.from({ length: halves }, (_, half) => low + ((high - low) * (half + 0.5)) / halves);
}
