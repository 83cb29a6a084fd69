import exp from '@stdlib/math-base-special-exp';
import type { Numbers } from '../numbers.ts';
import type { Range } from '../run.ts';
import type { CellValues } from './contour-lines.ts';
import { shareOf } from './square-field.ts';

/** Cells in a row and in a column. */
const CELLS = 100;
export const DENSITY_CELLS = CELLS * CELLS;
/** The standard deviation of the kernel as a share of each axis, the same for all that is compared. */
export const BANDWIDTH = 0.02;

/** The kernel at whole cells from its middle on, out to three standard deviations. */
const KERNEL = Float64Array.from({ length: Math.ceil(3 * BANDWIDTH * CELLS) + 1 }, (_, cells) => {
  const deviations = cells / (BANDWIDTH * CELLS);
  return exp(-(deviations * deviations) / 2);
});
const REACH = KERNEL.length - 1;

/** What of the kernel around each cell of a line lies within the grid. */
const INSIDE = Float64Array.from({ length: CELLS }, (_, cell) => {
  let inside = 0;
  for (let other = Math.max(0, cell - REACH); other <= Math.min(CELLS - 1, cell + REACH); other++)
    inside += KERNEL[Math.abs(other - cell)];
  return inside;
});

/*
 * Memory that every call uses again. The player asks for the densities and levels of nine groups many times a second, and in a
 * browser it takes longer to allocate an array of this size than to fill it.
 */
const counts = new Float64Array(DENSITY_CELLS);
const alongRows = new Float64Array(DENSITY_CELLS);
const positive = new Float64Array(DENSITY_CELLS);

/**
 * The density of the points of all seeds (x and y alternating) within the axes: a kernel density with a Gaussian kernel of
 * `BANDWIDTH`, on a grid over the axes. Points outside, or that are not numbers, have no place in it, as bars have none of samples
 * outside: its integral is the share inside. It is written into `density` where that is given, which has `DENSITY_CELLS` values.
 */
export function planeDensity(
  seeds: readonly Numbers[],
  [horizontal, vertical]: readonly Range[],
  density = new Float64Array(DENSITY_CELLS),
): CellValues {
  counts.fill(0);
  for (const points of seeds)
    for (let point = 0; point + 1 < points.length; point += 2) {
      const [across, up] = [shareOf(points[point], horizontal), shareOf(points[point + 1], vertical)];
      if (across >= 0 && across <= 1 && up >= 0 && up <= 1) addPoint(counts, across * CELLS - 0.5, up * CELLS - 0.5);
    }
  // Along the rows, then along the columns.
  smooth(counts, alongRows, 1, CELLS);
  smooth(alongRows, density, CELLS, 1);
  const total = seeds.reduce((sum, { length }) => sum + length / 2, 0);
  const cell = ((horizontal.high - horizontal.low) * (vertical.high - vertical.low)) / (CELLS * CELLS);
  for (let place = 0; place < density.length; place++) density[place] /= total * cell;
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

/** Writes the values spread by the kernel, of which none is lost at an edge, along lines: `step` from one cell of a line to the next, `stride` from one line to the next. */
function smooth(values: Float64Array, out: Float64Array, step: number, stride: number): void {
  out.fill(0);
  for (let line = 0; line < CELLS; line++)
    for (let cell = 0; cell < CELLS; cell++) {
      const value = values[line * stride + cell * step];
      if (value === 0) continue;
      const share = value / INSIDE[cell];
      const to = Math.min(CELLS - 1, cell + REACH);
      for (let other = Math.max(0, cell - REACH); other <= to; other++)
        out[line * stride + other * step] += share * KERNEL[Math.abs(other - cell)];
    }
}

/**
 * The density at the edge of the smallest region that holds a share of the probability (Hyndman 1996, “Computing and graphing highest
 * density regions”), for each of `shares`; undefined where there is no probability.
 */
export function regionLevels({ density }: CellValues, shares: readonly number[]): (number | undefined)[] {
  const values = density.length <= positive.length ? positive : new Float64Array(density.length);
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

/** Bins in which the values are added up to find a level, and how often the bin that has it is divided again: to 1e-9 of the highest. */
const BINS = 1024;
const DIVISIONS = 3;

const sums = new Float64Array(BINS);

/**
 * The highest level above which the values add up to `held`. Sorting the values takes longer, and the player asks for the levels of
 * nine groups many times a second.
 */
function levelOf(values: Float64Array, highest: number, held: number): number {
  let [low, width, above] = [0, highest, 0];
  for (let division = 0; division < DIVISIONS; division++) {
    sums.fill(0);
    for (let cell = 0; cell < values.length; cell++) {
      const bin = Math.floor(((values[cell] - low) / width) * BINS);
      // The highest value of all is in the last bin.
      if (bin >= 0 && bin < BINS) sums[bin] += values[cell];
      else if (values[cell] === highest && low + width >= highest) sums[BINS - 1] += values[cell];
    }
    let bin = BINS - 1;
    for (; bin > 0 && above + sums[bin] < held; bin--) above += sums[bin];
    width /= BINS;
    low += bin * width;
  }
  return low;
}
