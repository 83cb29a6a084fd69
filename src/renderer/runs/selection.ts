import { groupKey, type SubjectKey } from '../../shared/subject.ts';
import type { ListedItem } from './listed.ts';

/** How a row is chosen: alone, beside those chosen, or with all from the anchor on. */
export type Choice = 'only' | 'toggle' | 'range';

/** The rows chosen after `id` was, in a list of `order`. */
export function choose(
  order: readonly string[],
  selected: readonly string[],
  anchor: string | undefined,
  id: string,
  how: Choice,
): readonly string[] {
  switch (how) {
    case 'only':
      return [id];
    case 'toggle':
      return selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id];
    case 'range': {
      const from = anchor === undefined ? -1 : order.indexOf(anchor);
      const to = order.indexOf(id);
      return from < 0 || to < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
    }
  }
}

/** The selection without runs whose group is selected as well, which would be listed twice. */
export function withoutMembers(items: readonly ListedItem[], chosen: readonly SubjectKey[]): readonly SubjectKey[] {
  const keys = new Set(chosen);
  const doubled = new Set(
    items.flatMap((item) =>
      item.kind === 'run' && item.level === 2 && keys.has(groupKey(item.row.run.group)) ? [item.key] : [],
    ),
  );
  return chosen.filter((key) => !doubled.has(key));
}
