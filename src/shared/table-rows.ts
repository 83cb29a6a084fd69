import { counted, countedOf } from './counted.ts';

export { fileName } from './file-name.ts';

/** How many rows of the user's table a run has. */
export interface TableRows {
  /** The number of rows that were read, including the part held out for measuring. */
  readonly read: number;
  /** The number of rows left out because they hold no number. */
  readonly skipped: number;
}

/** A line of the user's table that was left out, counted from 1. */
export interface SkippedLine {
  readonly line: number;
  readonly reason: string;
}

/** `70 of 100 rows`, or `100 rows` where none was left out. */
export function rowsText({ read, skipped }: TableRows): string {
  return skipped === 0 ? counted(read, 'row') : countedOf(read, read + skipped, 'row');
}
