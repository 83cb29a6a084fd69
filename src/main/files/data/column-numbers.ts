import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { ColumnCount, type ColumnSurvey } from './column-kinds.ts';
import { badColumns } from './csv-columns.ts';
import { outOfRange, readCell, rulesWith, valueWith, type DecimalMark, type NumberRule } from './csv-number.ts';
import { decimalMark, type Example } from './decimal-mark.ts';
import { SKIPPED_UNASKED } from './invalid-rows.ts';
import type { Delimiter } from './table-rows.ts';
import type { UnreadNotation } from './unread-notation.ts';

interface ColumnCells {
  readonly cells: readonly string[];
  /** The line of each cell. */
  readonly lines: readonly number[];
  readonly file: string;
  /** The header; '' if there is none. */
  readonly name: string;
  /** The column's name for messages, such as `column "height"`. */
  readonly what: string;
  readonly numbers: CsvLawConfig['numbers'];
  readonly delimiter: Delimiter;
  /** The number of rows, including those without this cell. */
  readonly rows: number;
  /** The decimal mark that the other columns show. */
  readonly elsewhere: () => DecimalMark | undefined;
  /** Names of the other columns with numbers. */
  readonly others: () => readonly string[];
}

/** The numbers of a column, all read in the same notation. */
export interface ColumnNumbers extends Pick<ColumnSurvey, 'kind' | 'holds'> {
  /** A value for each row; NaN if the cell holds no number. */
  readonly values: Float64Array;
  /** Why a row has no number. */
  readonly reasons: ReadonlyMap<number, string>;
  /** The reading rules that a row's number needed, if it is not plain. */
  readonly rules: ReadonlyMap<number, readonly NumberRule[]>;
}

/**
 * Reads a column in the notation that its cells have in common. Throws `bad-data` if it contains text, or more than 5 %
 * of a notation that is not supported, and the errors of `decimalMark`.
 */
export function columnNumbers(column: ColumnCells): ColumnNumbers {
  const { cells, lines, what } = column;
  const count = new ColumnCount(column.name);
  const values = new Float64Array(cells.length).fill(NaN);
  for (const [row, content] of cells.entries()) {
    const cell = readCell(content);
    count.add(cell, lines[row]);
    if (cell.kind === 'number' && cell.plain !== undefined) values[row] = cell.plain;
  }
  for (const { notation, found, example } of count.notations.values()) {
    if (found > SKIPPED_UNASKED * column.rows) throw unread(column, notation, quoted(example));
  }
  if (count.text.example !== undefined && count.text.found > count.numbers)
    throw textual(column, quoted(count.text.example));
  const mark = decimalMark({ ...column, evidence: count.evidence });
  const other = mark === 'point' ? 'a decimal comma' : 'a decimal point';
  const reasons = new Map<number, string>();
  const rules = new Map<number, readonly NumberRule[]>();
  for (const [row, content] of cells.entries()) {
    // Most are plain and already known.
    if (mark === 'point' && Number.isFinite(Math.fround(values[row]))) continue;
    values[row] = NaN;
    const cell = readCell(content);
    if (cell.kind !== 'number') {
      reasons.set(row, `${what} ${cell.reason}`);
      continue;
    }
    const value = valueWith(cell, mark);
    const problem =
      value === undefined
        ? `is ${JSON.stringify(cell.written)}, with ${other} unlike the other rows`
        : outOfRange(value, cell.written);
    if (value === undefined || problem !== undefined) {
      reasons.set(row, `${what} ${problem ?? ''}`);
      continue;
    }
    values[row] = value;
    const needed = rulesWith(cell, mark);
    if (needed.length > 0) rules.set(row, needed);
  }
  const { kind, holds } = count.survey();
  return { kind, holds, values, reasons, rules };
}

function unread({ file, what }: ColumnCells, { words, advice }: UnreadNotation, example: string): WorkbenchError {
  return new WorkbenchError(
    'bad-data',
    `In ${file}, ${what} contains ${words} (${example}), which cannot be read as numbers; ${advice}.`,
    {
      path: 'target.file',
    },
  );
}

function textual({ file, what, others }: ColumnCells, example: string): WorkbenchError {
  const names = others();
  const choice =
    names.length > 0
      ? `choose a column of numbers: ${names.slice(0, 10).join(', ')}`
      : 'the table has no column of numbers';
  return badColumns(`In ${file}, ${what} contains text (${example}), not numbers; ${choice}.`);
}

function quoted({ written, line }: Example): string {
  return `line ${line}: ${written.length > 40 ? `${written.slice(0, 40)}…` : written}`;
}
