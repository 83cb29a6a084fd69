import type { SubjectKey } from '../../shared/subject.ts';
import type { Grouping } from './grouping.svelte.ts';
import { rowsOf } from './item-cells.ts';
import type { ListedItem } from './listed.ts';

/** A heading of the list, above the rows that share a sweep or their tags. */
export interface ListSection {
  readonly title: string;
  /** How many runs and groups stand below it. */
  readonly count: number;
}

export interface SectionedItems {
  readonly items: readonly ListedItem[];
  /** By the key of the first row below each. */
  readonly sections: ReadonlyMap<SubjectKey, ListSection>;
}

const LEFT_OVER: Readonly<Record<'sweep' | 'tag', string>> = { sweep: 'In no sweep', tag: 'Without a tag' };

/** The list's rows under a heading for each sweep, or each set of tags; what has none comes last. */
export function sectionedItems(
  items: readonly ListedItem[],
  grouping: Grouping,
  sweepName: (id: string) => string,
): SectionedItems {
  if (grouping !== 'sweep' && grouping !== 'tag') return { items, sections: new Map() };
  const titleOf = (item: ListedItem): string =>
    grouping === 'sweep'
      ? distinct(rowsOf(item).map(({ run }) => (run.sweep === undefined ? '' : sweepName(run.sweep))))
      : distinct(rowsOf(item).flatMap(({ run }) => run.tags));
  const bySection = new Map<string, ListedItem[]>();
  let title = '';
  for (const item of items) {
    // The runs of an unfolded group stay below it.
    if (item.level === 1) title = titleOf(item);
    const section = bySection.get(title);
    if (section) section.push(item);
    else bySection.set(title, [item]);
  }
  const rest = bySection.get('');
  bySection.delete('');
  if (rest) bySection.set('', rest);
  return {
    items: [...bySection.values()].flat(),
    sections: new Map(
      [...bySection].map(([name, members]) => [
        members[0].key,
        { title: name === '' ? LEFT_OVER[grouping] : name, count: members.filter(({ level }) => level === 1).length },
      ]),
    ),
  };
}

const distinct = (texts: readonly string[]) => [...new Set(texts.filter((text) => text !== ''))].toSorted().join(', ');
