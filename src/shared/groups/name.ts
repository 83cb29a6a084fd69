import type { RunRow } from '../api/runs.ts';
import { configAsTrained } from '../comparison/config-diff.ts';
import { labelOf } from '../config/label.ts';

/** The name that all of these runs of one group share, else what their config is called. There has to be one. */
export function groupName(rows: readonly RunRow[]): string {
  const [{ run }] = rows;
  return rows.every((row) => row.run.name === run.name) ? run.name : labelOf(configAsTrained(run));
}
