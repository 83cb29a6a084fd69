import cos from '@stdlib/math-base-special-cos';
import sin from '@stdlib/math-base-special-sin';
import { SortableFloats } from './radix-sort.ts';
import { coupling, StepsWasserstein } from './wasserstein.ts';

export const DIRECTIONS = 128;

/** Unit vectors at angles πd/128, d = 0 … 127: half a circle, since opposite directions measure the same. */
const COSINES = Float64Array.from({ length: DIRECTIONS }, (_, direction) => cos((Math.PI * direction) / DIRECTIONS));
const SINES = Float64Array.from({ length: DIRECTIONS }, (_, direction) => sin((Math.PI * direction) / DIRECTIONS));

/** Writes the points `[n, 2]` as seen along one direction. */
function project(points: Float32Array, direction: number, onto: Float32Array): void {
  const x = COSINES[direction];
  const y = SINES[direction];
  for (let i = 0; i < onto.length; i++) onto[i] = points[2 * i] * x + points[2 * i + 1] * y;
}

/** The sorted projections of points `[n, 2]`, one array `[n]` a direction. */
export function sortedProjections(points: Float32Array): Float32Array[] {
  const sortable = new SortableFloats(points.length / 2);
  return Array.from({ length: DIRECTIONS }, (_, direction) => {
    project(points, direction, sortable.values);
    sortable.sort();
    return sortable.values.slice();
  });
}

/**
 * Sliced Wasserstein-1: the mean over 128 fixed directions of the exact Wasserstein-1 between the projections of the samples and those
 * of a reference draw (Bonneel et al., Sliced and Radon Wasserstein barycenters of measures, 2015).
 */
export class SlicedWasserstein {
  readonly #projected: SortableFloats;
  readonly #along: readonly StepsWasserstein[];

  /** `reference`: sorted projections of the reference, one array a direction; `count`: samples in one evaluation. */
  constructor(reference: readonly Float32Array[], count: number) {
    const { length } = reference[0];
    const coupled = coupling(
      count,
      Float64Array.from({ length }, (_, index) => (index + 1) / length),
    );
    this.#projected = new SortableFloats(count);
    this.#along = reference.map((values) => new StepsWasserstein(values, coupled));
  }

  /** Points `[count, 2]`, all finite. */
  distance(points: Float32Array): number {
    const projected = this.#projected;
    let sum = 0;
    for (let direction = 0; direction < DIRECTIONS; direction++) {
      project(points, direction, projected.values);
      projected.sort();
      sum += this.#along[direction].distance(projected.values);
    }
    return sum / DIRECTIONS;
  }
}
