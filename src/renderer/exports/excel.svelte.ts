import { BYTE_ORDER_MARK } from '../../shared/csv.ts';
import { rememberedSwitch } from '../state/remembered.svelte.ts';
import { saveFile } from './save.ts';

/** Whether CSV files are written so that Excel reads letters such as é correctly. */
export const csvForExcel = rememberedSwitch('csv-for-excel', false);

/** Saves a CSV file in the chosen form. */
export function saveCsvFile(name: string, parts: readonly string[]): Promise<void> {
  const mark = csvForExcel.value ? [BYTE_ORDER_MARK] : [];
  return saveFile(name, new Blob([...mark, ...parts], { type: 'text/csv' }));
}
