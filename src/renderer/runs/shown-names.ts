import { cutNames } from './cut-names.ts';
import type { ListedItem } from './listed.ts';

/** Pixels of a name's cell that are not its name's: paddings, swatch, and the space between. */
const BESIDE = 8 + 22 + 6 + 8;
/** The button that unfolds a group; the members of a group are set in by as much. */
const FOLD = 20;
/** Glyphs are not placed at whole pixels. */
const SLACK = 2;

const widths = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** The width of a character in the list's font, whose figures are all as wide as a zero. */
function widthOfCharacter(character: string): number {
  const known = widths.get(character);
  if (known !== undefined) return known;
  if (context === undefined) {
    context = document.createElement('canvas').getContext('2d');
    const { fontFamily, fontSize } = getComputedStyle(document.body);
    if (context) context.font = `${fontSize} ${fontFamily}`;
  }
  const width = context?.measureText(/\d/.test(character) ? '0' : character).width ?? 0;
  widths.set(character, width);
  return width;
}

/** The width of a text in the list's font. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** What the list shows of names that are longer than their cells, found anew where a name or the width has changed. */
export class ShownNames {
  #rooms: ReadonlyMap<string, number> = new Map();
  #cut: ReadonlyMap<string, string> = new Map();

  /** By their names, those that are cut; `width` is that of the column. */
  of(items: readonly ListedItem[], width: number): ReadonlyMap<string, string> {
    const rooms = new Map<string, number>();
    for (const item of items) {
      const isSetIn = item.kind === 'group' || item.level === 2;
      const room = width - BESIDE - SLACK - (isSetIn ? FOLD : 0);
      const { name } = item.kind === 'run' ? item.row.run : item;
      rooms.set(name, Math.min(room, rooms.get(name) ?? room));
    }
    const isSame =
      rooms.size === this.#rooms.size && [...rooms].every(([name, room]) => this.#rooms.get(name) === room);
    if (!isSame) {
      this.#rooms = rooms;
      this.#cut = cutNames(rooms, widthOf);
    }
    return this.#cut;
  }
}
