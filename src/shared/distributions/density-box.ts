import { DensityError } from './density-error.ts';

/** The ends of x, and those of y. */
export type Box = readonly [readonly [number, number], readonly [number, number]];

/** Pieces between two powers of 2. */
const PIECES = 8;
const LOWEST_POWER = -6;
const HIGHEST_POWER = 16;

/** Pieces along each axis of the even grids that are searched next. */
const EVEN_PIECES = 200;
/** The share of the whole that may lie beyond each end. */
const BEYOND = 1e-8;
const MOST_ROUNDS = 8;

/**
 * The rectangle in which a density is above zero. It is searched on a grid that grows coarser away from 0, then on
 * finer and finer even grids. Where the density cannot be computed, it counts as 0. Throws a DensityError if no end is
 * found.
 */
export function plausibleBox(density: (x: number, y: number) => number): Box {
  const axis = growingAxis();
  const far = axis[axis.length - 1];
  let box = holding(density, axis, axis);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = holding(density, evenAxis(box[0]), evenAxis(box[1]));
    const isSettled = next.every(([low, high], index) => high - low > 0.95 * (box[index][1] - box[index][0]));
    box = next;
    if (isSettled) break;
  }
  if (box.some(([low, high]) => low <= -far || high >= far))
    throw new DensityError('has no finite integral over all x and y, or falls off too slowly; give a range');
  return box;
}

function growingAxis(): number[] {
  const rising: number[] = [];
  let power = 1 / 64;
  for (let exponent = LOWEST_POWER; exponent < HIGHEST_POWER; exponent++) {
    for (let piece = 0; piece < PIECES; piece++) rising.push(power * (1 + piece / PIECES));
    power *= 2;
  }
  return [...rising.map((value) => -value).reverse(), 0, ...rising];
}

function evenAxis([low, high]: readonly [number, number]): number[] {
  return Array.from({ length: EVEN_PIECES + 1 }, (_, index) => low + ((high - low) * index) / EVEN_PIECES);
}

/** The ends between which all but `BEYOND` lies, extended by one piece on each side. */
function holding(density: (x: number, y: number) => number, xs: readonly number[], ys: readonly number[]): Box {
  const [widths, heights] = [widthsOf(xs), widthsOf(ys)];
  const columns = new Float64Array(xs.length);
  const rows = new Float64Array(ys.length);
  for (const [column, x] of xs.entries()) {
    for (const [row, y] of ys.entries()) {
      const value = density(x, y);
      if (!(value > 0) || value === Infinity) continue;
      const mass = value * widths[column] * heights[row];
      columns[column] += mass;
      rows[row] += mass;
    }
  }
  return [endsOf(columns, xs), endsOf(rows, ys)];
}

/** Half the distance to both neighbours. */
function widthsOf(axis: readonly number[]): number[] {
  const at = (index: number) => axis[Math.min(axis.length - 1, Math.max(0, index))];
  return axis.map((_, index) => (at(index + 1) - at(index - 1)) / 2);
}

function endsOf(masses: Float64Array, axis: readonly number[]): [number, number] {
  const mass = masses.reduce((sum, value) => sum + value, 0);
  if (!(mass > 0)) throw new DensityError('is 0 at every searched place; give a range');
  if (mass === Infinity) throw new DensityError('has no finite integral over all x and y; give a range');
  let first = 0;
  for (let sum = masses[0]; sum <= BEYOND * mass; sum += masses[first]) first++;
  let last = axis.length - 1;
  for (let sum = masses[last]; sum <= BEYOND * mass; sum += masses[last]) last--;
  return [axis[Math.max(0, first - 1)], axis[Math.min(axis.length - 1, last + 1)]];
}
