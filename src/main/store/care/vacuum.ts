import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { explained } from '../connection.ts';
import { openConnection } from '../open.ts';
import { acquireMaintenance } from '../owners.ts';

/** Bytes that the file takes. */
export interface Vacuumed {
  readonly before: number;
  readonly after: number;
}

/**
 * Gives the space of what was deleted back to the disk: `incremental` the free pages, while others have the store open;
 * `full` writes the whole file anew, without the gaps within pages, for which it needs to be alone and as much space again.
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
