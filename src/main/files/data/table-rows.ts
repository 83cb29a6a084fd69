import { CsvError, parse } from 'csv-parse/sync';
import type { Delimiter } from './delimiter.ts';
import { COMMENT } from './table-text.ts';

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
  // A record's line is where it begins: quoted values may hold line ends.
  let lastLine = 0;
  try {
    parse(delimiter === ' ' ? withSingleBlanks(text) : text, {
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
    this.problem = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is opened and never closed' : cause.message;
  }
}

/** The rows at the beginning of a text: as many as can be read of `characters`. */
export function firstRows(text: string, delimiter: Delimiter, characters: number): readonly Row[] {
  const rows: Row[] = [];
  const isCut = text.length > characters;
  try {
    eachRow(text.slice(0, characters), delimiter, (row) => rows.push(row));
  } catch (fault) {
    // A quote that is open where the text is cut; where it never closes, whoever reads the whole text says so.
    if (!(fault instanceof TableFault)) throw fault;
  }
  if (isCut && rows.length > 1) rows.pop();
  return rows.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
}
