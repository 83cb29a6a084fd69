import type { PageFile } from './page-file.ts';

/** SQLite keeps its locks in the page at this byte, which holds nothing else. */
const LOCK_BYTE = 0x40000000;
const ENTRY_BYTES = 5;
/** https://www.sqlite.org/fileformat2.html#pointer_map_or_ptrmap_pages */
const ROOT = 1;
const FREE = 2;
const FIRST_OVERFLOW = 3;
const FURTHER_OVERFLOW = 4;
const NODE = 5;
/** SQLite allows no more pages above each other. */
const DEEPEST = 20;

/** Whether a page holds rows: certainly, perhaps (what would tell is damaged), or not. */
export type HoldsRows = 'yes' | 'perhaps' | 'no';

/**
 * What the pages of a file are used for, by its pointer map, which lies outside of them, and by the list of free pages.
 * Rows that were deleted are still in the bytes of free pages: they must not come back.
 */
export class PageUses {
  readonly #file: PageFile;
  readonly #free: ReadonlySet<number>;
  /** The page of the map that was read last; it describes some 1,600 consecutive pages. */
  #map: { readonly number: number; readonly entries: Buffer | undefined } | undefined;

  constructor(file: PageFile) {
    this.#file = file;
    this.#free = freePages(file);
  }

  holdsRows(page: number): HoldsRows {
    if (page === 1 || this.#free.has(page)) return 'no';
    switch (this.#entry(page)?.use) {
      case ROOT:
      case NODE:
        return 'yes';
      case FREE:
      case FIRST_OVERFLOW:
      case FURTHER_OVERFLOW:
        return 'no';
      default:
        return 'perhaps';
    }
  }

  /** Whether a page may be a part of a row that did not fit into its own page. */
  mayContinue(page: number): boolean {
    const use = this.#entry(page)?.use;
    return use !== ROOT && use !== FREE && use !== NODE && !this.#free.has(page);
  }

  /** The first page of the table or index that a page of rows is of; undefined where the map does not tell. */
  rootOf(page: number): number | undefined {
    let at = page;
    for (let depth = 0; depth < DEEPEST; depth++) {
      const entry = this.#entry(at);
      // The first page is the schema's, and no page of the map tells of it.
      if (at === 1 || entry?.use === ROOT) return at;
      if (entry?.use !== NODE) return undefined;
      at = entry.parent;
    }
    return undefined;
  }

  /** undefined if there is no readable map. */
  #entry(page: number): { readonly use: number; readonly parent: number } | undefined {
    const { header, usable, pageCount } = this.#file;
    if (header && !header.isAutoVacuum) return undefined;
    const between = Math.floor(usable / ENTRY_BYTES) + 1;
    const lockPage = Math.floor(LOCK_BYTE / (header?.pageSize ?? usable)) + 1;
    let map = Math.floor((page - 2) / between) * between + 2;
    if (map === lockPage) map += 1;
    if (page <= map) return undefined;
    if (this.#map?.number !== map) this.#map = { number: map, entries: this.#file.page(map) };
    const { entries } = this.#map;
    const at = ENTRY_BYTES * (page - map - 1);
    if (!entries || at + ENTRY_BYTES > usable) return undefined;
    const parent = entries.readUInt32BE(at + 1);
    const hasParent = entries[at] !== ROOT && entries[at] !== FREE;
    const isSound = hasParent ? parent > 0 && parent <= pageCount : parent === 0;
    return isSound ? { use: entries[at], parent } : undefined;
  }
}

/** The pages that hold nothing, as far as their list can be followed. */
function freePages(file: PageFile): Set<number> {
  const free = new Set<number>();
  let trunk = file.header?.firstFreePage ?? 0;
  while (trunk > 0 && !free.has(trunk)) {
    const page = file.page(trunk);
    if (!page) break;
    free.add(trunk);
    const count = page.readUInt32BE(4);
    if (count > file.usable / 4 - 2) break;
    for (let index = 0; index < count; index++) free.add(page.readUInt32BE(8 + 4 * index));
    trunk = page.readUInt32BE(0);
  }
  return free;
}
