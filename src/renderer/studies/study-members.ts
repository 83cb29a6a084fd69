import type { RunRow } from '../../shared/api/runs.ts';
import type { StudySubject } from '../../shared/api/studies.ts';

/** The state of the runs of one subject of a study. */
export interface StudyMembers {
  /** The runs to show. They exist, and those of a group still differ only in the seed. */
  readonly rows: readonly RunRow[];
  /** The number of deleted runs. */
  readonly deleted: number;
  /** Ids of runs in the trash. */
  readonly trashed: readonly string[];
  /** The number of runs that no longer belong to the group, for example because they were extended. */
  readonly strayed: number;
  /** Ids of runs that joined the group later, with seeds that the study does not have. */
  readonly more: readonly string[];
}

/** The group of most of these runs. */
function commonGroup(rows: readonly RunRow[]): string | undefined {
  const groups = [...Map.groupBy(rows, ({ run }) => run.group)];
  return groups.sort(([, a], [, b]) => b.length - a.length).at(0)?.[0];
}

/** `get` returns a run by its id, `ofGroup` all runs of a group by its hash. */
export function studyMembers(
  { kind, runs }: { readonly kind: StudySubject['kind']; readonly runs: readonly string[] },
  get: (id: string) => RunRow | undefined,
  ofGroup: (hash: string) => readonly RunRow[],
): StudyMembers {
  const there = runs.map(get).filter((row) => row !== undefined);
  const [trashed, present] = [
    there.filter(({ run }) => run.trashedAt !== undefined),
    there.filter(({ run }) => run.trashedAt === undefined),
  ];
  const group = commonGroup(present);
  const rows = kind === 'run' ? present : present.filter(({ run }) => run.group === group);
  const known = new Set(runs);
  const seeds = new Set(rows.map(({ run }) => run.config.seed));
  const isMore = ({ run }: RunRow) => !known.has(run.id) && !seeds.has(run.config.seed) && run.trashedAt === undefined;
  return {
    rows,
    deleted: runs.length - there.length,
    trashed: trashed.map(({ run }) => run.id),
    strayed: present.length - rows.length,
    more: (kind === 'run' || group === undefined ? [] : ofGroup(group)).filter(isMore).map(({ run }) => run.id),
  };
}
