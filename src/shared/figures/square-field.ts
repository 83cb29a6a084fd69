import type { Range } from '../run.ts';

/** Points in a row of a square field. */
export function sideOf(values: ArrayLike<number>): number {
  return Math.round(Math.sqrt(values.length));
}

/** The value of a square field at a place that is measured in its points: bilinear between the four around it. */
export function betweenPoints(values: ArrayLike<number>, side: number, across: number, up: number): number {
  const [column, row] = [Math.min(side - 2, Math.floor(across)), Math.min(side - 2, Math.floor(up))];
  const [right, top] = [across - column, up - row];
  const at = row * side + column;
  const low = values[at] * (1 - right) + values[at + 1] * right;
  const high = values[at + side] * (1 - right) + values[at + side + 1] * right;
  return low * (1 - top) + high * top;
}

/** Where a value lies on an axis, as a share of its length: from 0 to 1 inside. */
export function shareOf(value: number, { low, high }: Range): number {
  return (value - low) / (high - low);
}
