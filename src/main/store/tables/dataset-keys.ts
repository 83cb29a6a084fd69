import type { CsvLawConfig, ModuleLawConfig } from '../../../shared/config/laws.ts';
import type { RunConfig } from '../../../shared/config/schema.ts';

/** By what the store finds a dataset. */
export interface DatasetKey {
  /** SHA-256 of the file's content; undefined where a config was written by hand and its file never read. */
  readonly digest: string | undefined;
  /** Empty of a module. */
  readonly columns: readonly string[];
  /** Of a table; undefined in a config that was recorded before configs told it, and of a module. */
  readonly valuesDigest: string | undefined;
  readonly kind: 'csv' | 'module';
}

/** What the store calls a column: by its header, or `column 1` where no header tells it from the others. */
export function columnNames(columns: CsvLawConfig['columns']): string[] {
  return columns.map((column) => (typeof column === 'number' ? `column ${column}` : column));
}

/** By what the store finds a module of this source. */
export function moduleKey(digest: string | undefined): DatasetKey {
  return { digest, columns: [], valuesDigest: undefined, kind: 'module' };
}

/** By what the store finds what a law's file holds. */
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
