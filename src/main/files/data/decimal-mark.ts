import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import type { ReadingAnswer } from '../../../shared/api/training.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { markOf, type DecimalMark, type NumberCell } from './csv-number.ts';
import { ReadingQuestion } from './reading-question.ts';
import type { Delimiter } from './table-rows.ts';

type Numbers = CsvLawConfig['numbers'];

/** An example of a notation, with its line. */
export interface Example {
  readonly written: string;
  readonly line: number;
}

/** What the numbers of a column show about their decimal mark. */
export class MarkEvidence {
  /** Numbers that only one mark reads. */
  readonly only = { point: 0, comma: 0 };
  /** Numbers that both marks can read, with different results: 1,234 and 1.234. */
  readonly either = { point: 0, comma: 0 };
  /** The first number of each kind. */
  readonly examples: { point?: Example; comma?: Example; either?: Example } = {};
  #endInZero = 0;
  #belowThousand = 0;
  #ungroupedThousands = 0;

  add(cell: NumberCell, line: number): void {
    const mark = markOf(cell);
    if (mark === undefined) {
      if (/^\d{1,3}$/.test(cell.body)) this.#belowThousand++;
      else if (/^\d{4,}$/.test(cell.body)) this.#ungroupedThousands++;
      return;
    }
    this.examples[mark] ??= { written: cell.written, line };
    if (mark !== 'either') {
      this.only[mark]++;
      return;
    }
    this.either[cell.body.includes(',') ? 'comma' : 'point']++;
    if (cell.body.endsWith('0')) this.#endInZero++;
  }

  /**
   * Whether 1,234 can only be more than a thousand. Decimals printed without trailing zeros would never be 1,250, and
   * decimals printed with a fixed number of places would not have 999 next to them.
   */
  get groupsThousands(): boolean {
    return this.#endInZero > 0 && this.#belowThousand > 0 && this.#ungroupedThousands === 0;
  }
}

interface Column {
  /** The column's name for messages, such as `column "height"`. */
  readonly what: string;
  readonly file: string;
  readonly delimiter: Delimiter;
  readonly numbers: Numbers;
  readonly evidence: MarkEvidence;
  /** The mark that the other columns of the table show; undefined if they show none, or both. */
  readonly elsewhere: () => DecimalMark | undefined;
}

/** If only this share of a column's numbers has the other mark, the column is read, and those rows are skipped. */
const MISWRITTEN = 0.05;

/**
 * The decimal mark of a column, from all of its numbers. Throws a `ReadingQuestion` if it is ambiguous, or if a
 * comma-separated table has decimal commas.
 */
export function decimalMark(column: Column): DecimalMark {
  const { numbers, evidence } = column;
  if (numbers !== 'auto') return numbers === 'decimal_point' ? 'point' : 'comma';
  const { only, either } = evidence;
  const marked = only.point + only.comma;
  if (Math.min(only.point, only.comma) > MISWRITTEN * marked) throw mixed(column);
  if (marked > 0) return only.point >= only.comma ? 'point' : comma(column);
  if (either.point + either.comma === 0) return 'point';
  const elsewhere = column.elsewhere();
  if (elsewhere !== undefined) return elsewhere === 'point' ? 'point' : comma(column);
  if (either.comma > 0 && either.point > 0) throw open(column);
  if (either.comma > 0) {
    if (evidence.groupsThousands) return 'point';
    throw open(column);
  }
  // A decimal point with three digits after it is common; a table with semicolons may come from a locale in which the
  // point groups thousands.
  if (column.delimiter === ';') {
    if (evidence.groupsThousands) return 'comma';
    throw open(column);
  }
  if (evidence.groupsThousands && column.delimiter !== ',') throw open(column);
  return 'point';
}

const AS_COMMA = { setting: 'numbers', value: 'decimal_comma' } as const;
const AS_POINT = { setting: 'numbers', value: 'decimal_point' } as const;

function comma(column: Column): DecimalMark {
  if (column.delimiter === ',') throw decimalCommasFound(column.file, column.what, column.evidence.examples.comma);
  return 'comma';
}

/** A comma-separated table whose numbers have commas too. */
export function decimalCommasFound(file: string, what: string, example: Example | undefined): ReadingQuestion {
  const shown = example ? ` (line ${example.line}: ${example.written})` : '';
  return new ReadingQuestion(`${file} has decimal commas in ${what}${shown}, but commas also separate the values.`, [
    { label: 'Read them as decimal commas', ...AS_COMMA },
  ]);
}

function open({ file, what, evidence }: Column): ReadingQuestion {
  const { written = '', line = 0 } = evidence.examples.either ?? {};
  const mark = written.includes(',') ? ',' : '.';
  const [thousands, decimals] = [written.replaceAll(mark, ''), written.replaceAll(mark, '.')];
  const answers: ReadingAnswer[] = [
    { label: `Read it as ${thousands}, with thousands marks`, ...(mark === ',' ? AS_POINT : AS_COMMA) },
    {
      label: `Read it as ${decimals}, with a decimal ${mark === ',' ? 'comma' : 'point'}`,
      ...(mark === ',' ? AS_COMMA : AS_POINT),
    },
  ];
  return new ReadingQuestion(`Numbers such as ${written} (line ${line}) in ${what} of ${file} are ambiguous.`, answers);
}

function mixed({ file, what, evidence }: Column): WorkbenchError {
  const { point, comma: other } = evidence.examples;
  return new WorkbenchError(
    'bad-data',
    `In ${file}, ${what} mixes decimal points (line ${point?.line ?? 0}: ${point?.written ?? ''}) and decimal commas ` +
      `(line ${other?.line ?? 0}: ${other?.written ?? ''}); use one decimal mark.`,
    { path: 'target.file' },
  );
}
