/** How a row is chosen: alone, beside those chosen, or with all from the anchor on. */
export type Choice = 'only' | 'toggle' | 'range';

/** The runs chosen after `id` was, in a list of `order`. */
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
