import type { RunConfig } from '../../../shared/config/schema.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import type { Connection } from '../connection.ts';
import { datasetKeys } from '../tables/dataset-keys.ts';
import { datasetFinder } from '../tables/datasets.ts';
import { columnsOf, portableColumns, portableValues, RUN_TABLE_NAMES } from './tables.ts';

/** The id of a run in the database to which it is copied. */
export interface CopyIdentity {
  readonly id: string;
  /** UTC, ISO 8601; undefined if it is copied into a run file. */
  readonly importedAt?: string | undefined;
}

/** Copies runs with all recorded data from the database attached as `other` into the connection's own. */
export function runCopier(connection: Connection) {
  const columns = portableColumns(connection, 'runs').filter((name) => name !== 'id');
  const copyRow = connection.prepare<[string, string | null, number]>(
    `INSERT INTO main.runs (${columns.join(', ')}, id, imported_at)
     SELECT ${portableValues(columns)}, ?, ? FROM other.runs WHERE run_key = ?`,
  );
  const copyRecorded = RUN_TABLE_NAMES.map((table) => {
    const names = portableColumns(connection, table)
      .filter((name) => name !== 'run_key')
      .join(', ');
    return connection.prepare<[number, number]>(
      `INSERT INTO main.${table} (run_key, ${names}) SELECT ?, ${names} FROM other.${table} WHERE run_key = ?`,
    );
  });
  const ofDataset = columnsOf(connection, 'datasets')
    .map(({ name }) => name)
    .join(', ');
  const brought = datasetFinder(connection, 'other');
  const copyDataset = connection.prepare<[number]>(
    `INSERT INTO main.datasets (${ofDataset}) SELECT ${ofDataset} FROM other.datasets WHERE rowid = ? ON CONFLICT DO NOTHING`,
  );
  // Datasets without column indices are found only by the names of columns, so there can be only one of each.
  const differing = connection
    .prepare<[number], string>(
      `SELECT kept.name FROM main.datasets AS kept JOIN other.datasets AS brought
         USING (digest, columns, column_indices, reading_rules)
       WHERE brought.rowid = ? AND (kept.values_digest = brought.values_digest OR column_indices = '[]')
         AND (kept.kind <> brought.kind OR kept.content <> brought.content)`,
    )
    .pluck();

  return {
    /** Returns the run's key in the connection's own database. */
    copyRun(runKey: number, { id, importedAt }: CopyIdentity): number {
      const copied = Number(copyRow.run(id, importedAt ?? null, runKey).lastInsertRowid);
      for (const statement of copyRecorded) statement.run(copied, runKey);
      return copied;
    },
    /**
     * Copies the tables and modules that a config names. Throws `dataset-differs` if the target has one with the same
     * digest and other content.
     */
    copyDatasets(config: RunConfig): void {
      for (const key of datasetKeys(config)) {
        const from = brought(key);
        if (from === undefined) continue;
        const name = differing.get(from);
        if (name !== undefined) {
          throw new WorkbenchError('dataset-differs', `the store already has other content with the digest of ${name}`);
        }
        copyDataset.run(from);
      }
    },
  };
}
