import type { ColumnKind } from '../../../shared/api/training.ts';
import { readCell, valueWith, type DecimalMark, type Cell } from './csv-number.ts';
import { MarkEvidence, type Example } from './decimal-mark.ts';
import type { TableLayout } from './table-layout.ts';
import { eachRow, type Row } from './table-rows.ts';
import type { TableText } from './table-text.ts';
import type { UnreadNotation } from './unread-notation.ts';

/** The content of a table's column. */
export interface ColumnSurvey {
  readonly kind: ColumnKind;
  /** Words for a sentence, such as `an index (1, 2, 3, …)`. */
  readonly holds: string;
  readonly evidence: MarkEvidence;
}

/** Names under which rows are counted or identified. */
const INDEX_NAME =
  /^(?:|#|unnamed: ?\d+|index|idx|row(?:names?|[ _]?(?:id|nr|no|number))?|nr\.?|no\.?|key|(?:.*[ _-])?id)$/i;

interface Written {
  found: number;
  readonly notation: UnreadNotation;
  readonly example: Example;
}

/** What the cells of a column hold, as they come. */
export class ColumnCount {
  readonly evidence = new MarkEvidence();
  readonly notations = new Map<string, Written>();
  readonly text: { found: number; example: Example | undefined } = { found: 0, example: undefined };
  numbers = 0;
  #first: number | undefined;
  /** The difference between consecutive numbers, if it is always the same whole number. */
  #step: number | undefined;
  #last = NaN;
  #isConstant = true;
  /** The values of a column that may identify rows; undefined once it cannot. */
  #identifiers: Set<number> | undefined;

  constructor(name: string) {
    if (INDEX_NAME.test(name)) this.#identifiers = new Set();
  }

  add(cell: Cell, line: number): void {
    switch (cell.kind) {
      case 'none':
        return;
      case 'text':
        this.text.found++;
        this.text.example ??= { written: cell.written, line };
        return;
      case 'notation': {
        const { notation, written } = cell;
        const before = this.notations.get(notation.words);
        if (before) before.found++;
        else this.notations.set(notation.words, { found: 1, notation, example: { written, line } });
        return;
      }
      case 'number':
        this.evidence.add(cell, line);
        this.#addNumber(valueWith(cell, 'point') ?? valueWith(cell, 'comma') ?? 0);
    }
  }

  #addNumber(value: number): void {
    this.#first ??= value;
    const step = value - this.#last;
    if (this.numbers === 1 && Number.isInteger(value) && Number.isInteger(step) && step !== 0) this.#step = step;
    if (step !== this.#step) this.#step = undefined;
    this.#last = value;
    if (value !== this.#first) this.#isConstant = false;
    this.numbers++;
    if (this.#identifiers?.has(value) === true || !Number.isInteger(value)) this.#identifiers = undefined;
    this.#identifiers?.add(value);
  }

  survey(): ColumnSurvey {
    const { evidence } = this;
    const text = this.text.found;
    const usual = [...this.notations.values()].toSorted((a, b) => b.found - a.found).at(0);
    const written = usual?.found ?? 0;
    if (this.numbers + written + text === 0) return { kind: 'empty', holds: 'nothing', evidence };
    if (text > this.numbers + written) return { kind: 'text', holds: 'text', evidence };
    if (usual && written > this.numbers) return { kind: 'text', holds: usual.notation.words, evidence };
    const first = this.#first ?? 0;
    if (this.numbers > 2 && this.#step !== undefined) {
      const start = `(${first}, ${first + this.#step}, ${first + 2 * this.#step}, …)`;
      const isIndex = this.#step === 1 && (first === 0 || first === 1);
      return { kind: 'index', holds: `${isIndex ? 'an index' : 'equally spaced numbers'} ${start}`, evidence };
    }
    if (this.#identifiers && this.numbers > 2)
      return { kind: 'index', holds: 'an index: it numbers the rows', evidence };
    if (this.numbers > 2 && this.#isConstant) return { kind: 'constant', holds: `${first} throughout`, evidence };
    return { kind: 'numbers', holds: 'numbers', evidence };
  }
}

/** The most rows that are examined, more than enough to recognise a column. */
const SURVEYED_ROWS = 20_000;

/** The content of each column of a table, from its first rows. Throws a `TableFault`. */
export function surveyColumns(
  { text }: TableText,
  { delimiter, header, width, firstLine }: TableLayout,
): ColumnSurvey[] {
  const columns = Array.from({ length: width }, (_, index) => new ColumnCount(header?.[index] ?? `column ${index}`));
  const add = ({ cells, line }: Row) => {
    if (line < firstLine || (cells.length === 1 && cells[0] === '')) return;
    for (const [index, column] of columns.entries()) column.add(readCell(cells[index]), line);
  };
  eachRow(text, delimiter, add, SURVEYED_ROWS);
  return columns.map((column) => column.survey());
}

/** The default column: the first named one with measurements, else the first with measurements. */
export function usualColumn(
  surveys: readonly ColumnSurvey[],
  header: readonly string[] | undefined,
): number | undefined {
  const measured = surveys.flatMap(({ kind }, index) => (kind === 'numbers' ? [index] : []));
  return measured.find((index) => header !== undefined && header[index] !== '') ?? measured.at(0);
}

/** The decimal mark that all columns but one show; undefined if they show none, or both. */
export function markElsewhere(surveys: readonly ColumnSurvey[], but: number): DecimalMark | undefined {
  const others = surveys.filter((_, index) => index !== but);
  const point = others.some(({ evidence }) => evidence.only.point > 0);
  const comma = others.some(({ evidence }) => evidence.only.comma > 0);
  return point === comma ? undefined : point ? 'point' : 'comma';
}
