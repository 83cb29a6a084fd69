import { WorkbenchError } from '../../../shared/errors.ts';
import { spellings } from '../../../shared/text-order.ts';
import type { TableLayout } from './table-layout.ts';

/** A column as the config names it: by header, or by index from 0. */
export type ColumnReference = string | number;

export interface Columns {
  /** Place of each wanted column in a row. */
  readonly indices: readonly number[];
  /** Header of each wanted column; `column 0` and so on without a header, or if another column has the same one. */
  readonly names: readonly string[];
}

/** Finds the wanted columns of a table. Throws `bad-data` about `target.columns`. */
export function findColumns(
  { header, width }: Pick<TableLayout, 'header' | 'width'>,
  wanted: readonly ColumnReference[],
  file: string,
): Columns {
  const indices = wanted.map((column) => {
    if (typeof column === 'number') {
      if (column < width) return column;
      const range = width === 1 ? 'one column; use 0' : `${width} columns; use 0 to ${width - 1}`;
      throw badColumns(`${file} has no column ${column}: it has ${range}.`);
    }
    // If the header is in a comment, its comment mark may have become a part of a name.
    const spelled = [column.trim(), column.replace(/^[#%]+/, '').trim()];
    // A letter with an accent may be one character in the config and two in the file.
    const names = [...spelled, ...spelled.flatMap(spellings)];
    const places = names.map((name) => placesOf(header ?? [], name));
    const found = places.find(({ length }) => length > 0) ?? [];
    const index = found.at(0);
    if (index === undefined) throw badColumns(`${file} has no column ${JSON.stringify(column)}: ${described(header)}.`);
    if (found.length > 1) {
      throw badColumns(`${file} has more than one column ${JSON.stringify(column)}; name it by its index from 0.`);
    }
    return index;
  });
  if (new Set(indices).size < indices.length) {
    throw badColumns(`The columns ${wanted.join(' and ')} of ${file} are the same column; name two different ones.`);
  }
  return { indices, names: indices.map((index) => columnName(header, index)) };
}

function placesOf(header: readonly string[], name: string): number[] {
  return header.flatMap((found, index) => (found === name ? [index] : []));
}

/** Whether the column has a name that no other column has. */
export function isTelling(header: readonly string[], index: number): boolean {
  const name = header[index];
  return name !== '' && header.indexOf(name) === header.lastIndexOf(name);
}

/** The name of a column: its header if that is unique, else its index. */
export function columnName(header: readonly string[] | undefined, index: number): string {
  return header && isTelling(header, index) ? header[index] : `column ${index}`;
}

function described(header: readonly string[] | undefined): string {
  if (!header) return 'it has no header, so name columns by index from 0';
  return `its columns are ${header.map((name) => JSON.stringify(name)).join(', ')}`;
}

export function badColumns(message: string): WorkbenchError {
  return new WorkbenchError('bad-data', message, { path: 'target.columns' });
}
