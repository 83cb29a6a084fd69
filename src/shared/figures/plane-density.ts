import exp from '@stdlib/math-base-special-exp';
import type { Numbers } from '../numbers.ts';
import type { Range } from '../run.ts';
import type { CellValues } from './contour-lines.ts';
import { shareOf } from './square-field.ts';

/** Cells in a row and in a column. */
const CELLS = 100;
/** The standard deviation of the kernel as a share of each axis, the same for all that is compared. */
export const BANDWIDTH = 0.02;

/** The kernel at whole cells from its middle on, out to three standard deviations. */
const KERNEL = Float64Array.from({ length: Math.ceil(3 * BANDWIDTH * CELLS) + 1 }, (_, cells) => {
  const deviations = cells / (BANDWIDTH * CELLS);
  return exp(-(deviations * deviations) / 2);
});

/**
 * The density of the points of all seeds (x and y alternating) within the axes: a kernel density with a Gaussian kernel of
 * `BANDWIDTH`, on a grid over the axes. Points outside, or that are not numbers, have no place in it, as bars have none of samples
 * outside: its integral is the share inside.
 */
export function planeDensity(seeds: readonly Numbers[], [horizontal, vertical]: readonly Range[]): CellValues {
  const counts = new Float64Array(CELLS * CELLS);
  for (const points of seeds)
    for (let point = 0; point + 1 < points.length; point += 2) {
      const [across, up] = [shareOf(points[point], horizontal), shareOf(points[point + 1], vertical)];
      if (across >= 0 && across <= 1 && up >= 0 && up <= 1) addPoint(counts, across * CELLS - 0.5, up * CELLS - 0.5);
    }
  // Along the rows, then along the columns.
  const sums = smoothed(smoothed(counts, 1, CELLS), CELLS, 1);
  const total = seeds.reduce((sum, { length }) => sum + length / 2, 0);
  const cell = ((horizontal.high - horizontal.low) * (vertical.high - vertical.low)) / (CELLS * CELLS);
  const density = sums.map((sum) => sum / (total * cell));
  return { columns: CELLS, rows: CELLS, density };
}

/** Shares a point out among the four cells around it, by how near their middles are; at an edge within the grid. */
function addPoint(counts: Float64Array, across: number, up: number): void {
  const [column, row] = [Math.floor(across), Math.floor(up)];
  const [right, top] = [across - column, up - row];
  const inside = (cell: number) => Math.min(CELLS - 1, Math.max(0, cell));
  const [left, next, below, above] = [inside(column), inside(column + 1), inside(row), inside(row + 1)];
  counts[below * CELLS + left] += (1 - right) * (1 - top);
  counts[below * CELLS + next] += right * (1 - top);
  counts[above * CELLS + left] += (1 - right) * top;
  counts[above * CELLS + next] += right * top;
}

/** The values spread by the kernel, of which none is lost at an edge, along lines: `step` from one cell of a line to the next, `stride` from one line to the next. */
function smoothed(values: Float64Array, step: number, stride: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let line = 0; line < CELLS; line++)
    for (let cell = 0; cell < CELLS; cell++) {
      const value = values[line * stride + cell * step];
      if (value === 0) continue;
      const [from, to] = [Math.max(0, cell - KERNEL.length + 1), Math.min(CELLS - 1, cell + KERNEL.length - 1)];
      let inside = 0;
      for (let other = from; other <= to; other++) inside += KERNEL[Math.abs(other - cell)];
      for (let other = from; other <= to; other++)
        out[line * stride + other * step] += (value / inside) * KERNEL[Math.abs(other - cell)];
    }
  return out;
}

/**
 * The density at the edge of the smallest region that holds a share of the probability (Hyndman 1996, “Computing and graphing highest
 * density regions”), for each of `shares`; undefined where there is no probability.
 */
export function regionLevels({ density }: CellValues, shares: readonly number[]): (number | undefined)[] {
  const values = new Float64Array(density.length);
  let [count, total, highest] = [0, 0, 0];
  for (let cell = 0; cell < density.length; cell++) {
    const value = density[cell];
    if (!(value > 0)) continue;
    values[count++] = value;
    total += value;
    highest = Math.max(highest, value);
  }
  const dense = values.subarray(0, count);
  return shares.map((share) => (count === 0 ? undefined : levelOf(dense, highest, share * total)));
}

/** Halvings of the range in which a level is searched: sorting the cells takes longer, and the player asks for each frame of nine groups. */
const HALVINGS = 30;

/** The highest level above which the values add up to `held`. */
function levelOf(values: Float64Array, highest: number, held: number): number {
  let [low, high] = [0, highest];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (let cell = 0; cell < values.length; cell++) if (values[cell] >= middle) sum += values[cell];
    if (sum >= held) low = middle;
    else high = middle;
  }
  return low;
}
