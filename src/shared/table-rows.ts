import { counted, countedOf } from './counted.ts';

export { fileName } from './file-name.ts';

/** How many rows of the user's table a run has. */
export interface TableRows {
  /** Those that were read, the part held out to measure by among them. */
  readonly read: number;
  /** Those that were left out, as what they hold is no number. */
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
