import { empirical1D } from './empirical-1d.ts';
import { empirical2D } from './empirical-2d.ts';
import { holdOut, type Table } from './held-out.ts';
import type { Law, RandomSource } from './law.ts';

/**
 * The law of the user's own table. Draws and moments come from its training part, distances are measured to the
 * held-out part. `split` chooses the parts; it must be a fresh stream derived from the table's digest.
 */
export function tableLaw(table: Table, split: RandomSource): Law {
  const { training, heldOut } = holdOut(table, split);
  switch (table.dimension) {
    case 1:
      return { ...empirical1D(training), reference: empirical1D(heldOut) };
    case 2:
      return { ...empirical2D(training), reference: empirical2D(heldOut) };
  }
}
