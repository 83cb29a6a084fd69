import type { Law2D } from '../../../shared/distributions/law.ts';
import type { Range } from '../../../shared/run.ts';
import { randomStream } from '../random.ts';
import { countOnGrid } from './cells.ts';
import { EvenSource } from './even-source.ts';
import { LawCache } from './law-cache.ts';
import { measureMoments } from './moments.ts';
import { DIRECTIONS, FIRST_DIRECTIONS, sortedProjections, thinnedProjections } from './sliced-wasserstein.ts';

const REFERENCE_POINTS = 10_000;
const CHUNKS = 40;
/** The number of points whose sorted projections are averaged, and how many make one value. */
const THINNED = 16;
export const GRID_SIDE = 48;

/** Facts of one coordinate of a law. */
export interface CoordinateMoments {
  readonly mean: number;
  readonly standardDeviation: number;
}

/**
 * A fixed draw of 400,000 points from a 2-D law, with which generated points are compared. It does not depend on a
 * run's seed, so that seeds are comparable.
 */
export interface ReferenceDraw {
  /**
   * Sorted projections, one array of 10,000 values per direction. By the present rule each value is the mean of 16
   * neighbours of 160,000 points, so it stands for a 10,000th of the probability. By the first rule they are the first
   * 10,000 points, whose randomness changed distances by some per cent.
   */
  readonly projections: readonly Float32Array[];
  /**
   * The share of all points in each cell of a 48 × 48 grid over the axes, and outside. It is counted, not computed from
   * the density, because a cell can be wider than a mode, so that the density in its middle does not give its
   * probability. For random points counting adds at most 2,305 / (8 · 400,000) = 0.0007 nats to a divergence, and less
   * for even ones.
   */
  readonly cells: Float64Array;
  readonly moments: readonly [CoordinateMoments, CoordinateMoments];
}

const draws = new LawCache<ReferenceDraw>();

/** The reference draw of a law over the axes; `rule` is that of the sliced distance. */
export function referenceDraw(law: Law2D, ranges: readonly [Range, Range], rule: number): ReferenceDraw {
  return draws.of(law, [ranges, rule], () => drawReference(law, ranges, rule));
}

function drawReference(law: Law2D, ranges: readonly [Range, Range], rule: number): ReferenceDraw {
  const points = rule === 1 ? randomPoints(law) : evenPoints(law);
  const cells = new Float64Array(GRID_SIDE * GRID_SIDE + 1);
  countOnGrid(points, ranges, GRID_SIDE, cells);
  return {
    projections:
      rule === 1
        ? sortedProjections(points.subarray(0, REFERENCE_POINTS * 2), FIRST_DIRECTIONS)
        : thinnedProjections(points.subarray(0, REFERENCE_POINTS * THINNED * 2), DIRECTIONS, THINNED),
    cells,
    moments: [coordinateMoments(points, 0), coordinateMoments(points, 1)],
  };
}

function randomPoints(law: Law2D): Float32Array {
  const stream = randomStream('reference', 'points');
  const points = new Float32Array(REFERENCE_POINTS * CHUNKS * 2);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const start = chunk * REFERENCE_POINTS * 2;
    law.sample(points.subarray(start, start + REFERENCE_POINTS * 2), REFERENCE_POINTS, stream);
  }
  return points;
}

function evenPoints(law: Law2D): Float32Array {
  const source = new EvenSource(randomStream('reference', 'points'));
  const points = new Float32Array(REFERENCE_POINTS * CHUNKS * 2);
  const point = new Float32Array(2);
  for (let at = 0; at < points.length; at += 2) {
    source.advance();
    law.sample(point, 1, source);
    points[at] = point[0];
    points[at + 1] = point[1];
  }
  return points;
}

function coordinateMoments(points: Float32Array, coordinate: 0 | 1): CoordinateMoments {
  const moments = { mean: 0, standardDeviation: 0, skewness: 0, excessKurtosis: 0 };
  measureMoments(points, 2, coordinate, moments);
  return moments;
}
