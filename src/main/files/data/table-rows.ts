import { CsvError, parse } from 'csv-parse/sync';
import { COMMENT } from './table-text.ts';

/** What separates the values of a row; a blank is any number of them. */
export type Delimiter = '\t' | ';' | ',' | ' ' | '|';

/** A row of a table, and the line it begins in, counted from 1. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Columns that stand under each other: any number of blanks separates them, but for those in quotes. */
function withSingleBlanks(text: string): string {
  return text
    .replace(/"(?:[^"]|"")*"|[ \t]+/g, (found) => (found.startsWith('"') ? found : ' '))
    .replace(/^ | $/gm, '');
}

/**
 * Gives every row of a text with plain line ends, or the first `most`, blank lines as a row of one empty cell; comments are left out. Throws a
 * `TableFault` with the line from which on it cannot be read.
 */
export function eachRow(text: string, delimiter: Delimiter, give: (row: Row) => void, most?: number): void {
  const split = delimiter === ' ' ? withSingleBlanks(text) : text;
  if (split.includes('"') || !split.isWellFormed()) eachParsedRow(split, delimiter, give, most);
  else eachPlainRow(split, delimiter, give, most);
}

/** As `eachRow`, for a text without quotes: no line end or delimiter is hidden, so splitting it takes a tenth of the time. */
function eachPlainRow(text: string, delimiter: Delimiter, give: (row: Row) => void, most = Infinity): void {
  let start = 0;
  for (let line = 1; line <= most && start < text.length; line++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const cells = cellsOf(text.slice(start, end), delimiter);
    // Blanks behind the last line end are no row.
    if (found < 0 && cells.length === 1 && cells[0] === '') return;
    if (cells.length > 1 || cells[0] !== COMMENT) give({ cells, line });
    start = end + 1;
  }
}

/** Cell by cell: a thread whose memory is full ends between two of them, while `split` would take the program with it. */
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
      // Of blanks before a quote as well.
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

/** A text that cannot be split into rows from a line on. */
export class TableFault extends Error {
  readonly line: number;
  readonly problem: string;

  constructor(line: number, cause: CsvError) {
    super(cause.message, { cause });
    this.line = line;
    this.problem = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : cause.message;
  }
}

/** Thrown when as many rows have been read as were asked for. */
class Enough extends Error {}

/** The rows at the beginning of a text that are not blank: the first `most`, or as many as can be read of `characters`. */
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
      // A quote that is open where the text is cut; where it never closes, whoever reads the whole text says so.
      if (isCut && rows.length > 1) rows.pop();
    } else if (!(fault instanceof Enough)) throw fault;
  }
  return rows.filter((row) => !isBlank(row));
}
