import { widthOf } from '../theme/text-width.ts';
import { cutNames } from './cut-names.ts';
import type { ListedItem } from './listed.ts';

/** Pixels of a name's cell that are not its name's: paddings, swatch, and the space between. */
const BESIDE = 8 + 22 + 6 + 8;
/** The button that unfolds a group; the members of a group are set in by as much. */
const FOLD = 20;
/** Glyphs are not placed at whole pixels. */
const SLACK = 2;

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
