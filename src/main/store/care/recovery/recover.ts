import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { WorkbenchError } from '../../../../shared/errors.ts';
import { explained, type Connection } from '../../connection.ts';
import { APPLICATION_ID, migrate, refuseNewer } from '../../migrate.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { createForFilling, finishFilled } from '../filled-file.ts';
import { loadRows, type Loaded } from './load.ts';
import { PageFile } from './page-file.ts';
import { reconcile, type Reconciled } from './reconcile.ts';

/** What was recovered from a damaged store, and what was lost. */
export interface Recovery extends Reconciled, Loaded {
  /** The damaged file, untouched. */
  readonly from: string;
  /** The store of what was saved. */
  readonly to: string;
  readonly pages: number;
  /** Pages that were written last and cannot be read any more: frames of the write-ahead log behind a damaged one. */
  readonly unusableFrames: number;
}

/**
 * Recovers a store: reads every readable row of the store at `from` and writes the rows into a new store at `to`. It reads page by
 * page and without indexes, so that a damaged header or damaged pages cost no other rows. `from` is only read. Throws
 * `nothing-to-recover`, `not-a-store`, `store-too-new`, `store-not-found` or `file-exists`; then there is no `to`.
 */
export function recoverStore(from: string, to: string): Recovery {
  const [damaged, target] = [resolve(from), resolve(to)];
  if (!existsSync(damaged)) {
    throw new WorkbenchError('store-not-found', `${damaged} does not exist; there is nothing to recover.`);
  }
  const file = new PageFile(damaged);
  try {
    const version = versionOf(file, damaged);
    const connection = createForFilling(target);
    try {
      const recovery = fill(connection, file, version);
      if (recovery.rows === 0) {
        throw new WorkbenchError(
          'nothing-to-recover',
          `No part of a store can be read in ${damaged}; it was not changed.`,
        );
      }
      finishFilled(connection);
      return { from: damaged, to: target, pages: file.pageCount, unusableFrames: file.unusableFrames, ...recovery };
    } catch (error) {
      connection.close();
      rmSync(target, { force: true });
      throw explained(error, target);
    }
  } finally {
    file.close();
  }
}

/** The schema of the rows in the file; the newest where the first page does not tell. */
function versionOf({ header }: PageFile, path: string): number {
  if (!header) return MIGRATIONS.length;
  if (header.applicationId !== APPLICATION_ID) {
    throw new WorkbenchError(
      'not-a-store',
      `${path} is another program's SQLite database, not a store of runs: there is nothing to recover.`,
    );
  }
  refuseNewer(path, header.version);
  return header.version;
}

function fill(connection: Connection, file: PageFile, version: number): Reconciled & Loaded {
  // As the rows are, and then as this program has them: a migration may change rows as well.
  migrate(connection, MIGRATIONS.slice(0, version));
  connection.pragma('foreign_keys = OFF');
  const loaded = loadRows(file, connection);
  migrate(connection);
  const reconciled = reconcile(connection);
  return { ...loaded, ...reconciled };
}
