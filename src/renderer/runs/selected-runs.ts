import type { RunRow } from '../../shared/api/runs.ts';
import type { Run } from '../../shared/run.ts';
import { groupKey, isGroupKey, type SubjectKey } from '../../shared/subject.ts';
import { windowLocation } from '../state/location.svelte.ts';
import { subjects } from '../state/subjects.svelte.ts';

/** The runs that something is done to. */
export interface SelectedRuns {
  readonly rows: readonly RunRow[];
  /** Runs of the selected groups that the filter hides: they are left alone. */
  readonly hidden: number;
}

/** Whether a run is where the list looks: in the trash where that is shown, and else outside of it. */
function isHere({ run }: RunRow): boolean {
  return (run.trashedAt !== undefined) === windowLocation.address.trash;
}

/** The selected keys with at least one run on the shown side; what was deleted or restored since has none. */
export function keysHere(): SubjectKey[] {
  return windowLocation.address.selected.filter((key) => subjects.get(key)?.rows.some(isHere) === true);
}

/**
 * The runs of these keys, each once. Of a group only the rows that the list shows: runs that the filter hides behind the group's
 * row are left alone.
 */
export function selectedRuns(keys: readonly SubjectKey[], listed: readonly RunRow[]): SelectedRuns {
  const found = new Map<string, RunRow>();
  const shown = keys.some(isGroupKey) ? Map.groupBy(listed, ({ run }) => groupKey(run.group)) : undefined;
  let hidden = 0;
  for (const key of keys) {
    const all = (subjects.get(key)?.rows ?? []).filter(isHere);
    const rows = (isGroupKey(key) ? shown?.get(key) : undefined) ?? all;
    hidden += all.length - rows.length;
    for (const row of rows) found.set(row.run.id, row);
  }
  return { rows: [...found.values()], hidden };
}

export function idsOf(rows: readonly RunRow[]): string[] {
  return rows.map(({ run }) => run.id);
}

/** Whether training can simply resume, because no fault ended it. */
export function canGoOn({ run }: RunRow): boolean {
  return run.status === 'paused' || run.status === 'interrupted' || run.status === 'stopped';
}

/** Whether it has ended, and can be trained for longer. */
export function canExtend(run: Run | undefined): boolean {
  return (run?.status === 'finished' || run?.status === 'stopped') && run.trashedAt === undefined;
}

export function hasFailed({ run }: RunRow): boolean {
  return run.status === 'failed';
}
