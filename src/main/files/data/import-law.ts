import type { LawReading } from '../../../shared/api/training.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { hasEnding, MODULE_ENDINGS } from '../../../shared/law-file-endings.ts';
import type { Store } from '../../store/store.ts';
import { importModule, type LawModuleFile, type ModuleTries } from './import-module.ts';
import { readLawTable, type LawTable, type LawTableFile } from './law-table.ts';

/** A file that was chosen for one of a config's laws: a table or a module. */
export type LawFile = LawTableFile & LawModuleFile;

/** Whether a file is JavaScript, by its name. JavaScript runs when it is imported. */
export function isModule({ name }: Pick<LawFile, 'name'>): boolean {
  return hasEnding(name, MODULE_ENDINGS);
}

type ReadLawTable = (file: LawTableFile) => Promise<LawTable>;

const readHere: ReadLawTable = async (file) => Promise.resolve(readLawTable(file));

/**
 * Stores a user's CSV table or JavaScript module, or returns a question that only the user can answer. Throws
 * `bad-data` or `bad-module` with the fault. `readTable` reads a table; without it, this thread does.
 */
export async function importLaw(
  { field, export: wanted, ...file }: LawFile,
  store: Store,
  modules: ModuleTries,
  readTable: ReadLawTable = readHere,
): Promise<LawReading> {
  if (isModule(file))
    return { kind: 'read', imported: await importModule({ ...file, field, export: wanted }, store, modules) };
  if (field === 'noise')
    throw new WorkbenchError('bad-data', 'A noise law is a JavaScript module, not a table.', { path: field });
  const table = await readTable(file);
  if (table.kind === 'asks') return table;
  store.datasets.put(table.dataset, new Date().toISOString());
  return { kind: 'read', imported: table.imported };
}
