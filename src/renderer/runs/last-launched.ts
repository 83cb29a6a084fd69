import type { RunRow } from '../../shared/api/runs.ts';
import { groupKey, type SubjectKey } from '../../shared/subject.ts';
import { compareKeys, earlier } from './list-rows.ts';

/**
 * What was launched last: a run, or the group of the seeds that were launched together; of a sweep its lowest seed comes first. Undefined
 * if there is no run.
 */
export function lastLaunched(rows: readonly RunRow[]): SubjectKey | undefined {
  const last = rows.reduce<RunRow | undefined>(
    (newest, row) => (newest && !isLater(row, newest) ? newest : row),
    undefined,
  );
  if (last === undefined) return undefined;
  const { id, group, createdAt } = last.run;
  const together = rows.filter(({ run }) => run.group === group && run.createdAt === createdAt);
  return together.length > 1 ? groupKey(group) : id;
}

/** Runs that were launched together have one time; of them the lowest seed is taken, so that the answer does not depend on the order. */
function isLater({ run: a }: RunRow, { run: b }: RunRow): boolean {
  const order =
    earlier(a.createdAt, b.createdAt) || compareKeys(b.config.seed, a.config.seed, 1) || compareKeys(b.id, a.id, 1);
  return order > 0;
}
