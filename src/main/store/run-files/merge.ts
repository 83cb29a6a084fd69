import { createHash } from 'node:crypto';
import type { Connection } from '../connection.ts';
import { ID_DIGITS, ID_LENGTH } from '../new-id.ts';
import { storedConfig } from '../tables/run-rows.ts';
import { runCopier } from './copy.ts';
import { runDigest } from './digest.ts';

/** The result for a run of a run file. */
export interface MergedRun {
  /** Its id in the file. */
  readonly from: string;
  /** Its id in the store. */
  readonly id: string;
  /**
   * `there`: the store already has it with the same recorded data, and was not changed. `copied`: the store has another
   * state of the run with this id (it was trained further, here or there); the one in the file got a new id, and both
   * are kept.
   */
  readonly outcome: 'imported' | 'copied' | 'there';
}

interface FoundRow {
  readonly run_key: number;
  readonly id: string;
  readonly config: string;
}

/**
 * Copies the runs of a checked run file into a store in one transaction: all of them, or none and an error. Names, notes, stars and
 * tags of existing runs stay as they are in the store. `write` runs it in a transaction, within which no file can be attached.
 */
export function mergeRunFile(
  connection: Connection,
  file: string,
  at: string,
  write: (work: () => MergedRun[]) => MergedRun[],
): MergedRun[] {
  connection.prepare<[string]>('ATTACH ? AS other').run(file);
  try {
    return write(() => mergeRuns(connection, at));
  } finally {
    connection.exec('DETACH other');
  }
}

function mergeRuns(connection: Connection, at: string): MergedRun[] {
  const found = connection
    .prepare<[], FoundRow>('SELECT run_key, id, config FROM other.runs ORDER BY created_at, run_key')
    .all();
  const keyOf = connection.prepare<[string], number>('SELECT run_key FROM main.runs WHERE id = ?').pluck();
  const copier = runCopier(connection);
  return found.map(({ run_key, id: from, config }): MergedRun => {
    // A run that is new here needs no comparison, which would take twice as long as copying.
    let digest: string | undefined;
    for (let copies = 0; ; copies++) {
      const id = digest === undefined ? from : idOfCopy(from, digest, copies);
      const there = keyOf.get(id);
      if (there === undefined) {
        copier.copyDatasets(storedConfig(from, config));
        copier.copyRun(run_key, { id, importedAt: at });
        return { from, id, outcome: copies === 0 ? 'imported' : 'copied' };
      }
      digest ??= runDigest(connection, 'other', run_key);
      if (runDigest(connection, 'main', there) === digest) return { from, id, outcome: 'there' };
    }
  });
}

/** The id that a copy of this content always gets, so that importing it again finds it. */
function idOfCopy(id: string, digest: string, copies: number): string {
  const bytes = createHash('sha256').update(`${id} ${digest} ${copies}`).digest();
  return Array.from(bytes.subarray(0, ID_LENGTH), (byte) => ID_DIGITS[byte % ID_DIGITS.length]).join('');
}
