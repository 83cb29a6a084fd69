import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { decimalCommasFound } from './decimal-mark.ts';
import type { TableLayout } from './table-layout.ts';

/** Refuses a table whose delimiter also occurs within the values. */
export function refuseMarksWithin(layout: TableLayout, file: string, numbers: CsvLawConfig['numbers']): void {
  refuseCommasWithin(layout, file, numbers);
  refuseBlanksWithin(layout, file);
}

/**
 * Refuses a table without a header whose only blanks group thousands: 1 034 is one number, because nobody writes 34 as
 * 034 in a separate column.
 */
function refuseBlanksWithin({ delimiter, header, sample }: TableLayout, file: string): void {
  if (delimiter !== ' ' || header) return;
  const areGroups = sample.every(
    ({ cells: [first = '', ...groups] }) =>
      /^[-+−]?[1-9]\d{0,2}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group)),
  );
  const padded = sample.find(({ cells }) => cells.slice(1).some((group) => group.startsWith('0')));
  if (!areGroups || !padded) return;
  throw new WorkbenchError(
    'bad-data',
    `${file} has spaces between thousands (line ${padded.line}: ${padded.cells.join(' ')}) and no header, so each number ` +
      'looks like several columns; name the column in the first line, or remove the spaces.',
    { path: 'target.file' },
  );
}

/**
 * Refuses a table whose values are separated by commas and also have unquoted decimal commas, because it cannot be read
 * with certainty. For a single column without a header the user is asked, because 1,05 and -0,5 are not two numbers
 * each.
 */
function refuseCommasWithin(layout: TableLayout, file: string, numbers: CsvLawConfig['numbers']): void {
  const { delimiter, header, width, sample } = layout;
  if (delimiter !== ',' || sample.length === 0) return;
  const wider = sample.filter(({ cells }) => cells.length > width && cells.every((cell) => /^[-+−]?\d+$/.test(cell)));
  if (header && 2 * wider.length > sample.length) {
    throw new WorkbenchError(
      'bad-data',
      `${file} has decimal commas and also separates values by commas (line ${wider[0].line}: ${wider[0].cells.join(',')}), ` +
        'so they cannot be distinguished; save it with semicolons between the values.',
      { path: 'target.file' },
    );
  }
  if (numbers !== 'auto' || header || width !== 2) return;
  const arePairs = sample.every(({ cells }) => /^[-+−]?\d+$/.test(cells[0]) && /^\d+$/.test(cells[1] ?? ''));
  const fraction = sample.find(({ cells }) => /^[-−]0$/.test(cells[0]) || /^0\d/.test(cells[1] ?? ''));
  if (arePairs && fraction) {
    throw decimalCommasFound(file, 'the only column', { written: fraction.cells.join(','), line: fraction.line });
  }
}
