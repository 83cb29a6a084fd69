import type { SubjectKey } from '../../shared/subject.ts';
import { topItems } from './list-items.ts';
import type { ListedItem } from './listed.ts';

/**
 * What was launched last: a run, or a group if several of its seeds were launched together. Of what was launched together, as the arms of
 * a sweep, the first in the list. Undefined if the list is empty.
 */
export function lastLaunched(items: readonly ListedItem[]): SubjectKey | undefined {
  const [first, ...others] = topItems(items);
  const last = others.reduce<ListedItem | undefined>(
    (newest, item) => (newest && timeOf(item) > timeOf(newest) ? item : newest),
    first,
  );
  if (last?.kind !== 'group') return last?.key;
  const together = last.rows.filter(({ run }) => run.createdAt === last.newest);
  return together.length > 1 ? last.key : together[0].run.id;
}

/** When its newest run was launched. */
function timeOf(item: ListedItem): string {
  return item.kind === 'group' ? item.newest : item.row.run.createdAt;
}
