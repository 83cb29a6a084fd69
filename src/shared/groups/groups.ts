import type { RunRow } from '../api/runs.ts';
import { groupKey, type SubjectKey } from '../subject.ts';

/** Runs that differ only in the seed. Groups form automatically; a single run is a group of one. */
export interface RunGroup {
  readonly key: SubjectKey;
  readonly hash: string;
  /** Members by increasing seed; those with the same seed in the order of creation. */
  readonly rows: readonly RunRow[];
}

/** Orders runs by seed, and those with the same seed by creation. */
export function bySeed(a: RunRow, b: RunRow): number {
  return (
    a.run.config.seed - b.run.config.seed ||
    Number(a.run.createdAt > b.run.createdAt) - Number(a.run.createdAt < b.run.createdAt)
  );
}

/** The groups of these runs, in the order of their first runs. */
export function groupsOf(rows: readonly RunRow[]): RunGroup[] {
  return [...Map.groupBy(rows, ({ run }) => run.group)].map(([hash, members]) => ({
    key: groupKey(hash),
    hash,
    rows: members.sort(bySeed),
  }));
}
