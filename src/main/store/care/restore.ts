import { constants, copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { WorkbenchError } from '../../../shared/errors.ts';
import { makeWhole } from './backups.ts';
import { explained, notSqlite } from '../connection.ts';
import { forgetLastCheck } from './last-check.ts';
import { APPLICATION_ID, refuseNewer, schemaVersion } from '../migrate.ts';
import { acquireMaintenance } from '../owners.ts';
import { recoverStore, type Recovery } from './recovery/recover.ts';
import { finishReplacement, replaceStore } from './replace.ts';
import { besideStore, PARTIAL } from '../store-files.ts';

export interface Replaced {
  /** The new name of the previous store; undefined if there was none. */
  readonly setAside: string | undefined;
}

/**
 * Replaces a store by a copy of a backup. The previous store is kept, renamed with the time. Throws `store-in-use`,
 * `backup-not-found`, `store-damaged` (if the backup is) or `not-a-store`; then the store is unchanged.
 */
export function restoreStore(path: string, backup: string): Replaced {
  const store = resolve(path);
  if (!existsSync(backup)) throw new WorkbenchError('backup-not-found', `${backup} does not exist.`);
  return aloneWith(store, () => {
    const at = new Date();
    const fresh = unfinished(store, 'restored', at);
    try {
      copyFileSync(backup, fresh, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      makeWhole(fresh);
      requireStore(fresh, backup);
    } catch (error) {
      rmSync(fresh, { force: true });
      throw explained(error, backup);
    }
    return putInPlace(store, fresh, besideStore(store, 'set-aside', at));
  });
}

/**
 * Recovers the readable data of a damaged store into a new one, which replaces it. The damaged file is kept, renamed
 * with the time. Throws `store-in-use` and the errors of `recoverStore`; then the store is unchanged.
 */
export function recoverInPlace(path: string): Recovery & Replaced {
  const store = resolve(path);
  return aloneWith(store, () => {
    const at = new Date();
    const fresh = unfinished(store, 'recovered', at);
    const recovery = recoverStore(store, fresh);
    const replaced = putInPlace(store, fresh, besideStore(store, 'damaged', at));
    return { ...recovery, ...replaced, from: replaced.setAside ?? recovery.from, to: store };
  });
}

/** Calls `work` while no other process has the store open for training. */
function aloneWith<Result>(store: string, work: () => Result): Result {
  finishReplacement(store);
  const maintenance = acquireMaintenance(store);
  try {
    removeUnfinished(store);
    return work();
  } finally {
    maintenance.release();
  }
}

/** A file that will replace the store when it is complete. */
function unfinished(store: string, what: 'restored' | 'recovered', at: Date): string {
  return besideStore(store, what, at) + PARTIAL;
}

/** Removes incomplete files of a process that was killed. */
function removeUnfinished(store: string): void {
  const begin = basename(store, extname(store));
  for (const name of readdirSync(dirname(store))) {
    const isLeft = ['restored', 'recovered'].some((what) => name.startsWith(`${begin}.${what}-`));
    if (isLeft && name.includes(`${extname(store)}${PARTIAL}`)) rmSync(join(dirname(store), name), { force: true });
  }
}

function putInPlace(store: string, fresh: string, aside: string): Replaced {
  const wasThere = existsSync(store);
  replaceStore(store, fresh, aside);
  forgetLastCheck(store);
  return { setAside: wasThere ? aside : undefined };
}

function requireStore(copy: string, backup: string): void {
  const database = new Database(copy, { readonly: true });
  try {
    if (Number(database.pragma('application_id', { simple: true })) !== APPLICATION_ID) throw notSqlite(backup);
    refuseNewer(backup, schemaVersion(database));
  } finally {
    database.close();
  }
}
