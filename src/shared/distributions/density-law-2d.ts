import { CheckedDensity, DensityError } from './density-error.ts';
import { firstWhere } from './density-law-1d.ts';
import { plausibleBox, type Box } from './density-box.ts';
import type { Law2D, Mode } from './law.ts';
import { openUniform } from './open-uniform.ts';
import { piecewiseLinear, shareUpTo } from './piecewise-linear.ts';
import { separatePeaks } from './separate-peaks.ts';

/** Cells along each axis. */
export const CELLS = 512;
const NODES = CELLS + 1;
/** Cells per block along each axis. Peaks are searched among blocks, so peaks closer than this are one. */
const BLOCK = 4;

/**
 * The 2-D law whose density is `density` divided by its integral over `box`, or over the rectangle where it is above
 * zero without a box. Draws interpolate its values linearly between the corners of 512 × 512 cells: first x, by the
 * inverse of its distribution function, then y, by the inverse of that of y given x. Throws a DensityError if it is not
 * a density.
 */
export function densityLaw2D(density: (x: number, y: number) => number, box: Box | undefined): Law2D {
  const area = box ?? plausibleBox(density);
  const grid = new DensityGrid(density, area);
  const { x, y, columns, rows } = grid;
  const marginals = [piecewiseLinear(x, columns), piecewiseLinear(y, rows)] as const;
  const [ofX] = marginals;
  const mass = ofX.mass;
  const law: Law2D = {
    dimension: 2,
    density: (px, py) =>
      px < x[0] || px > x[CELLS] || py < y[0] || py > y[CELLS] ? 0 : Math.max(0, density(px, py)) / mass,
    marginals,
    modes: grid.modes(),
    sample(out, count, source) {
      for (let row = 0; row < count; row++) {
        const px = ofX.quantile(openUniform(source));
        out[2 * row] = px;
        out[2 * row + 1] = grid.quantileOfY(px, openUniform(source));
      }
    },
    get reference() {
      return law;
    },
  };
  return law;
}

function edges(low: number, high: number): Float64Array {
  return Float64Array.from({ length: NODES }, (_, index) =>
    index === CELLS ? high : low + ((high - low) * index) / CELLS,
  );
}

/** A density at the corners of cells. */
class DensityGrid {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The density of x at its nodes, and of y, not normalised. */
  readonly columns = new Float64Array(NODES);
  readonly rows = new Float64Array(NODES);
  /** Column by column. */
  readonly #values = new Float64Array(NODES * NODES);
  /** The integral along each column up to each node. */
  readonly #below = new Float64Array(NODES * NODES);

  constructor(density: (x: number, y: number) => number, [[left, right], [bottom, top]]: Box) {
    this.x = edges(left, right);
    this.y = edges(bottom, top);
    const checked = new CheckedDensity('give a range that leaves such places out');
    for (let column = 0; column < NODES; column++) this.#fill(column, density, checked);
    checked.check();
    for (let node = 0; node < NODES; node++) this.columns[node] = this.#below[node * NODES + CELLS];
    this.#fillRows();
    this.#check();
  }

  #fill(column: number, density: (x: number, y: number) => number, checked: CheckedDensity): void {
    const start = column * NODES;
    const height = this.y[1] - this.y[0];
    for (let row = 0; row < NODES; row++) {
      const at = start + row;
      const [x, y] = [this.x[column], this.y[row]];
      this.#values[at] = checked.take(density(x, y), x, y);
      if (row > 0) this.#below[at] = this.#below[at - 1] + (height * (this.#values[at - 1] + this.#values[at])) / 2;
    }
  }

  #fillRows(): void {
    const width = this.x[1] - this.x[0];
    for (let column = 0; column < NODES; column++) {
      const share = column % CELLS === 0 ? width / 2 : width;
      for (let row = 0; row < NODES; row++) this.rows[row] += share * this.#values[column * NODES + row];
    }
  }

  /** Every other node must give nearly the same integral; otherwise the grid is too coarse for the density. */
  #check(): void {
    const [fine, coarse] = [this.#integral(1), this.#integral(2)];
    if (!Number.isFinite(fine)) throw new DensityError('is too large to be integrated; divide it by a constant');
    if (fine < 1e-280) throw new DensityError('is 0 everywhere in the range');
    if (Math.abs(fine - coarse) <= 0.01 * fine) return;
    throw new DensityError(`has pieces too narrow for a grid of ${CELLS} × ${CELLS} cells; give a smaller range`);
  }

  #integral(every: 1 | 2): number {
    let sum = 0;
    for (let column = 0; column < NODES; column += every) {
      const ofColumn = column % CELLS === 0 ? 0.5 : 1;
      for (let row = 0; row < NODES; row += every)
        sum += ofColumn * (row % CELLS === 0 ? 0.5 : 1) * this.#values[column * NODES + row];
    }
    return sum * every * every * (this.x[1] - this.x[0]) * (this.y[1] - this.y[0]);
  }

  /** The quantile of y given x, between the columns of nodes on both sides of x. */
  quantileOfY(x: number, p: number): number {
    const width = this.x[1] - this.x[0];
    const column = Math.min(CELLS - 1, Math.max(0, Math.floor((x - this.x[0]) / width)));
    const share = Math.min(1, Math.max(0, (x - this.x[column]) / width));
    const at = (values: Float64Array, row: number) =>
      (1 - share) * values[column * NODES + row] + share * values[(column + 1) * NODES + row];
    const target = p * at(this.#below, CELLS);
    const row = firstWhere(CELLS - 1, (cell) => at(this.#below, cell + 1) >= target);
    const height = this.y[row + 1] - this.y[row];
    const rest = (target - at(this.#below, row)) / height;
    return this.y[row] + height * shareUpTo(rest, at(this.#values, row), at(this.#values, row + 1));
  }

  /** The separate peaks; empty if there is only one. */
  modes(): Mode[] {
    const side = CELLS / BLOCK;
    const tops = Int32Array.from({ length: side * side }, (_, block) => this.#topOf(block, side));
    const heights = Float64Array.from(tops, (node) => this.#values[node]);
    const peaks = separatePeaks(heights, (block) => neighbours(block, side));
    if (peaks.length < 2) return [];
    const modes = peaks.map(({ top, points }): Mode => {
      const centre = this.#placeOf(tops[top]);
      let weight = 0;
      let squares = 0;
      for (const node of points.flatMap((block) => nodesOf(block, side))) {
        const value = this.#values[node];
        const [x, y] = this.#placeOf(node);
        weight += value;
        squares += value * ((x - centre[0]) * (x - centre[0]) + (y - centre[1]) * (y - centre[1]));
      }
      return { centre, weight, standardDeviation: Math.sqrt(squares / weight / 2) };
    });
    const all = modes.reduce((sum, { weight }) => sum + weight, 0);
    return modes.map((mode) => ({ ...mode, weight: mode.weight / all }));
  }

  #topOf(block: number, side: number): number {
    return nodesOf(block, side).reduce((best, node) => (this.#values[node] > this.#values[best] ? node : best));
  }

  #placeOf(node: number): [number, number] {
    return [this.x[Math.floor(node / NODES)], this.y[node % NODES]];
  }
}

/** The nodes of a block; those of the last row and column of the grid belong to the last blocks. */
function nodesOf(block: number, side: number): number[] {
  const [column, row] = [Math.floor(block / side), block % side];
  const along = (place: number) => (place === side - 1 ? BLOCK + 1 : BLOCK);
  return Array.from({ length: along(column) * along(row) }, (_, index) => {
    const [dx, dy] = [Math.floor(index / along(row)), index % along(row)];
    return (column * BLOCK + dx) * NODES + row * BLOCK + dy;
  });
}

function neighbours(block: number, side: number): number[] {
  const [column, row] = [Math.floor(block / side), block % side];
  const found: number[] = [];
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      const [x, y] = [column + dx, row + dy];
      if ((dx !== 0 || dy !== 0) && x >= 0 && x < side && y >= 0 && y < side) found.push(x * side + y);
    }
  }
  return found;
}
