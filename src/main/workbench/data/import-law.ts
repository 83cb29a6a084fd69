import type { ImportedLaw } from '../../../shared/api/training.ts';
import { counted } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import { tableColumns } from './csv-overview.ts';
import { parseCsv } from './csv.ts';
import { readLaw } from './files.ts';
import { importModule, type ModuleTrials } from './import-module.ts';

export interface LawFile {
  readonly field: 'target' | 'noise';
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of a table. */
  readonly columns?: readonly (string | number)[] | undefined;
  /** The function of a module; undefined takes the first that draws. */
  readonly export?: string | undefined;
}

/** Keeps a user's CSV table or JavaScript module in the store. Throws `bad-data` or `bad-module`, with what is wrong in it. */
export async function importLaw(file: LawFile, store: Store, modules: ModuleTrials): Promise<ImportedLaw> {
  return /\.(?:js|mjs|cjs)$/i.test(file.name) ? importModule(file, store, modules) : importTable(file, store);
}

function importTable({ field, name, bytes, columns }: LawFile, store: Store): ImportedLaw {
  if (field === 'noise')
    throw new WorkbenchError('bad-data', 'A noise law is a JavaScript module, not a table.', { path: field });
  const table = tableColumns(bytes);
  const usual = [(table.find(({ isNumeric }) => isNumeric) ?? table.at(0))?.reference ?? 0];
  const wanted = { columns: [...(columns ?? usual)], invalid_rows: 'skip' as const };
  const dataset = parseCsv(bytes, name, wanted);
  store.putDataset(dataset, new Date().toISOString());
  const rows = dataset.values.length / dataset.columns.length;
  const skipped = dataset.skippedLines.length;
  return {
    law: readLaw({ law: 'csv', file: name, standardize: true, ...wanted }, dataset),
    summary: `${counted(rows, 'row')} of ${dataset.columns.join(' and ')}${skipped > 0 ? `; ${counted(skipped, 'line')} skipped` : ''}`,
    columns: table,
    functions: [],
  };
}
