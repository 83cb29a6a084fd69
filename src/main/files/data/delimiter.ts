import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { readCell } from './csv-number.ts';
import { firstRows, type Delimiter, type Row } from './table-rows.ts';

/** Delimiters in order of preference: a comma may be a decimal comma, and a header may contain blanks. */
const DELIMITERS: readonly Delimiter[] = ['\t', ';', ',', ' ', '|'];

/** The number of characters that are examined. */
export const SAMPLE_CHARACTERS = 65_536;
const SAMPLE_ROWS = 200;

/** The delimiter of a table of one column. It can be any character that its values do not contain. */
const NONE: Delimiter = ';';

/** The beginning of a table, split by a delimiter. */
interface Split {
  readonly delimiter: Delimiter;
  readonly rows: readonly Row[];
  readonly widths: readonly number[];
}

export function delimiterOf(character: string): Delimiter | undefined {
  return DELIMITERS.find((delimiter) => delimiter === character);
}

/**
 * The delimiter of a table: the first one that splits every row into the same number of values. If lines have missing
 * values, the most frequent one, except a blank.
 */
export function detectDelimiter(text: string, numbers: CsvLawConfig['numbers'] = 'auto'): Delimiter {
  const beginning = text.slice(0, SAMPLE_CHARACTERS);
  const holds = (delimiter: Delimiter) =>
    beginning.includes(delimiter) || (delimiter === ' ' && beginning.includes('\t'));
  const splits = DELIMITERS.map((delimiter): Split => {
    // A character that does not occur is not a delimiter.
    const rows = holds(delimiter) ? firstRows(text, delimiter, SAMPLE_CHARACTERS, SAMPLE_ROWS) : [];
    return { delimiter, rows, widths: rows.map(widthOf) };
  });
  const even = splits.filter(isEven);
  const sure = even.find(({ delimiter }) => delimiter === '\t' || delimiter === ';');
  if (sure) return sure.delimiter;
  // `1,5 2,75` could also be split evenly at commas, but not into numbers.
  const best = even.toSorted((a, b) => numbersIn(b) - numbersIn(a)).at(0);
  if (best) return isOneColumn(best, text, numbers) ? NONE : best.delimiter;
  const most = splits
    .filter(({ delimiter }) => delimiter !== ' ')
    .map((split) => ({ split, found: split.widths.reduce((sum, width) => sum + width - 1, 0) }))
    .reduce((a, b) => (b.found > a.found ? b : a));
  if (most.found === 0) return ',';
  return isOneColumn(most.split, text, numbers) ? NONE : most.split.delimiter;
}

/** The number of values in a row. Blank values at the end come from extra delimiters and do not count. */
function widthOf({ cells }: Row): number {
  let width = cells.length;
  while (width > 1 && cells[width - 1] === '') width--;
  return width;
}

/**
 * Whether all rows have the same number of values, or the first has one less, because R writes no header for row names.
 */
function isEven({ rows, widths }: Split): boolean {
  return [rows.map(({ cells }) => cells.length), widths].some(([first = 0, ...below]) => {
    const width = below.at(0) ?? first;
    return width > 1 && below.every((count) => count === width) && (first === width || first + 1 === width);
  });
}

/** Share of the values below the first row that are numbers. */
function numbersIn({ rows }: Split): number {
  const cells = rows.slice(1).flatMap((row) => row.cells);
  return cells.filter((cell) => readCell(cell).kind === 'number').length / Math.max(1, cells.length);
}

/**
 * Whether the apparent delimiter is a mark within the numbers of a single column: its name does not contain it, and
 * each line is a number as a whole. R's output looks similar, but its first values are counters or quoted.
 */
function isOneColumn(split: Split, text: string, numbers: CsvLawConfig['numbers']): boolean {
  if (split.delimiter !== ',' && split.delimiter !== ' ') return false;
  const whole = firstRows(text, NONE, SAMPLE_CHARACTERS, SAMPLE_ROWS);
  const areNumbers = (rows: readonly Row[]) =>
    rows.length > 0 &&
    rows.every(({ cells }) => {
      const { kind } = readCell(cells[0]);
      return cells.length === 1 && (kind === 'number' || kind === 'none');
    });
  if (numbers === 'decimal_comma' && split.delimiter === ',' && areNumbers(whole)) return true;
  const [first, ...below] = split.rows;
  if (first.cells.length !== 1 || readCell(first.cells[0]).kind !== 'text' || !areNumbers(whole.slice(1))) return false;
  return !counts(below.map(({ cells }) => cells[0]));
}

/** Whether values are 0, 1, 2, … or 1, 2, 3, … */
export function counts(cells: readonly string[]): boolean {
  const first = Number(cells[0]);
  return (
    cells.length > 2 &&
    (first === 0 || first === 1) &&
    cells.every((cell, index) => cell !== '' && Number(cell) === first + index)
  );
}
