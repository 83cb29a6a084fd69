import type { ImportedLaw, LawColumn, LawReading } from '../../../shared/api/training.ts';
import { counted, countedOf } from '../../../shared/counted.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { CsvDataset } from '../../store/tables/datasets.ts';
import { tableColumns } from './csv-overview.ts';
import { readTable, type TableReading, type WantedTable } from './csv.ts';
import { readLaw } from './files.ts';
import { ReadingQuestion } from './reading-question.ts';

/** A table that was chosen in the window. */
export interface LawTableFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly columns?: readonly (string | number)[] | undefined;
  readonly numbers?: WantedTable['numbers'];
  readonly invalid_rows?: WantedTable['invalid_rows'];
}

/** A table as a law with the dataset to store, or a question that only the user can answer. */
export type LawTable =
  | { readonly kind: 'read'; readonly imported: ImportedLaw; readonly dataset: CsvDataset }
  | Extract<LawReading, { readonly kind: 'asks' }>;

/** Reads a user's CSV table as a target law. Throws `bad-data` with the fault. */
export function readLawTable(file: LawTableFile): LawTable {
  const { name, bytes, columns: wanted, numbers = 'auto', invalid_rows = 'skip' } = file;
  let reading: TableReading;
  try {
    reading = readTable(bytes, name, { columns: wanted, numbers, invalid_rows });
  } catch (error) {
    return questionOf(error, file);
  }
  const { dataset, references, indices } = reading;
  const imported: ImportedLaw = {
    law: readLaw(
      { law: 'csv', file: name, columns: [...references], numbers, invalid_rows, standardize: true },
      dataset,
    ),
    summary: summaryOf(reading),
    columns: tableColumns(bytes, numbers),
    taken: indices,
    functions: [],
  };
  return { kind: 'read', imported, dataset };
}

/** The question about a table that was not read. Throws the error if it is not a question. */
function questionOf(error: unknown, { bytes, numbers, columns: chosen = [] }: LawTableFile): LawTable {
  if (!(error instanceof WorkbenchError)) throw error;
  const isQuestion = error instanceof ReadingQuestion;
  if (!isQuestion && error.path !== 'target.columns') throw error;
  const columns: readonly LawColumn[] = tableColumns(bytes, numbers);
  const taken = chosen.map((reference) => columns.findIndex((column) => column.reference === reference));
  return {
    kind: 'asks',
    question: isQuestion ? error.question : error.message,
    answers: isQuestion ? error.answers : [],
    columns,
    taken: isQuestion ? error.places : taken.filter((place) => place >= 0),
  };
}

function summaryOf({ dataset, rows, notes }: TableReading): string {
  const skipped = dataset.skippedLines.length;
  const kept = skipped > 0 ? countedOf(rows - skipped, rows, 'row') : counted(rows, 'row');
  const lines = skipped > 0 ? [`${counted(skipped, 'line')} skipped`] : [];
  return [`${kept} of ${dataset.columns.join(' and ')}`, ...lines, ...notes].join('; ');
}
