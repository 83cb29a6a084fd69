import { WorkbenchError } from '../../../shared/errors.ts';
import type { SkippedLine, TableRows } from '../../../shared/table-rows.ts';
import type { Connection } from '../connection.ts';
import { tableContent } from './dataset-digest.ts';
import type { DatasetKey } from './dataset-keys.ts';

/**
 * Columns of the user's own table. The digest of the file, the indices of the columns, the reading rules and the digest
 * of the values identify the dataset.
 */
export interface CsvDataset {
  readonly kind: 'csv';
  /** SHA-256 of the file's content. */
  readonly digest: string;
  /** The file's name, for people. */
  readonly name: string;
  /** The header of each column; `column 1` and so on for headers that are not unique. */
  readonly columns: readonly string[];
  /** The index of each column in the file, from 0; empty for datasets of versions that did not record it. */
  readonly indices: readonly number[];
  /**
   * The rules by which the file was read, as a short text that is equal for equal rules; '' for datasets of versions
   * without rules.
   */
  readonly readingRules: string;
  /** SHA-256 of the values and their shape (`valuesDigest`). */
  readonly valuesDigest: string;
  /** Row-major `[rows, columns]`. */
  readonly values: Float64Array;
  readonly skippedLines: readonly SkippedLine[];
}

/** The user's own JavaScript module. */
export interface ModuleDataset {
  readonly kind: 'module';
  /** SHA-256 of the source. */
  readonly digest: string;
  readonly name: string;
  readonly source: string;
}

export type Dataset = CsvDataset | ModuleDataset;

interface DatasetRow {
  readonly kind: Dataset['kind'];
  readonly name: string;
  readonly content: Uint8Array;
  readonly skipped_lines: string;
  readonly column_indices: string;
  readonly reading_rules: string;
  readonly values_digest: string;
}

/** What is known of a dataset without reading its values. */
export interface DatasetFacts {
  /**
   * Whether it is a table of a version that did not record the indices of columns, whose configs have no digest of
   * values.
   */
  readonly isFromBefore: boolean;
  /** The rows of a table. */
  readonly rows: TableRows | undefined;
}

interface FactsRow {
  readonly is_from_before: 0 | 1;
  readonly rows: number | null;
  readonly skipped: number;
}

interface RowWanted {
  readonly digest: string;
  readonly columns: string;
  readonly values: string | null;
}

/**
 * Finds the row of a dataset as SQLite's `rowid`. An old config without a digest of values finds the dataset of that
 * time. A config with one finds the dataset with column indices or, if there is none, the old dataset with the same
 * values.
 */
export function datasetFinder(connection: Connection, schema: 'main' | 'other' = 'main') {
  const select = connection
    .prepare<[RowWanted], number>(
      `SELECT rowid FROM ${schema}.datasets
       WHERE digest = @digest AND columns = @columns AND iif(@values IS NULL, column_indices = '[]', values_digest = @values)
       ORDER BY column_indices = '[]', created_at DESC, rowid DESC LIMIT 1`,
    )
    .pluck();
  return ({ digest = '', columns, valuesDigest }: DatasetKey): number | undefined =>
    select.get({ digest, columns: JSON.stringify(columns), values: valuesDigest ?? null });
}

export function datasetTable(connection: Connection) {
  const insert = connection.prepare<[Record<string, string | Uint8Array>]>(
    `INSERT INTO datasets (digest, columns, column_indices, reading_rules, values_digest, kind, name, content, skipped_lines, created_at)
     VALUES (@digest, @columns, @column_indices, @reading_rules, @values_digest, @kind, @name, @content, @skipped_lines, @created_at)
     ON CONFLICT DO NOTHING`,
  );
  const select = connection.prepare<[number], DatasetRow>(
    'SELECT kind, name, content, skipped_lines, column_indices, reading_rules, values_digest FROM datasets WHERE rowid = ?',
  );
  const selectFacts = connection.prepare<[number], FactsRow>(
    `SELECT kind = 'csv' AND column_indices = '[]' AS is_from_before,
       iif(kind = 'csv', octet_length(content) / (8 * json_array_length(columns)), NULL) AS rows,
       json_array_length(skipped_lines) AS skipped
     FROM datasets WHERE rowid = ?`,
  );
  const selectSkipped = connection
    .prepare<[number], string>('SELECT skipped_lines FROM datasets WHERE rowid = ?')
    .pluck();
  const rowOf = datasetFinder(connection);

  function find(key: DatasetKey): Dataset | undefined {
    const rowid = rowOf(key);
    const row = rowid === undefined ? undefined : select.get(rowid);
    if (row === undefined) return undefined;
    const { digest = '', columns } = key;
    const { kind, name, content } = row;
    if (kind === 'module') return { kind, digest, name, source: Buffer.from(content).toString('utf8') };
    return {
      kind,
      digest,
      name,
      columns,
      indices: JSON.parse(row.column_indices) as number[],
      readingRules: row.reading_rules,
      valuesDigest: row.values_digest,
      values: toValues(content),
      skippedLines: JSON.parse(row.skipped_lines) as SkippedLine[],
    };
  }

  function facts(key: DatasetKey): DatasetFacts | undefined {
    const rowid = rowOf(key);
    const row = rowid === undefined ? undefined : selectFacts.get(rowid);
    if (row === undefined) return undefined;
    const { rows: read, skipped } = row;
    return { isFromBefore: row.is_from_before === 1, rows: read === null ? undefined : { read, skipped } };
  }

  return {
    find,
    facts,
    /** Skipped lines in order; empty if the dataset does not exist. */
    skippedLines(key: DatasetKey): readonly SkippedLine[] {
      const rowid = rowOf(key);
      const text = rowid === undefined ? undefined : selectSkipped.get(rowid);
      return text === undefined ? [] : (JSON.parse(text) as SkippedLine[]);
    },
    /** Stores a dataset; storing it again changes nothing. */
    put(dataset: Dataset, createdAt: string): void {
      const { digest, kind, name } = dataset;
      const about = { digest, kind, name, created_at: createdAt };
      if (kind === 'module') {
        insert.run({ ...about, ...OF_MODULES, content: Buffer.from(dataset.source, 'utf8') });
      } else if (dataset.readingRules !== '' || facts(dataset)?.isFromBefore !== true) {
        insert.run({
          ...about,
          columns: JSON.stringify(dataset.columns),
          column_indices: JSON.stringify(dataset.indices),
          reading_rules: dataset.readingRules,
          values_digest: dataset.valuesDigest,
          content: tableContent(dataset.values),
          skipped_lines: JSON.stringify(dataset.skippedLines),
        });
      }
    },
    /** The dataset of a key. Throws `dataset-not-found`. */
    get(key: DatasetKey): Dataset {
      const found = find(key);
      if (found === undefined) {
        const which = key.kind === 'csv' ? `columns ${key.columns.join(', ')} of the data` : 'module';
        throw new WorkbenchError(
          'dataset-not-found',
          `The ${which} with digest ${key.digest ?? '(none)'} is not in this store.`,
        );
      }
      return found;
    },
  };
}

/** The values of a module's row in columns that are for tables. */
const OF_MODULES = { columns: '[]', column_indices: '[]', reading_rules: '', values_digest: '', skipped_lines: '[]' };

function toValues(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(8 * index, true));
}
