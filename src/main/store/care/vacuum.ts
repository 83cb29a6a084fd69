import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { explained } from '../connection.ts';
import { openConnection } from '../open.ts';
import { acquireMaintenance } from '../owners.ts';

/** The size of the file in bytes. */
export interface Vacuumed {
  readonly before: number;
  readonly after: number;
}

/**
 * Returns the space of deleted data to the disk. `incremental` frees empty pages while others have the store open. `full` rewrites
 * the whole file without gaps in its pages; it needs the store to itself and as much free space as the file takes.
 */
export function vacuumStore(path: string, how: 'full' | 'incremental'): Vacuumed {
  const store = resolve(path);
  const maintenance = how === 'full' ? acquireMaintenance(store) : undefined;
  try {
    const connection = openConnection(store);
    try {
      const size = () => {
        connection.pragma('wal_checkpoint(TRUNCATE)');
        return statSync(store).size;
      };
      const before = size();
      connection.exec(how === 'full' ? 'VACUUM' : 'PRAGMA incremental_vacuum');
      return { before, after: size() };
    } catch (error) {
      throw explained(error, store);
    } finally {
      connection.close();
    }
  } finally {
    maintenance?.release();
  }
}
