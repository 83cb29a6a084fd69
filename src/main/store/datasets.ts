import { WorkbenchError } from '../../shared/errors.ts';
import type { Connection } from './connection.ts';

/** A line of the user's table that was left out, counted from 1. */
export interface SkippedLine {
  readonly line: number;
  readonly reason: string;
}

/** Columns of the user's own table. */
export interface CsvDataset {
  readonly kind: 'csv';
  /** SHA-256 of the file's content. */
  readonly digest: string;
  /** The file's name, for people. */
  readonly name: string;
  readonly columns: readonly string[];
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
}

export function datasetTable(connection: Connection) {
  const insert = connection.prepare<[string, string, string, string, Uint8Array, string, string]>(
    `INSERT INTO datasets (digest, columns, kind, name, content, skipped_lines, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const select = connection.prepare<[string, string], DatasetRow>(
    'SELECT kind, name, content, skipped_lines FROM datasets WHERE digest = ? AND columns = ?',
  );

  function find(digest: string, columns: readonly string[]): Dataset | undefined {
    const row = select.get(digest, JSON.stringify(columns));
    if (row === undefined) return undefined;
    const { kind, name, content } = row;
    if (kind === 'module') return { kind, digest, name, source: Buffer.from(content).toString('utf8') };
    const skippedLines = JSON.parse(row.skipped_lines) as SkippedLine[];
    return { kind, digest, name, columns, values: toValues(content), skippedLines };
  }

  return {
    find,
    /** Keeps a dataset; one with the same digest and columns is the same one and stays as it is. */
    put(dataset: Dataset, createdAt: string): void {
      const { digest, kind, name } = dataset;
      if (kind === 'csv') {
        const { columns, values, skippedLines } = dataset;
        insert.run(
          digest,
          JSON.stringify(columns),
          kind,
          name,
          toBytes(values),
          JSON.stringify(skippedLines),
          createdAt,
        );
      } else {
        insert.run(digest, '[]', kind, name, Buffer.from(dataset.source, 'utf8'), '[]', createdAt);
      }
    },
    /** The dataset of a digest, for a CSV with these columns. Throws `dataset-not-found`. */
    get(digest: string, columns: readonly string[]): Dataset {
      const found = find(digest, columns);
      if (found === undefined) {
        const which = columns.length > 0 ? `columns ${columns.join(', ')} of the data` : 'module';
        throw new WorkbenchError('dataset-not-found', `The ${which} with digest ${digest} is not in this store.`);
      }
      return found;
    },
  };
}

function toBytes(values: Float64Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => bytes.setFloat64(8 * index, value, true));
  return new Uint8Array(bytes.buffer);
}

function toValues(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(8 * index, true));
}
