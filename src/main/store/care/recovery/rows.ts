import { readVarint } from './bytes.ts';
import type { PageFile } from './page-file.ts';
import type { PageUses } from './page-uses.ts';
import { readRecord, type StoredValue } from './records.ts';

/** A page above the leaves of a table holds no rows, only where they are. */
const TABLE_INNER = 5;
/** Kinds of pages that hold rows: leaves of tables, and every page of an index or of a table that has its rows in its key. */
const TABLE_LEAF = 13;
const INDEX_LEAF = 10;
const INDEX_INNER = 2;
const LEAF_HEADER_BYTES = 8;
const INNER_HEADER_BYTES = 12;

/** A row or an index entry as stored in a page. */
export interface FoundRow {
  /** The key of a row of a table that has one; undefined of rows in a key and of index entries. */
  readonly rowid: number | undefined;
  readonly values: readonly StoredValue[];
}

export interface PageRows {
  readonly rows: readonly FoundRow[];
  /** Cells of the page of which nothing could be made. */
  readonly unreadable: number;
}

/** The first page begins with the header of the file. */
const FILE_HEADER_BYTES = 100;

/** The pages below an inner page of a table; undefined where the page is none. */
export function pagesBelow(file: PageFile, number: number): number[] | undefined {
  const page = file.page(number);
  const begin = number === 1 ? FILE_HEADER_BYTES : 0;
  if (page?.[begin] !== TABLE_INNER) return undefined;
  const start = begin + INNER_HEADER_BYTES;
  const count = page.readUInt16BE(begin + 3);
  if (start + 2 * count > file.usable) return undefined;
  const cells = Array.from({ length: count }, (_, index) => page.readUInt16BE(start + 2 * index));
  const below = cells.filter((at) => at + 4 <= file.usable).map((at) => page.readUInt32BE(at));
  return [...below, page.readUInt32BE(begin + 8)];
}

/** The rows of a page of rows; undefined where the page is of another kind, or is none. */
export function readRows(file: PageFile, uses: PageUses, number: number): PageRows | undefined {
  const page = file.page(number);
  if (!page) return undefined;
  const begin = number === 1 ? FILE_HEADER_BYTES : 0;
  const kind = page[begin];
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF && kind !== INDEX_INNER) return undefined;
  const start = begin + (kind === INDEX_INNER ? INNER_HEADER_BYTES : LEAF_HEADER_BYTES);
  const count = page.readUInt16BE(begin + 3);
  if (start + 2 * count > file.usable) return undefined;
  const rows: FoundRow[] = [];
  for (let index = 0; index < count; index++) {
    const at = page.readUInt16BE(start + 2 * index);
    const row = at < start + 2 * count || at >= file.usable ? undefined : readCell(file, uses, page, kind, at);
    if (row) rows.push(row);
  }
  return { rows, unreadable: count - rows.length };
}

function readCell(file: PageFile, uses: PageUses, page: Buffer, kind: number, at: number): FoundRow | undefined {
  // An inner page's cell begins with the number of the page below it.
  const length = readVarint(page, kind === INDEX_INNER ? at + 4 : at);
  if (!length || length.value < 1) return undefined;
  const rowid = kind === TABLE_LEAF ? readVarint(page, length.end) : undefined;
  if (kind === TABLE_LEAF && !rowid) return undefined;
  const inPage = bytesInPage(file.usable, kind, length.value);
  const bytes = readPayload(file, uses, page, rowid?.end ?? length.end, length.value, inPage);
  const values = bytes && readRecord(bytes);
  return values && { rowid: rowid?.value, values };
}

/**
 * The number of a row's bytes in its own page; the others are in overflow pages.
 * https://www.sqlite.org/fileformat2.html#b_tree_pages
 */
function bytesInPage(usable: number, kind: number, length: number): number {
  const share = (of255: number) => Math.floor(((usable - 12) * of255) / 255) - 23;
  const most = kind === TABLE_LEAF ? usable - 35 : share(64);
  if (length <= most) return length;
  const least = share(32);
  const fitting = least + ((length - least) % (usable - 4));
  return fitting <= most ? fitting : least;
}

function readPayload(
  file: PageFile,
  uses: PageUses,
  page: Buffer,
  at: number,
  length: number,
  inPage: number,
): Buffer | undefined {
  const isWhole = inPage === length;
  if (at + inPage + (isWhole ? 0 : 4) > file.usable) return undefined;
  const parts = [page.subarray(at, at + inPage)];
  if (isWhole) return parts[0];
  if (length > file.usable * file.pageCount) return undefined;
  let left = length - inPage;
  for (let next = page.readUInt32BE(at + inPage); left > 0;) {
    const further = uses.mayContinue(next) ? file.page(next) : undefined;
    if (!further) return undefined;
    const taken = Math.min(left, file.usable - 4);
    parts.push(further.subarray(4, 4 + taken));
    left -= taken;
    next = further.readUInt32BE(0);
    // The last one says that it is the last; a page that was lost says so, too, and holds nothing but zeros.
    if ((left === 0) !== (next === 0) || (left === 0 && further.every((byte) => byte === 0))) return undefined;
  }
  return Buffer.concat(parts);
}
