import type { RunRow } from '../../shared/api/runs.ts';
import { bySeed } from '../../shared/groups/groups.ts';
import { memberStyles } from '../../shared/figures/line-styles.ts';
import type { FilterValue } from '../../shared/filter/expression.ts';
import { groupKey, type SubjectKey } from '../../shared/subject.ts';
import { fieldOfGroup, usualGroupColumn } from './group-columns.ts';
import { compareKeys, earlier, sortKeyOf, type ListQuestion } from './list-rows.ts';
import { ListedGroup, type ListedItem } from './listed.ts';

/** The list without groups: every run by itself. */
export function flatItems(rows: readonly RunRow[]): ListedItem[] {
  return rows.map((row) => ({ kind: 'run', key: row.run.id, level: 1, row }));
}

interface Count {
  /** Runs of the group. */
  all: number;
  /** The number of runs on the shown side: in the trash, or outside it. */
  here: number;
}

function countGroups(all: readonly RunRow[], trash: boolean): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const { run } of all) {
    let count = counts.get(run.group);
    if (!count) counts.set(run.group, (count = { all: 0, here: 0 }));
    count.all += 1;
    if ((run.trashedAt !== undefined) === trash) count.here += 1;
  }
  return counts;
}

interface Placed {
  readonly item: ListedItem;
  readonly key: FilterValue;
  readonly isRunning: boolean;
  readonly newest: string;
}

function groupSortKeyOf(sort: string): (group: ListedGroup) => FilterValue {
  const column = usualGroupColumn(sort);
  if (column) return column.sortKey;
  const ofRun = sortKeyOf(sort);
  return (group) => fieldOfGroup(group, ofRun);
}

/**
 * Runs that are equal but for the seed as one item, below which they stand where it is unfolded: by their seeds, or as the list is
 * sorted. `all` are the runs of the store, `rows` those of them that the list has, in its order. A run that has no equal on this side
 * of the trash is an item of its own. Groups are sorted by the median of their members, those in which something trains first.
 */
export function groupedItems(
  all: readonly RunRow[],
  rows: readonly RunRow[],
  { sort, trash }: ListQuestion,
  isUnfolded: (group: SubjectKey) => boolean,
): ListedItem[] {
  const counts = countGroups(all, trash);
  const key = sort.replace(/^-/, '');
  const direction = sort.startsWith('-') ? -1 : 1;
  const [runKey, keyOfGroup] = [sortKeyOf(key), groupSortKeyOf(key)];
  const placed = [...Map.groupBy(rows, ({ run }) => run.group)].map(([hash, members]): Placed => {
    const { all: count, here } = counts.get(hash) ?? { all: members.length, here: members.length };
    if (here === 1) {
      const [row] = members;
      return {
        item: { kind: 'run', key: row.run.id, level: 1, row },
        key: runKey(row),
        isRunning: row.run.status === 'running',
        newest: row.run.createdAt,
      };
    }
    const group = new ListedGroup({
      rows: key === 'created' ? members.sort(bySeed) : members,
      filtered: here - members.length,
      elsewhere: count - here,
      isUnfolded: isUnfolded(groupKey(hash)),
    });
    return { item: group, key: keyOfGroup(group), isRunning: group.status === 'running', newest: group.newest };
  });
  placed.sort(
    (a, b) =>
      Number(b.isRunning) - Number(a.isRunning) ||
      compareKeys(a.key, b.key, direction) ||
      earlier(b.newest, a.newest) ||
      compareKeys(b.item.key, a.item.key, 1),
  );
  return placed.flatMap(({ item }) => (item.kind === 'group' && item.isUnfolded ? [item, ...membersOf(item)] : [item]));
}

function membersOf({ first, rows }: ListedGroup): ListedItem[] {
  const bySeeds = rows.toSorted(bySeed);
  const styles = memberStyles({ colour: first.run.colour, rows: bySeeds });
  return rows.map((row) => ({ kind: 'run', key: row.run.id, level: 2, row, style: styles[row.run.id] }));
}

/** The items whose runs are every run of the list once. */
export function topItems(items: readonly ListedItem[]): ListedItem[] {
  return items.filter(({ level }) => level === 1);
}
