import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { MINIMUM_ROWS } from '../../../shared/distributions/held-out.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { valuesDigest } from '../../store/tables/dataset-digest.ts';
import type { CsvDataset } from '../../store/tables/datasets.ts';
import { markElsewhere, surveyColumns, usualColumn, type ColumnSurvey } from './column-kinds.ts';
import { columnNumbers, type ColumnNumbers } from './column-numbers.ts';
import { badColumns, columnName, findColumns, type ColumnReference, type Columns } from './csv-columns.ts';
import { NUMBER_RULES, type NumberRule } from './csv-number.ts';
import { InvalidRows } from './invalid-rows.ts';
import { refuseMarksWithin } from './marks-within.ts';
import { ReadingQuestion } from './reading-question.ts';
import { tableLayout, type TableLayout } from './table-layout.ts';
import { eachRow, TableFault, type Row } from './table-rows.ts';
import { noTable, tableText, type TableText } from './table-text.ts';
import { isTotal } from './total-row.ts';
import { readUserFile } from './user-file.ts';

/** How to read a table. If `columns` is undefined, the first column of measurements is used. */
export interface WantedTable extends Partial<Pick<CsvLawConfig, 'numbers'>>, Pick<CsvLawConfig, 'invalid_rows'> {
  readonly columns: readonly ColumnReference[] | undefined;
}

/** A table that was read, with notes for people about how. */
export interface TableReading {
  readonly dataset: CsvDataset;
  /** The columns as a config names them: by header if that is unique, else by index. */
  readonly references: readonly ColumnReference[];
  readonly indices: readonly number[];
  /** Rows of values in the file, including skipped ones. */
  readonly rows: number;
  /** Notes such as `decimal commas` and `line 2 gives units`. */
  readonly notes: readonly string[];
}

const MAXIMUM_BYTES = 200_000_000;

/**
 * Reads the wanted columns of the user's CSV file, once. Throws `file-not-found`, `file-unreadable`, `file-too-large`
 * (above 200 MB), and what `readTable` throws.
 */
export function readCsv(path: string, wanted: WantedTable): TableReading {
  const bytes = readUserFile({ path, field: 'target.file', what: 'CSV file', maximumBytes: MAXIMUM_BYTES });
  return readTable(bytes, path, wanted);
}

/** The dataset of a CSV file's content, as `readTable` reads it. */
export function parseCsv(bytes: Uint8Array, path: string, wanted: WantedTable): CsvDataset {
  return readTable(bytes, path, wanted).dataset;
}

/**
 * The wanted columns of a CSV file's content, as spreadsheets, pandas, R, NumPy and other programs write it, in one
 * notation per column. Rows with a missing or non-numeric value are refused or skipped, as `invalid_rows` says. Throws
 * `bad-data`: no text, no rows, an unknown column, a notation that is not read, invalid rows, or fewer than 10 rows;
 * and a `ReadingQuestion` if the table can be read in several ways, or if more than 5 % of its rows would be skipped
 * without permission.
 */
export function readTable(bytes: Uint8Array, path: string, wanted: WantedTable): TableReading {
  const file = basename(path);
  const table = tableText(bytes);
  const foreign = noTable(bytes, table?.text);
  if (table === undefined || foreign !== undefined) throw badFile(`${file} ${foreign ?? 'is not a text file'}.`);
  try {
    return readColumns(table, file, wanted, createHash('sha256').update(bytes).digest('hex'));
  } catch (fault) {
    if (!(fault instanceof TableFault)) throw fault;
    throw badFile(`${file} cannot be read from line ${fault.line} on: ${fault.problem}.`, fault.cause);
  }
}

function readColumns(table: TableText, file: string, wanted: WantedTable, digest: string): TableReading {
  const { numbers = 'auto' } = wanted;
  const names = (wanted.columns ?? []).filter((column) => typeof column === 'string');
  const layout = tableLayout(table, names, numbers);
  if (layout.width === 0) throw badFile(`${file} is empty; it needs at least ${MINIMUM_ROWS} rows.`);
  refuseMarksWithin(layout, file, numbers);
  let surveyed: ColumnSurvey[] | undefined;
  const surveys = () => (surveyed ??= surveyColumns(table, layout));
  const chosen = wanted.columns ?? [usual(surveys(), layout, file)];
  const columns = findColumns(layout, chosen, file);
  try {
    return readRows(table, { layout, columns, surveys, file, digest, wanted });
  } catch (error) {
    if (!(error instanceof ReadingQuestion)) throw error;
    throw new ReadingQuestion(error.question, error.answers, columns.indices);
  }
}

/** What is known of a table before its rows are read. */
interface KnownTable {
  readonly layout: TableLayout;
  readonly columns: Columns;
  readonly surveys: () => readonly ColumnSurvey[];
  readonly file: string;
  readonly digest: string;
  readonly wanted: WantedTable;
}

function readRows(table: TableText, { layout, columns, surveys, file, digest, wanted }: KnownTable): TableReading {
  const invalid = new InvalidRows(file, wanted.invalid_rows);
  const { cells, lines } = collectCells(table, layout, columns, invalid);
  const read = columns.indices.map((index, place) =>
    columnNumbers({
      cells: cells[place],
      lines,
      file,
      name: layout.header?.[index] ?? columns.names[place],
      what: layout.header ? `column ${JSON.stringify(columns.names[place])}` : columns.names[place],
      numbers: wanted.numbers ?? 'auto',
      delimiter: layout.delimiter,
      rows: lines.length + invalid.count,
      elsewhere: () => markElsewhere(surveys(), index),
      others: () =>
        surveys().flatMap(({ kind }, other) =>
          kind === 'numbers' && other !== index ? [columnName(layout.header, other)] : [],
        ),
    }),
  );

  const { kept, rules } = keptRows(read, lines, invalid);
  invalid.check(kept.length / columns.indices.length);
  const rulesInOrder = NUMBER_RULES.filter((rule) => rules.has(rule));
  return {
    dataset: {
      kind: 'csv',
      digest,
      name: file,
      columns: columns.names,
      indices: columns.indices,
      readingRules: rulesInOrder.join(' '),
      valuesDigest: valuesDigest(kept, columns.indices.length),
      values: kept,
      skippedLines: invalid.lines,
    },
    references: columns.indices.map((index, place) =>
      columns.names[place] === `column ${index}` ? index : columns.names[place],
    ),
    indices: columns.indices,
    rows: kept.length / columns.indices.length + invalid.count,
    notes: notesOf(rulesInOrder, layout, columns, read),
  };
}

/**
 * The numbers of the rows that have one in each column, row by row, and their reading rules; the other rows are
 * `invalid`.
 */
function keptRows(read: readonly ColumnNumbers[], lines: readonly number[], invalid: InvalidRows) {
  const values = new Float64Array(lines.length * read.length);
  const rules = new Set<NumberRule>();
  let length = 0;
  for (const [row, line] of lines.entries()) {
    const faulty = read.find(({ reasons }) => reasons.has(row));
    if (faulty) {
      invalid.add(line, faulty.reasons.get(row) ?? '');
      continue;
    }
    for (const column of read) {
      values[length++] = column.values[row];
      for (const rule of column.rules.get(row) ?? []) rules.add(rule);
    }
  }
  return { kept: values.slice(0, length), rules };
}

function usual(surveys: readonly ColumnSurvey[], { header, width }: TableLayout, file: string): number {
  const index = usualColumn(surveys, header);
  if (index !== undefined) return index;
  if (width === 1) return 0;
  const held = surveys.map(({ holds }, place) => `${JSON.stringify(columnName(header, place))} holds ${holds}`);
  throw badColumns(`${file} has no column of measurements: ${held.join('; ')}. Choose a column.`);
}

/**
 * The cells of the wanted columns, row by row, with the lines of the rows. Lines that are not rows of the table are
 * `invalid`.
 */
function collectCells({ text }: TableText, layout: TableLayout, { indices }: Columns, invalid: InvalidRows) {
  const cells: string[][] = indices.map(() => []);
  const lines: number[] = [];
  let blankLines: number[] = [];
  let last: Row | undefined;
  eachRow(text, layout.delimiter, (row) => {
    if (row.line < layout.firstLine) return;
    if (row.cells.every((cell) => cell === '')) {
      // Blank lines at the end of a file are not rows; in the middle they are rows with a missing value.
      blankLines.push(row.line);
      return;
    }
    for (const blank of blankLines) invalid.add(blank, 'the line is blank');
    blankLines = [];
    if (row.cells.slice(layout.width).some((cell) => cell !== '')) {
      invalid.add(
        row.line,
        `there ${row.cells.length === 1 ? 'is 1 value' : `are ${row.cells.length} values`} where the first row has ${layout.width}`,
      );
      return;
    }
    for (const [place, index] of indices.entries()) cells[place].push(row.cells[index] ?? '');
    lines.push(row.line);
    last = row;
  });
  if (last !== undefined && isTotal(last, layout)) {
    for (const column of cells) column.pop();
    lines.pop();
    invalid.add(last.line, 'the row is a total of the others');
  }
  return { cells, lines };
}

const RULE_WORDS: Readonly<Record<NumberRule, string>> = {
  decimal_comma: 'decimal commas',
  thousands_marks: 'thousands marks',
  minus_signs: 'minus signs of their own (−)',
  parentheses: 'negative numbers in parentheses',
  minus_behind: 'the minus behind the number',
  fortran_exponents: 'exponents written with D',
  full_width_digits: 'full-width digits',
  quoted_numbers: 'numbers in single quotes',
};

function notesOf(
  rules: readonly NumberRule[],
  { unitsLine, header }: TableLayout,
  { indices }: Columns,
  read: readonly ColumnNumbers[],
): string[] {
  const notes = rules.length > 0 ? [`read with ${rules.map((rule) => RULE_WORDS[rule]).join(', ')}`] : [];
  if (unitsLine !== undefined) notes.push(`line ${unitsLine} gives units`);
  for (const [place, { kind, holds }] of read.entries()) {
    if (kind === 'index' || kind === 'constant') notes.push(`${columnName(header, indices[place])} is ${holds}`);
  }
  return notes;
}

function badFile(message: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('bad-data', message, { path: 'target.file', cause });
}
