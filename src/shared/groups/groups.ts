import type { RunRow } from '../api/runs.ts';
import { groupKey, type SubjectKey } from '../subject.ts';

/** Runs that are equal but for the seed: by themselves, no keys are chosen. A lone run is a group of one. */
export interface RunGroup {
  readonly key: SubjectKey;
  readonly hash: string;
  /** Members by rising seed; those of one seed in the order of creation. */
  readonly rows: readonly RunRow[];
}

/** Orders runs by rising seed, and those of one seed by their creation. */
export function bySeed(a: RunRow, b: RunRow): number {
  return (
    a.run.config.seed - b.run.config.seed ||
    Number(a.run.createdAt > b.run.createdAt) - Number(a.run.createdAt < b.run.createdAt)
  );
}

/** The groups of these runs, in the order in which their first runs come. */
export function groupsOf(rows: readonly RunRow[]): RunGroup[] {
  return [...Map.groupBy(rows, ({ run }) => run.group)].map(([hash, members]) => ({
    key: groupKey(hash),
    hash,
    rows: members.sort(bySeed),
  }));
}
