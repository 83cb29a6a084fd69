import type { LawColumn } from '../../../shared/api/training.ts';
import { surveyColumns } from './column-kinds.ts';
import { isTelling } from './csv-columns.ts';
import type { WantedTable } from './csv.ts';
import { tableLayout } from './table-layout.ts';
import { TableFault } from './table-rows.ts';
import { tableText } from './table-text.ts';

/** The columns of a CSV file's content; empty if it is not a table. */
export function tableColumns(bytes: Uint8Array, numbers: WantedTable['numbers'] = 'auto'): readonly LawColumn[] {
  const table = tableText(bytes);
  if (table === undefined) return [];
  const layout = tableLayout(table, [], numbers);
  const { header = [] } = layout;
  try {
    return surveyColumns(table, layout).map(({ kind, holds }, index) => {
      const place = `column ${index}`;
      const isReference = header.length > 0 && isTelling(header, index);
      const name = header.at(index) ?? '';
      return {
        reference: isReference ? name : index,
        name: isReference ? name : name === '' ? place : `${name} (${place})`,
        kind,
        holds,
      };
    });
  } catch (fault) {
    if (fault instanceof TableFault) return [];
    throw fault;
  }
}
