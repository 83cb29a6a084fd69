import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { markOf, readCell, valueWith, type Cell } from './csv-number.ts';
import { counts, delimiterOf, detectDelimiter, SAMPLE_CHARACTERS } from './delimiter.ts';
import { firstRows, type Delimiter, type Row } from './table-rows.ts';
import type { TableText } from './table-text.ts';

type Numbers = CsvLawConfig['numbers'];

/** The position of a table's columns and rows in a text. */
export interface TableLayout {
  readonly delimiter: Delimiter;
  /** Names of the columns; '' for a column without one. undefined if the table has no header. */
  readonly header: readonly string[] | undefined;
  /** Columns of the table. */
  readonly width: number;
  /** The line of the first row of values; Infinity if there is none. */
  readonly firstLine: number;
  /** The line under the header with the units of the values. */
  readonly unitsLine: number | undefined;
  /** The first rows of values. */
  readonly sample: readonly Row[];
}

/** The number of rows that are examined. */
const SAMPLE_ROWS = 200;

/**
 * Finds the layout of a table. The first row is a header if its cells differ in kind from those below, or if it has one of the
 * `wanted` names. The last comment above the table may also be its header.
 */
export function tableLayout(table: TableText, wanted: readonly string[] = [], numbers: Numbers = 'auto'): TableLayout {
  const said = table.separator === undefined ? undefined : delimiterOf(table.separator);
  const delimiter = said ?? detectDelimiter(table.text, numbers);
  const sample = firstRows(table.text, delimiter, SAMPLE_CHARACTERS, SAMPLE_ROWS);
  const [first, ...below] = sample.slice(linesAbove(sample));
  if (sample.length === 0)
    return { delimiter, header: undefined, width: 0, firstLine: Infinity, unitsLine: undefined, sample };
  const isHeader = wanted.some((name) => first.cells.map(unquoted).includes(name)) || isHeaderOver(first.cells, below);
  if (!isHeader) {
    const header = commentedHeader(table.commentedHeader, delimiter, first.cells.length);
    return { delimiter, header, width: first.cells.length, firstLine: first.line, unitsLine: undefined, sample };
  }
  const hasUnits = below.length > 1 && isUnits(below[0], below.slice(1));
  const rows = hasUnits ? below.slice(1) : below;
  const header = rowNamesShift(first.cells, rows, delimiter);
  return {
    delimiter,
    header: header.map(unquoted),
    width: header.length,
    firstLine: rows.at(0)?.line ?? Infinity,
    unitsLine: hasUnits ? below[0].line : undefined,
    sample: rows,
  };
}

/**
 * The number of lines above the header of a table, such as a title or facts about an instrument, each in a single cell.
 */
function linesAbove(rows: readonly Row[]): number {
  const width = (rows.at(-1) ?? { cells: [] }).cells.length;
  const header = rows.findIndex(({ cells }) => cells.length > 1);
  if (header <= 0 || rows[header].cells.length !== width) return 0;
  return isHeaderOver(rows[header].cells, rows.slice(header + 1)) ? header : 0;
}

/** Removes single quotes around a name, which some programs write. */
function unquoted(name: string): string {
  return /^'(.*)'$/.exec(name)?.[1] ?? name;
}

type Kind = Cell['kind'];

/** The kind of most cells of a column, without the empty ones. */
function kindBelow(rows: readonly Row[], column: number): Kind {
  const kinds = rows.map(({ cells }) => readCell(cells[column]).kind).filter((kind) => kind !== 'none');
  const found = (kind: Kind) => kinds.filter((one) => one === kind).length;
  if (kinds.length === 0) return 'none';
  return (['number', 'notation', 'text'] as const).reduce((a, b) => (found(b) > found(a) ? b : a));
}

function isHeaderOver(first: readonly string[], below: readonly Row[]): boolean {
  const above = first.map(readCell);
  if (below.length === 0) return above.some(({ kind }) => kind === 'text');
  // R's header is shifted one column to the left.
  const shift = below.every(({ cells }) => cells.length === first.length + 1) ? 1 : 0;
  let names = 0;
  let numbers = 0;
  let isText = true;
  for (const [index, { kind }] of above.entries()) {
    const under = kindBelow(below, index + shift);
    const isWord = kind === 'text' || kind === 'notation';
    if (isWord && under === 'number') names++;
    if (kind === 'text' && under === 'notation') names++;
    if (kind === 'number' && under === 'number') numbers++;
    if (kind !== 'text' || (under !== 'text' && under !== 'none')) isText = false;
  }
  if (names > 0 || isText) return names >= numbers;
  return isCounted(above, first, below);
}

/**
 * Whether numbers are column names: pandas numbers unnamed columns (0, 1, 2, …, or ,0,1, … over an index); some tables
 * have a column for each year.
 */
function isCounted(above: readonly Cell[], first: readonly string[], below: readonly Row[]): boolean {
  const rest = above[0].kind === 'number' ? 0 : 1;
  const numbers = first.slice(rest).map(Number);
  if (!numbers.every((number, index) => Number.isInteger(number) && number === numbers[0] + index)) return false;
  const column = (index: number) => below.map(({ cells }) => cells[index] ?? '');
  const startsAtZero = numbers[0] === 0;
  if (rest === 1 && startsAtZero && first[0] === '' && counts(column(0))) return true;
  if (numbers.length < 2) return false;
  const isElsewhere = numbers.every((number, index) =>
    column(index + rest).every((text) => {
      const cell = readCell(text);
      if (cell.kind !== 'number') return true;
      return startsAtZero && rest === 0
        ? markOf(cell) !== undefined
        : Math.abs((valueWith(cell, 'point') ?? 0) - number) > 100;
    }),
  );
  return isElsewhere && (startsAtZero || rest === 1);
}

/** If a header has one name less than the rows have values, the first column has R's row names. */
function rowNamesShift(header: readonly string[], rows: readonly Row[], delimiter: Delimiter): readonly string[] {
  const isShort =
    rows.length > 0 && rows.every(({ cells }) => cells.length === header.length + 1 && cells.at(-1) !== '');
  if (!isShort) return header;
  const names = rows.map(({ cells }) => cells[0]);
  const areNames = delimiter !== ',' || counts(names) || names.some((name) => readCell(name).kind !== 'number');
  return areNames ? ['', ...header] : header;
}

/** A row of words above columns of numbers. */
function isUnits(row: Row, below: readonly Row[]): boolean {
  const cells = row.cells.map(readCell);
  const over = cells.filter((_, index) => kindBelow(below, index) === 'number');
  const isWord = ({ kind }: Cell) => kind === 'text' || kind === 'none';
  return over.some(({ kind }) => kind === 'text') && over.every(isWord) && cells.every(({ kind }) => kind !== 'number');
}

/** The names in a comment, if it has as many as the table has columns. */
function commentedHeader(
  comment: string | undefined,
  delimiter: Delimiter,
  width: number,
): readonly string[] | undefined {
  if (comment === undefined) return undefined;
  for (const separator of [delimiter, ',', ';', '\t', ' '] as const) {
    const names = firstRows(comment, separator, SAMPLE_CHARACTERS, 1).at(0)?.cells ?? [];
    if (names.length !== width || !names.every((name) => name === '' || readCell(name).kind === 'text')) continue;
    // The name of a single column is a word, not a sentence about the file.
    if (width > 1 || !/[:=]|\s\S+\s\S+\s/.test(comment)) return names.map(unquoted);
  }
  return undefined;
}
