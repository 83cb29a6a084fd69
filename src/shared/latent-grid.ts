import type { Numbers } from './numbers.ts';

/** The images of the latent grid under the generator of a checkpoint. */
export interface LatentGrid {
  /** The checkpoint's epoch. */
  readonly epoch: number;
  /** Coordinates of a latent vector. */
  readonly dimension: number;
  /** G(z) in the plane, x and y alternating, in the data's own units, in the order of `latentGridVectors`. */
  readonly images: Numbers;
}

/** Probability on either side of the grid: it covers the central 98 % of each coordinate. */
const TAIL = 0.01;
/** Lines of constant z1, and as many of constant z2. */
const LINES = 15;
/** Points along a line. */
const POINTS = 141;
/** Points along the curve of one latent coordinate: 0.2 % of the probability from one to the next. */
const CURVE_POINTS = 491;
/** Points of the curve with a tick, by their index: the quantiles of 1 %, 10 %, 20 %, … 90 % and 99 %. */
const TICKS = [0, 45, 95, 145, 195, 245, 295, 345, 395, 445, 490];

/** The quantile level of a point among `count` that are even in probability. */
const level = (index: number, count: number) => TAIL + ((1 - 2 * TAIL) * index) / (count - 1);

/**
 * The vectors of the grid, `[n, dimension]`: of one coordinate a curve from its quantile of 1 % to that of 99 %; of more the lines of
 * constant z1, one after the other, then those of constant z2, with every further coordinate at its median. `quantile` is that of a
 * coordinate by its index.
 */
export function latentGridVectors(
  dimension: number,
  quantile: (coordinate: number, level: number) => number,
): Float32Array {
  if (dimension === 1)
    return Float32Array.from({ length: CURVE_POINTS }, (_, index) => quantile(0, level(index, CURVE_POINTS)));
  const medians = Float32Array.from({ length: dimension }, (_, coordinate) => quantile(coordinate, 0.5));
  const vectors = new Float32Array(2 * LINES * POINTS * dimension);
  for (const constant of [0, 1])
    for (let line = 0; line < LINES; line++) {
      const kept = quantile(constant, level(line, LINES));
      for (let point = 0; point < POINTS; point++) {
        const start = ((constant * LINES + line) * POINTS + point) * dimension;
        vectors.set(medians, start);
        vectors[start + constant] = kept;
        vectors[start + 1 - constant] = quantile(1 - constant, level(point, POINTS));
      }
    }
  return vectors;
}

/** The lines of a grid, each x and y alternating; of one latent coordinate the curve. */
export function latentGridLines({ dimension, images }: LatentGrid): Numbers[] {
  if (dimension === 1) return [images];
  return Array.from({ length: 2 * LINES }, (_, line) => images.subarray(2 * line * POINTS, 2 * (line + 1) * POINTS));
}

/** A place on the curve of one latent coordinate, and another place in the direction of the curve there, in the data's units. */
export interface LatentTick {
  readonly x: number;
  readonly y: number;
  readonly towards: { readonly x: number; readonly y: number };
}

/** Where the curve of one latent coordinate has its ticks; of more there are none. */
export function latentGridTicks({ dimension, images }: LatentGrid): LatentTick[] {
  if (dimension !== 1) return [];
  return TICKS.map((at) => {
    const place = (index: number) => ({ x: images[2 * index], y: images[2 * index + 1] });
    const [before, after] = [place(Math.max(0, at - 1)), place(Math.min(CURVE_POINTS - 1, at + 1))];
    const { x, y } = place(at);
    return { x, y, towards: { x: x + after.x - before.x, y: y + after.y - before.y } };
  });
}
