import type { RunRow } from '../../shared/api/runs.ts';
import { groupKey, isGroupKey, type SubjectKey } from '../../shared/subject.ts';
import { runs } from './runs.svelte.ts';

/** A run, or a group of runs equal but for the seed, as it is shown and compared. */
export interface Subject {
  readonly key: SubjectKey;
  readonly kind: 'run' | 'group';
  readonly name: string;
  /** Its place in the palette of run colours: a group has that of its first run. */
  readonly colour: number;
  /** Its runs by rising seed; one of a run. */
  readonly rows: readonly RunRow[];
  /** Runs of the group that are not among `rows`: in the trash, filtered or not chosen. */
  readonly hidden: number;
}

/** All runs by their groups, those in the trash as well. */
const byGroup = $derived.by(() => {
  const groups = Map.groupBy(runs.all, ({ run }) => groupKey(run.group));
  for (const rows of groups.values()) rows.sort(inOrder);
  return groups;
});

function inOrder(a: RunRow, b: RunRow): number {
  return (
    a.run.config.seed - b.run.config.seed ||
    Number(a.run.createdAt > b.run.createdAt) - Number(a.run.createdAt < b.run.createdAt)
  );
}

/** The subject that exactly these runs form, which are all of one group or one run. */
export function subjectOf(
  key: SubjectKey,
  kind: Subject['kind'],
  rows: readonly RunRow[],
  name?: string,
): Subject | undefined {
  const [first] = [...rows].sort((a, b) => (a.run.createdAt < b.run.createdAt ? -1 : 1));
  if (rows.length === 0) return undefined;
  const all = kind === 'group' ? (byGroup.get(groupKey(first.run.group))?.length ?? rows.length) : 1;
  return {
    key,
    kind,
    name: name ?? first.run.name,
    colour: first.run.colour,
    rows: [...rows].sort(inOrder),
    hidden: all - rows.length,
  };
}

export const subjects = {
  /** A run by its id, or a group by its key, without what is in the trash; undefined where there is none. */
  get(key: SubjectKey): Subject | undefined {
    if (!isGroupKey(key)) {
      const row = runs.get(key);
      return row && subjectOf(key, 'run', [row]);
    }
    const rows = (byGroup.get(key) ?? []).filter(({ run }) => run.trashedAt === undefined);
    return subjectOf(key, 'group', rows);
  },
  /** The ids of the runs that these keys stand for, each once. */
  runIds(keys: readonly SubjectKey[]): string[] {
    return keys
      .flatMap((key) => subjects.get(key)?.rows.map(({ run }) => run.id) ?? [])
      .filter((id, place, all) => all.indexOf(id) === place);
  },
};
