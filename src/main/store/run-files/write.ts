import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';
import { explained, type Connection } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { storedConfig } from '../tables/run-rows.ts';
import { runCopier } from './copy.ts';
import { contentDigest } from './digest.ts';
import { settleRuns } from './settle.ts';

export interface RunFileContent {
  /** The store's file. */
  readonly store: string;
  /** Runs that have begun. */
  readonly runs: readonly string[];
  /** Version of this program. */
  readonly program: string;
  /** UTC, ISO 8601. */
  readonly at: string;
}

interface SourceRow {
  readonly run_key: number;
  readonly config: string;
}

/**
 * Writes runs into a new file: a store with nothing else in it, which any program that opens a store can read. The runs are written
 * as they were at one moment, even while they train. Throws `run-not-found` and the store's errors.
 */
export function writeRunFile(
  file: string,
  { store, runs, program, at }: RunFileContent,
  progress: (done: number, total: number) => void = () => undefined,
): void {
  let connection: Connection | undefined;
  try {
    connection = new Database(file);
    connection.pragma('page_size = 8192');
    connection.pragma('auto_vacuum = INCREMENTAL');
    // Nobody uses this file before it is complete; the caller removes an incomplete one.
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    migrate(connection);
    connection.prepare<[string]>('ATTACH ? AS other').run(store);
    connection.transaction(copyRuns)(connection, runs, progress);
    connection
      .prepare<[string, string, string]>(
        'INSERT INTO run_file (run_file_key, content_digest, program, exported_at) VALUES (1, ?, ?, ?)',
      )
      .run(contentDigest(connection), program, at);
    connection.close();
    flush(file);
  } catch (error) {
    connection?.close();
    throw explained(error, file);
  }
}

function copyRuns(
  connection: Connection,
  runs: readonly string[],
  progress: (done: number, total: number) => void,
): void {
  const source = connection.prepare<[string], SourceRow>('SELECT run_key, config FROM other.runs WHERE id = ?');
  const copier = runCopier(connection);
  for (const [index, id] of runs.entries()) {
    const row = source.get(id);
    if (row === undefined) throw new WorkbenchError('run-not-found', `Run ${id} is no longer in the store.`);
    copier.copyDatasets(storedConfig(id, row.config));
    copier.copyRun(row.run_key, { id });
    progress(index + 1, runs.length);
  }
  settleRuns(connection);
}

function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
