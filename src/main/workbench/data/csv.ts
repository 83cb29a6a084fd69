import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { MINIMUM_ROWS } from '../../../shared/distributions/held-out.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { valuesDigest } from '../../store/dataset-digest.ts';
import type { CsvDataset, SkippedLine } from '../../store/datasets.ts';
import { findColumns, type Columns } from './csv-columns.ts';
import { parseCell } from './csv-number.ts';
import { detectDelimiter } from './delimiter.ts';
import { withPlainLineEnds } from './line-ends.ts';
import { decodeText } from './text-encoding.ts';
import { readUserFile } from './user-file.ts';

type Wanted = Pick<CsvLawConfig, 'columns' | 'invalid_rows'>;

const MAXIMUM_BYTES = 200_000_000;

/** Bad lines that a message quotes. */
const QUOTED_LINES = 5;

/**
 * Reads the wanted columns of the user's CSV file, once. Throws `file-not-found`, `file-unreadable`, `file-too-large`
 * (above 200 MB), and what `parseCsv` throws.
 */
export function readCsv(path: string, wanted: Wanted): CsvDataset {
  const bytes = readUserFile({ path, field: 'target.file', what: 'CSV file', maximumBytes: MAXIMUM_BYTES });
  return parseCsv(bytes, path, wanted);
}

/**
 * The wanted columns of a CSV file's content. Commas, semicolons, tabs and spaces separate values; a header, quotes,
 * any mixture of line ends and a byte order mark are understood. Rows with a missing or non-numeric value are refused or skipped,
 * as `invalid_rows` says. Throws `bad-data`: no text, no rows, an unknown column, invalid rows, or fewer than 10 rows.
 */
export function parseCsv(bytes: Uint8Array, path: string, wanted: Wanted): CsvDataset {
  const file = basename(path);
  const text = decodeText(bytes);
  if (text === undefined) throw badFile(`${file} is not a text file; save the table as CSV.`);
  const { columns, values, invalid } = readRows(withPlainLineEnds(text), file, wanted);
  if (columns === undefined) throw badFile(`${file} is empty; it needs at least ${MINIMUM_ROWS} rows.`);
  const skippedLines = invalid.lines;
  if (wanted.invalid_rows === 'refuse' && invalid.count > 0) throw invalidRows(file, invalid);
  const rows = values.length / columns.indices.length;
  if (rows < MINIMUM_ROWS) {
    const skipped = invalid.count > 0 ? `, after ${invalid.count} that were skipped (${quote(invalid)})` : '';
    throw badFile(
      `${file} has ${rows === 1 ? '1 row' : `${rows} rows`} of numbers${skipped}; ` +
        `at least ${MINIMUM_ROWS} are needed, because a fifth is held out to measure distances to.`,
    );
  }
  const read = Float64Array.from(values);
  return {
    kind: 'csv',
    digest: createHash('sha256').update(bytes).digest('hex'),
    name: file,
    columns: columns.names,
    indices: columns.indices,
    readingRules: '',
    valuesDigest: valuesDigest(read, columns.indices.length),
    values: read,
    skippedLines,
  };
}

/** Rows that hold no numbers: all of their lines where they are skipped, the first few where they are refused. */
interface InvalidRows {
  count: number;
  readonly lines: SkippedLine[];
}

interface Rows {
  /** Undefined where the file holds no row at all. */
  readonly columns: Columns | undefined;
  readonly values: readonly number[];
  readonly invalid: InvalidRows;
}

function readRows(text: string, file: string, wanted: Wanted): Rows {
  const values: number[] = [];
  const invalid: InvalidRows = { count: 0, lines: [] };
  const reject = (line: number, reason: string) => {
    invalid.count++;
    if (wanted.invalid_rows === 'skip' || invalid.lines.length < QUOTED_LINES) invalid.lines.push({ line, reason });
  };

  let columns: Columns | undefined;
  let lastLine = 0;
  let blankLines: number[] = [];
  const readRow = (row: readonly string[], line: number) => {
    if (row.length === 1 && row[0].trim() === '') {
      // Blank lines at the end of a file are no rows; in its middle they are rows with a missing value.
      if (columns !== undefined) blankLines.push(line);
      return;
    }
    if (columns === undefined) {
      columns = findColumns(row, wanted.columns, file);
      if (columns.hasHeader) return;
    }
    for (const blank of blankLines) reject(blank, 'the line is blank');
    blankLines = [];
    const numbers = readNumbers(row, columns);
    if (typeof numbers === 'string') reject(line, numbers);
    else values.push(...numbers);
  };

  try {
    parse(text, {
      delimiter: detectDelimiter(text),
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: '\n',
      on_record: (row: string[], { lines }) => {
        // A record's line is where it begins: quoted values may hold line ends.
        readRow(row, lastLine + 1);
        lastLine = lines;
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const problem = cause.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is opened and never closed' : cause.message;
    throw badFile(`${file} cannot be read from line ${lastLine + 1} on: ${problem}.`, cause);
  }
  return { columns, values, invalid };
}

/** The wanted numbers of a row, or why it has none. */
function readNumbers(row: readonly string[], columns: Columns): number[] | string {
  if (row.slice(columns.width).some((cell) => cell.trim() !== '')) {
    return `there are ${row.length} values where the first row has ${columns.width}`;
  }
  const numbers: number[] = [];
  for (const [place, index] of columns.indices.entries()) {
    const number = parseCell(row[index]);
    if (typeof number === 'string') return `${describe(columns, place)} ${number}`;
    numbers.push(number);
  }
  return numbers;
}

function describe(columns: Columns, place: number): string {
  return columns.hasHeader ? `column ${JSON.stringify(columns.names[place])}` : columns.names[place];
}

function invalidRows(file: string, invalid: InvalidRows): WorkbenchError {
  const rows = invalid.count === 1 ? '1 row' : `${invalid.count} rows`;
  return badFile(
    `${file} has ${rows} with a missing or non-numeric value: ${quote(invalid)}. ` +
      'Correct the file, or set target.invalid_rows to skip.',
  );
}

function quote({ count, lines }: InvalidRows): string {
  const quoted = lines.slice(0, QUOTED_LINES).map(({ line, reason }) => `line ${line}: ${reason}`);
  return [...quoted, ...(count > quoted.length ? [`and ${count - quoted.length} more`] : [])].join('; ');
}

function badFile(message: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('bad-data', message, { path: 'target.file', cause });
}
