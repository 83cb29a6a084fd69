import type { RunRow } from '../../../shared/api/runs.ts';
import type { RunListing } from '../../store/store.ts';

/** Hexadecimal digits of a group's hash that a table shows. */
export const SHOWN_DIGITS = 8;

/** A run as groups and comparisons need it, without what only the list draws. */
export function rowOf({ run, summaries }: RunListing): RunRow {
  return { run, summaries, floor: undefined, sparkline: undefined };
}
