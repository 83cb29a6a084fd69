import { BYTE_ORDER_MARK } from '../../shared/csv.ts';
import { Remembered } from '../state/remembered.svelte.ts';
import { saveFile } from './save.ts';

/** Whether CSV files are written so that Excel reads their letters right. */
export const csvForExcel = new Remembered('csv-for-excel', false, (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** Saves a CSV file, in the way that is chosen. */
export function saveCsvFile(name: string, parts: readonly string[]): Promise<void> {
  const mark = csvForExcel.value ? [BYTE_ORDER_MARK] : [];
  return saveFile(name, new Blob([...mark, ...parts], { type: 'text/csv' }));
}
