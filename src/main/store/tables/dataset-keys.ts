import type { CsvLawConfig, ModuleLawConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';

/** What identifies a dataset in the store. */
export interface DatasetKey {
  /** SHA-256 of the file's content; undefined if a config was written by hand and its file was never read. */
  readonly digest: string | undefined;
  /** Empty for a module. */
  readonly columns: readonly string[];
  /** The digest of a table's values; undefined for a module, and in a config from before this digest existed. */
  readonly valuesDigest: string | undefined;
  readonly kind: 'csv' | 'module';
}

/** The store's name of a column: its header, or `column 1` if the header is not unique. */
export function columnNames(columns: CsvLawConfig['columns']): string[] {
  return columns.map((column) => (typeof column === 'number' ? `column ${column}` : column));
}

/** The key of a module with this source. */
export function moduleKey(digest: string | undefined): DatasetKey {
  return { digest, columns: [], valuesDigest: undefined, kind: 'module' };
}

/** The key of the dataset of a law's file. */
export function datasetKey(law: CsvLawConfig | ModuleLawConfig): DatasetKey {
  switch (law.law) {
    case 'csv':
      return { digest: law.digest, columns: columnNames(law.columns), valuesDigest: law.values_digest, kind: 'csv' };
    case 'module':
      return moduleKey(law.digest);
  }
}

/** The datasets that a config names. */
export function datasetKeys({ target, noise }: RunConfig): DatasetKey[] {
  return [target, noise].flatMap((law) => (law.law === 'csv' || law.law === 'module' ? [datasetKey(law)] : []));
}
