import type { RunRow } from '../api/runs.ts';
import { configAsTrained } from '../comparison/config-diff.ts';
import { labelOf } from '../config/label.ts';
import { composed } from '../text-order.ts';

/**
 * The name that most of these runs of one group have, else the automatic name of their config. There must be at least
 * one run.
 */
export function groupName(rows: readonly RunRow[]): string {
  const [{ run }] = rows;
  const names = Map.groupBy(rows, (row) => composed(row.run.name));
  for (const [name, { length }] of names) if (2 * length > rows.length) return name;
  return labelOf(configAsTrained(run));
}
