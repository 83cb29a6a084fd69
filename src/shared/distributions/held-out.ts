import type { RandomSource } from './law.ts';

/** The fewest rows of a table: both the training part and the held-out part need more than one. */
export const MINIMUM_ROWS = 10;

/** Rows of one or two numbers: `values` is `[rows, dimension]`, row-major, finite in float32; at least `MINIMUM_ROWS`. */
export interface Table<Dimension extends 1 | 2 = 1 | 2> {
  readonly dimension: Dimension;
  readonly values: Float64Array;
}

/** Parts of a table, each `[rows, dimension]` row-major, rounded to float32 as everything a network sees. */
export interface SplitTable {
  readonly training: Float32Array;
  readonly heldOut: Float32Array;
}

/**
 * Holds out a fifth of the rows, chosen by `source`, and leaves both parts in the table's order. With a source derived
 * from the table's digest, every run on the table has the same split.
 */
export function holdOut({ values, dimension }: Table, source: RandomSource): SplitTable {
  const rows = values.length / dimension;
  const heldOutCount = countHeldOut(rows);
  const isHeldOut = heldOutRows(rows, source);
  const split = {
    training: new Float32Array((rows - heldOutCount) * dimension),
    heldOut: new Float32Array(heldOutCount * dimension),
  };
  let trainingEnd = 0;
  let heldOutEnd = 0;
  for (let row = 0; row < rows; row++) {
    for (let cell = row * dimension; cell < (row + 1) * dimension; cell++) {
      if (isHeldOut[row]) split.heldOut[heldOutEnd++] = values[cell];
      else split.training[trainingEnd++] = values[cell];
    }
  }
  return split;
}

/** For each of this many rows, 1 if it is held out and 0 if it is trained on. */
export function heldOutRows(rows: number, source: RandomSource): Uint8Array {
  const isHeldOut = new Uint8Array(rows);
  for (const row of shuffle(rows, source).subarray(0, countHeldOut(rows))) isHeldOut[row] = 1;
  return isHeldOut;
}

function countHeldOut(rows: number): number {
  return Math.floor(rows / 5);
}

/** The numbers 0 … count − 1 in random order (Fisher and Yates). */
function shuffle(count: number, source: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = source.integer(last + 1);
    const kept = order[last];
    order[last] = order[other];
    order[other] = kept;
  }
  return order;
}
