import { CsvError, parse } from 'csv-parse/sync';
import { COMMENT } from './table-text.ts';

/** The delimiter of a row; a blank stands for any number of blanks. */
export type Delimiter = '\t' | ';' | ',' | ' ' | '|';

/** A row of a table, and the line where it begins, counted from 1. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Aligned columns, separated by any number of blanks outside quotes. */
function withSingleBlanks(text: string): string {
  return text
    .replace(/"(?:[^"]|"")*"|[ \t]+/g, (found) => (found.startsWith('"') ? found : ' '))
    .replace(/^ | $/gm, '');
}

/**
 * Passes every row of a text with plain line ends, or the first `most`, to the callback. A blank line is a row of one
 * empty cell; comments are omitted. Throws a `TableFault` with the line from which it cannot be read.
 */
export function eachRow(text: string, delimiter: Delimiter, give: (row: Row) => void, most?: number): void {
  const split = delimiter === ' ' ? withSingleBlanks(text) : text;
  if (split.includes('"') || !split.isWellFormed()) eachParsedRow(split, delimiter, give, most);
  else eachPlainRow(split, delimiter, give, most);
}

/**
 * As `eachRow`, for a text without quotes: no delimiter or line end can be quoted, so plain splitting works and takes a
 * tenth of the time.
 */
function eachPlainRow(text: string, delimiter: Delimiter, give: (row: Row) => void, most = Infinity): void {
  let start = 0;
  for (let line = 1; line <= most && start < text.length; line++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const cells = cellsOf(text.slice(start, end), delimiter);
    // Blanks after the last line end are not a row.
    if (found < 0 && cells.length === 1 && cells[0] === '') return;
    if (cells.length > 1 || cells[0] !== COMMENT) give({ cells, line });
    start = end + 1;
  }
}

/**
 * Cell by cell, because a thread that runs out of memory in between ends alone, while `split` would end the whole
 * program.
 */
function cellsOf(line: string, delimiter: Delimiter): string[] {
  const cells: string[] = [];
  let start = 0;
  for (let end = line.indexOf(delimiter); end >= 0; end = line.indexOf(delimiter, start)) {
    cells.push(line.slice(start, end).trim());
    start = end + 1;
  }
  cells.push(line.slice(start).trim());
  return cells;
}

function eachParsedRow(text: string, delimiter: Delimiter, give: (row: Row) => void, most: number | undefined): void {
  // A record's line is where it begins: quoted values may hold line ends.
  let lastLine = 0;
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      to: most ?? -1,
      record_delimiter: '\n',
      // Also for blanks before a quote.
      trim: true,
      on_record: (cells: string[], { lines }) => {
        if (cells.length > 1 || cells[0] !== COMMENT) give({ cells, line: lastLine + 1 });
        lastLine = lines;
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new TableFault(lastLine + 1, cause);
  }
}

/** The error for a text that cannot be split into rows from some line on. */
export class TableFault extends Error {
  readonly line: number;
  readonly problem: string;

  constructor(line: number, cause: CsvError) {
    super(cause.message, { cause });
    this.line = line;
    this.problem = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : cause.message;
  }
}

/** Thrown when the requested number of rows has been read. */
class Enough extends Error {}

/** The first rows of a text that are not blank: `most` rows, or those within the first `characters`. */
export function firstRows(text: string, delimiter: Delimiter, characters: number, most: number): readonly Row[] {
  const rows: Row[] = [];
  const isBlank = ({ cells }: Row) => cells.length === 1 && cells[0] === '';
  const isCut = text.length > characters;
  let found = 0;
  try {
    eachRow(text.slice(0, characters), delimiter, (row) => {
      if (found === most) throw new Enough();
      rows.push(row);
      if (!isBlank(row)) found++;
    });
    if (isCut && rows.length > 1) rows.pop();
  } catch (fault) {
    if (fault instanceof TableFault) {
      // The text may be cut within a quote. If the quote never closes, reading the whole text reports it.
      if (isCut && rows.length > 1) rows.pop();
    } else if (!(fault instanceof Enough)) throw fault;
  }
  return rows.filter((row) => !isBlank(row));
}
