import type { CsvLawConfig } from '../../shared/config/laws.ts';
import type { RunConfig } from '../../shared/config/schema.ts';

/** By what the store finds a dataset. */
export interface DatasetKey {
  /** SHA-256 of the file's content; undefined where a config was written by hand and its file never read. */
  readonly digest: string | undefined;
  /** Empty of a module. */
  readonly columns: readonly string[];
  readonly kind: 'csv' | 'module';
}

/** How a dataset's columns are named in the store: `column 0` where the table has no header. */
export function columnNames(columns: CsvLawConfig['columns']): string[] {
  return columns.map((column) => (typeof column === 'number' ? `column ${column}` : column));
}

/** The datasets that a config names. */
export function datasetKeys({ target, noise }: RunConfig): DatasetKey[] {
  return [target, noise].flatMap((law): DatasetKey[] => {
    if (law.law === 'csv') return [{ digest: law.digest, columns: columnNames(law.columns), kind: 'csv' }];
    return law.law === 'module' ? [{ digest: law.digest, columns: [], kind: 'module' }] : [];
  });
}
