import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import { ProjectionSorter } from './projection-sorter.ts';
import { coupling, StepsWasserstein } from './wasserstein.ts';

export const DIRECTIONS = 128;

/** Unit vectors at angles πd/128, d = 0 … 127: half a circle, since opposite directions measure the same. */
const COSINES = Float64Array.from({ length: DIRECTIONS }, (_, direction) => cos((Math.PI * direction) / DIRECTIONS));
const SINES = Float64Array.from({ length: DIRECTIONS }, (_, direction) => sin((Math.PI * direction) / DIRECTIONS));

/** The sorted projections of points `[n, 2]`, one array `[n]` a direction. */
export function sortedProjections(points: Float32Array): Float32Array[] {
  return alongDirections(points, (sorted) => sorted.slice());
}

/** As `sortedProjections`, but each `by` neighbours as their mean: `[n / by]` values that lie on the quantiles of all. */
export function thinnedProjections(points: Float32Array, by: number): Float32Array[] {
  return alongDirections(points, (sorted) =>
    Float32Array.from({ length: sorted.length / by }, (_, block) => {
      let sum = 0;
      for (let i = block * by; i < (block + 1) * by; i++) sum += sorted[i];
      return sum / by;
    }),
  );
}

function alongDirections(points: Float32Array, keep: (sorted: Float32Array) => Float32Array): Float32Array[] {
  const sorter = new ProjectionSorter(points.length / 2);
  sorter.take(points);
  return Array.from({ length: DIRECTIONS }, (_, direction) =>
    keep(sorter.project(COSINES[direction], SINES[direction])),
  );
}

/**
 * Sliced Wasserstein-1: the mean over 128 fixed directions of the exact Wasserstein-1 between the projections of the samples and those
 * of a reference (Bonneel et al., Sliced and Radon Wasserstein barycenters of measures, 2015).
 */
export class SlicedWasserstein {
  readonly #sorter: ProjectionSorter;
  readonly #along: readonly StepsWasserstein[];

  /** `reference`: sorted projections of the reference, one array a direction; `count`: samples in one evaluation. */
  constructor(reference: readonly Float32Array[], count: number) {
    const { length } = reference[0];
    const coupled = coupling(
      count,
      Float64Array.from({ length }, (_, index) => (index + 1) / length),
    );
    this.#sorter = new ProjectionSorter(count);
    this.#along = reference.map((values) => new StepsWasserstein(values, coupled));
  }

  /** Points `[count, 2]`, all finite. */
  distance(points: Float32Array): number {
    const sorter = this.#sorter;
    sorter.take(points);
    let sum = 0;
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      sum += this.#along[direction].distance(sorter.project(COSINES[direction], SINES[direction]));
    }
    return sum / DIRECTIONS;
  }
}
