import type { RunRow } from '../../shared/api/runs.ts';
import { configAsTrained } from '../../shared/comparison/config-diff.ts';
import { labelOf } from '../../shared/config/label.ts';
import type { RunGroup } from '../../shared/groups/groups.ts';
import type { RunListing } from '../store/store.ts';

/** Hexadecimal digits of a group's hash that a table shows. */
export const SHOWN_DIGITS = 8;

/** A run as groups and comparisons take it; what the list draws beside its numbers is left out. */
export function rowOf({ run, summaries }: RunListing): RunRow {
  return { run, summaries, floor: undefined, sparkline: undefined };
}

/** The name that all runs of a group share, else what its config is called. */
export function groupName({ rows }: RunGroup): string {
  const [first] = rows;
  const isShared = rows.every(({ run }) => run.name === first.run.name);
  return isShared ? first.run.name : labelOf(configAsTrained(first.run));
}
