import { counted, countedOf } from '../../../shared/counted.ts';
import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { MINIMUM_ROWS } from '../../../shared/distributions/held-out.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { SkippedLine } from '../../../shared/table-rows.ts';
import { ReadingQuestion } from './reading-question.ts';

/** The most lines that a message quotes. */
const QUOTED_LINES = 5;

/** The share of rows that may be skipped without asking. */
export const SKIPPED_UNASKED = 0.05;

/** The rows of a table without numbers. */
export class InvalidRows {
  readonly #file: string;
  readonly #treatment: CsvLawConfig['invalid_rows'];
  readonly #lines: SkippedLine[] = [];

  constructor(file: string, treatment: CsvLawConfig['invalid_rows']) {
    this.#file = file;
    this.#treatment = treatment;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** Skipped lines in the order of the file. */
  get lines(): readonly SkippedLine[] {
    return this.#lines.toSorted((a, b) => a.line - b.line);
  }

  add(line: number, reason: string): void {
    this.#lines.push({ line, reason });
  }

  /** Throws if too many rows would be left out of a table with `valid` other rows. */
  check(valid: number): void {
    const { count } = this;
    const file = this.#file;
    const share = count / Math.max(1, valid + count);
    if (this.#treatment === 'refuse' && count > 0) {
      const way = share > SKIPPED_UNASKED ? `skip_any, because they are ${percent(share)} of all rows` : 'skip';
      throw badFile(
        `${file} has ${counted(count, 'row')} with a missing or non-numeric value: ${this.#quoted()}. ` +
          `Correct the file, or set target.invalid_rows to ${way}.`,
      );
    }
    if (valid < MINIMUM_ROWS) {
      const skipped = count > 0 ? `, after ${count} that were skipped (${this.#quoted()})` : '';
      throw badFile(
        `${file} has ${counted(valid, 'row')} of numbers${skipped}; ` +
          `at least ${MINIMUM_ROWS} are needed, because a fifth is held out as the test set for distances.`,
      );
    }
    if (this.#treatment === 'skip' && share > SKIPPED_UNASKED) {
      throw new ReadingQuestion(
        `${countedOf(count, valid + count, 'row')} of ${file} (${percent(share)}) contain no number: ${this.#quoted()}.`,
        [
          {
            label: `Leave out ${count === 1 ? 'that row' : `these ${count} rows`}`,
            setting: 'invalid_rows',
            value: 'skip_any',
          },
        ],
      );
    }
  }

  #quoted(): string {
    const quoted = this.lines.slice(0, QUOTED_LINES).map(({ line, reason }) => `line ${line}: ${reason}`);
    const more = this.count - quoted.length;
    return [...quoted, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  }
}

function percent(share: number): string {
  return `${Math.round(1000 * share) / 10} %`;
}

function badFile(message: string): WorkbenchError {
  return new WorkbenchError('bad-data', message, { path: 'target.file' });
}
