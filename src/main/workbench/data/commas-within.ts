import type { CsvLawConfig } from '../../../shared/config/laws.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { decimalCommasFound } from './decimal-mark.ts';
import type { TableLayout } from './table-layout.ts';

/**
 * Refuses a table whose values are separated by commas and have unquoted decimal commas as well: nothing says which is
 * which. Of a single column without a header it is asked: 1,05 and -0,5 are no two numbers each.
 */
export function refuseCommasWithin(layout: TableLayout, file: string, numbers: CsvLawConfig['numbers']): void {
  const { delimiter, header, width, sample } = layout;
  if (delimiter !== ',' || sample.length === 0) return;
  const wider = sample.filter(({ cells }) => cells.length > width && cells.every((cell) => /^[-+−]?\d+$/.test(cell)));
  if (header && 2 * wider.length > sample.length) {
    throw new WorkbenchError(
      'bad-data',
      `${file} has decimal commas, and commas between its values as well (line ${wider[0].line}: ${wider[0].cells.join(',')}), ` +
        'so that nothing tells them apart; save it with semicolons between the values.',
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
