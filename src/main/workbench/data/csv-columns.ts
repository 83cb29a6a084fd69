import { WorkbenchError } from '../../../shared/errors.ts';
import { isName } from './csv-number.ts';

/** A column as the config names it: by header, or by index from 0. */
export type ColumnReference = string | number;

export interface Columns {
  /** Place of each wanted column in a row. */
  readonly indices: readonly number[];
  /** Header of each wanted column; `column 0` and so on where there is none, or another column has the same. */
  readonly names: readonly string[];
  /** Whether the first row is a header. */
  readonly hasHeader: boolean;
  /** Columns of the whole table. */
  readonly width: number;
}

/**
 * Finds the wanted columns in the first row of a table. That row is a header when a column is wanted by name, or when
 * it holds a name where a number is wanted. Throws `bad-data` about `target.columns`.
 */
export function findColumns(firstRow: readonly string[], wanted: readonly ColumnReference[], file: string): Columns {
  const header = firstRow.map((cell) => cell.trim());
  const hasHeader = wanted.some((column) => typeof column === 'string' || isName(header[column]));
  const known = hasHeader ? `its columns are ${header.map((name) => JSON.stringify(name)).join(', ')}` : '';
  const indices = wanted.map((column) => {
    if (typeof column === 'number') {
      if (column < header.length) return column;
      const range =
        header.length === 1 ? 'one column; use 0' : `${header.length} columns; use 0 to ${header.length - 1}`;
      throw badColumns(`${file} has no column ${column}: it has ${range}.`);
    }
    const index = header.indexOf(column.trim());
    if (index < 0) throw badColumns(`${file} has no column ${JSON.stringify(column)}: ${describe(header, known)}.`);
    if (header.includes(column.trim(), index + 1)) {
      throw badColumns(`${file} has more than one column ${JSON.stringify(column)}; name it by its index from 0.`);
    }
    return index;
  });
  if (new Set(indices).size < indices.length) {
    throw badColumns(`The columns ${wanted.join(' and ')} of ${file} are the same one; name two.`);
  }
  const names = indices.map((index) => (hasHeader && isTelling(header, index) ? header[index] : `column ${index}`));
  return { indices, names, hasHeader, width: header.length };
}

/** Whether the name of this column tells it from the others: it has one, and no other has the same. */
export function isTelling(header: readonly string[], index: number): boolean {
  const name = header[index];
  return name !== '' && header.indexOf(name) === header.lastIndexOf(name);
}

function describe(header: readonly string[], known: string): string {
  if (header.some(isName)) return known;
  return 'it has no header, so that columns are named by their index from 0';
}

function badColumns(message: string): WorkbenchError {
  return new WorkbenchError('bad-data', message, { path: 'target.columns' });
}
