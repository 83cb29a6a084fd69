import type { Law2D } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';
import { randomStream } from '../random.ts';
import { countOnGrid } from './cells.ts';
import { LawCache } from './law-cache.ts';
import { measureMoments } from './moments.ts';
import { sortedProjections } from './sliced-wasserstein.ts';

const REFERENCE_POINTS = 10_000;
const CHUNKS = 40;
export const GRID_SIDE = 48;

/** What is known of one coordinate of a law. */
export interface CoordinateMoments {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * A fixed draw of 400,000 points from a 2-D law: what generated points are compared with. Its stream does not depend on a run's seed, so
 * that seeds compare.
 */
export interface ReferenceDraw {
  /** Sorted projections of the first 10,000 points, one array a direction. */
  readonly projections: readonly Float32Array[];
  /**
   * Share of all points in each cell of a 48 × 48 grid over the axes, and outside. Counted and not taken from the density, since a cell is
   * wider than many a mode, and the density in its middle says nothing of its probability; counting adds at most
   * 2,305 / (8 · 400,000) = 0.0007 nats to a divergence.
   */
  readonly cells: Float64Array;
  readonly moments: readonly [CoordinateMoments, CoordinateMoments];
}

const draws = new LawCache<ReferenceDraw>();

/** The reference draw of a law over the axes. */
export function referenceDraw(law: Law2D, ranges: readonly [Range, Range]): ReferenceDraw {
  return draws.of(law, ranges, () => drawReference(law, ranges));
}

function drawReference(law: Law2D, ranges: readonly [Range, Range]): ReferenceDraw {
  const stream = randomStream('reference', 'points');
  const points = new Float32Array(REFERENCE_POINTS * CHUNKS * 2);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const start = chunk * REFERENCE_POINTS * 2;
    law.sample(points.subarray(start, start + REFERENCE_POINTS * 2), REFERENCE_POINTS, stream);
  }
  const cells = new Float64Array(GRID_SIDE * GRID_SIDE + 1);
  countOnGrid(points, ranges, GRID_SIDE, cells);
  return {
    projections: sortedProjections(points.subarray(0, REFERENCE_POINTS * 2)),
    cells,
    moments: [coordinateMoments(points, 0), coordinateMoments(points, 1)],
  };
}

function coordinateMoments(points: Float32Array, coordinate: 0 | 1): CoordinateMoments {
  const moments = { mean: 0, standardDeviation: 0, skewness: 0, excessKurtosis: 0 };
  measureMoments(points, 2, coordinate, moments);
  return moments;
}
