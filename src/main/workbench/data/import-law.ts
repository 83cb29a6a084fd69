import type { ImportedLaw, LawFileOutcome } from '../../../shared/api/training.ts';
import { counted, countedOf } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Store } from '../../store/store.ts';
import { tableColumns } from './csv-overview.ts';
import { readTable, type WantedTable } from './csv.ts';
import { readLaw } from './files.ts';
import { importModule, type ModuleTrials } from './import-module.ts';
import { ReadingQuestion } from './reading-question.ts';

export interface LawFile {
  readonly field: 'target' | 'noise';
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of a table. */
  readonly columns?: readonly (string | number)[] | undefined;
  readonly numbers?: WantedTable['numbers'];
  readonly invalid_rows?: WantedTable['invalid_rows'];
  /** The function of a module; undefined takes the first that draws. */
  readonly export?: string | undefined;
}

/**
 * Keeps a user's CSV table or JavaScript module in the store, or asks what only the user knows. Throws `bad-data` or
 * `bad-module`, with what is wrong in it.
 */
export async function importLaw(file: LawFile, store: Store, modules: ModuleTrials): Promise<LawFileOutcome> {
  if (/\.(?:js|mjs|cjs)$/i.test(file.name)) return { kind: 'read', imported: await importModule(file, store, modules) };
  if (file.field === 'noise')
    throw new WorkbenchError('bad-data', 'A noise law is a JavaScript module, not a table.', { path: file.field });
  try {
    return { kind: 'read', imported: importTable(file, store) };
  } catch (error) {
    return questionOf(error, file);
  }
}

/** What to ask where a table was not read; throws the error where there is nothing to ask. */
function questionOf(error: unknown, { bytes, numbers, columns: chosen = [] }: LawFile): LawFileOutcome {
  if (!(error instanceof WorkbenchError)) throw error;
  const isQuestion = error instanceof ReadingQuestion;
  if (!isQuestion && error.path !== 'target.columns') throw error;
  const columns = tableColumns(bytes, numbers);
  const taken = chosen.map((reference) => columns.findIndex((column) => column.reference === reference));
  return {
    kind: 'asks',
    question: isQuestion ? error.question : error.message,
    answers: isQuestion ? error.answers : [],
    columns,
    taken: isQuestion ? error.places : taken.filter((place) => place >= 0),
  };
}

function importTable(file: LawFile, store: Store): ImportedLaw {
  const { name, bytes, columns, numbers = 'auto', invalid_rows = 'skip' } = file;
  const reading = readTable(bytes, name, { columns, numbers, invalid_rows });
  const { dataset } = reading;
  store.putDataset(dataset, new Date().toISOString());
  return {
    law: readLaw(
      { law: 'csv', file: name, columns: [...reading.references], numbers, invalid_rows, standardize: true },
      dataset,
    ),
    summary: summaryOf(reading),
    columns: tableColumns(bytes, numbers),
    taken: reading.indices,
    functions: [],
  };
}

function summaryOf({ dataset, rows, notes }: ReturnType<typeof readTable>): string {
  const skipped = dataset.skippedLines.length;
  const kept = skipped > 0 ? countedOf(rows - skipped, rows, 'row') : counted(rows, 'row');
  const lines = skipped > 0 ? [`${counted(skipped, 'line')} skipped`] : [];
  return [`${kept} of ${dataset.columns.join(' and ')}`, ...lines, ...notes].join('; ');
}
