import type { RunRow } from '../../shared/api/runs.ts';
import { bySeed } from '../../shared/groups/groups.ts';
import { groupName } from '../../shared/groups/name.ts';
import { groupKey, isGroupKey, type SubjectKey } from '../../shared/subject.ts';
import { windowLocation } from './location.svelte.ts';
import { runs } from './runs.svelte.ts';

/** The most subjects of a comparison. */
export const MOST_COMPARED = 20;

/** A run, or a group of runs that differ only in the seed, as it is shown and compared. */
export interface Subject {
  readonly key: SubjectKey;
  readonly kind: 'run' | 'group';
  readonly name: string;
  /** Its place in the palette of run colours: a group has that of its first run. */
  readonly colour: number;
  /** The dash pattern of its line; solid if omitted. */
  readonly dash?: readonly number[];
  /** Its runs by increasing seed; a run has one. */
  readonly rows: readonly RunRow[];
  /** Runs of the group that are not among `rows`: in the trash, filtered or not chosen. */
  readonly hidden: number;
}

/** All runs by their groups, including those in the trash. */
const byGroup = $derived.by(() => {
  const groups = Map.groupBy(runs.all, ({ run }) => groupKey(run.group));
  for (const rows of groups.values()) rows.sort(bySeed);
  return groups;
});

/** The run that was created first; the group has its colour. */
export function firstOf(rows: readonly RunRow[]): RunRow | undefined {
  return rows.reduce<RunRow | undefined>(
    (first, row) => (first === undefined || row.run.createdAt < first.run.createdAt ? row : first),
    undefined,
  );
}

/** The subject of exactly these runs, which belong to one group or are one run. */
export function subjectOf(
  key: SubjectKey,
  kind: Subject['kind'],
  rows: readonly RunRow[],
  name?: string,
): Subject | undefined {
  const sorted = rows.toSorted(bySeed);
  const first = firstOf(sorted);
  if (first === undefined) return undefined;
  const all = kind === 'group' ? (byGroup.get(groupKey(first.run.group))?.length ?? rows.length) : 1;
  return {
    key,
    kind,
    name: name ?? groupName(sorted),
    colour: first.run.colour,
    rows: sorted,
    hidden: all - rows.length,
  };
}

export const subjects = {
  /**
   * A run by its id, or a group by its key, without runs in the trash (or only those, if the trash is shown); undefined
   * if there is none.
   */
  get(key: SubjectKey): Subject | undefined {
    if (!isGroupKey(key)) {
      const row = runs.get(key);
      return row && subjectOf(key, 'run', [row]);
    }
    const { view, trash } = windowLocation.address;
    const inTrash = view === 'runs' && trash;
    const rows = (byGroup.get(key) ?? []).filter(({ run }) => (run.trashedAt !== undefined) === inTrash);
    return subjectOf(key, 'group', rows);
  },
  /** All runs of the group of a run or of a group's key, by increasing seed, including those in the trash. */
  group(key: SubjectKey): readonly RunRow[] {
    const row = isGroupKey(key) ? undefined : runs.get(key);
    return byGroup.get(row ? groupKey(row.run.group) : key) ?? [];
  },
  /** The ids of the runs of these keys, without duplicates. */
  runIds(keys: readonly SubjectKey[]): string[] {
    const ids = keys.flatMap((key) => subjects.get(key)?.rows.map(({ run }) => run.id) ?? []);
    return [...Map.groupBy(ids, (id) => id).keys()];
  },
};
