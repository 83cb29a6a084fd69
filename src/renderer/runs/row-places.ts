import type { ListedItem } from './listed.ts';
import type { ListSection } from './list-sections.ts';

/** Where the rows of the list stand, in pixels from the top of the first. */
export interface RowPlaces {
  readonly tops: readonly number[];
  readonly height: number;
}

/** Pixels of a heading. */
export const HEADING = 28;

/** Rows of `row` pixels below each other, with the headings between them. */
export function rowPlaces(
  items: readonly ListedItem[],
  sections: ReadonlyMap<string, ListSection>,
  row: number,
): RowPlaces {
  let height = 0;
  const tops = items.map(({ key }) => {
    if (sections.has(key)) height += HEADING;
    const top = height;
    height += row;
    return top;
  });
  return { tops, height };
}

/** The index of the first row at or below `y`. */
export function firstFrom({ tops }: RowPlaces, y: number): number {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle] < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface AtRow {
  /** The index of the active row; -1 if there is none. */
  readonly at: number;
  /** Rows of a page. */
  readonly page: number;
  /** The index of the last row. */
  readonly last: number;
}

/** The index of the row that a key goes to, which may lie beyond either end; undefined for any other key. */
export function placeOfKey(key: string, { at, page, last }: AtRow): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'PageDown':
      return at + page;
    case 'PageUp':
      return at - page;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
