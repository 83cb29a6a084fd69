import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';

/** What of a row is no clock and no key of the store's own. */
const NOT_RECORDED = new Set(['run_key', 'snapshot_key', 'checkpoint_key', 'seconds']);

/** The rows of one run, of which `SELECT` has to give the same twice, whatever happened in between. */
const TABLES = [
  'SELECT * FROM epochs WHERE run_key = ? ORDER BY epoch',
  'SELECT * FROM snapshots WHERE run_key = ? ORDER BY epoch',
  'SELECT * FROM summaries WHERE run_key = ? ORDER BY metric',
  // The rolling one is of whatever epoch the clock said; a finished run's last is kept.
  `SELECT * FROM checkpoints WHERE run_key = ? AND kind = 'kept' ORDER BY epoch`,
];

/** What a finished run recorded, losses, snapshots with their frames, weights and the evaluation at the end, as SHA-256. */
function digestOf(database: Database.Database, run: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256');
  const add = (row: Readonly<Record<string, unknown>>) => {
    for (const [column, value] of Object.entries(row)) {
      if (NOT_RECORDED.has(column)) continue;
      hash.update(column).update(Buffer.isBuffer(value) ? value : JSON.stringify(value));
    }
  };
  for (const table of TABLES) {
    let rows = 0;
    for (const row of database.prepare<[unknown], Readonly<Record<string, unknown>>>(table).iterate(run.run_key)) {
      add(row);
      rows += 1;
    }
    hash.update(`${rows} rows`);
  }
  add(Object.fromEntries(Object.entries(run).filter(([column]) => column.startsWith('final_'))));
  return hash.digest('hex');
}

/**
 * By engine and seed, the digest of what each run of a store recorded. Throws where the store is damaged, a run has not
 * finished, or one is there twice.
 */
export function recordedRuns(path: string): ReadonlyMap<string, string> {
  const database = new Database(path, { readonly: true });
  try {
    const runs = database.prepare<[], Readonly<Record<string, unknown>>>('SELECT * FROM runs').all();
    const digests = new Map<string, string>();
    for (const run of runs) {
      const name = `${String(run.engine)}, seed ${String(run.seed)}`;
      if (run.status !== 'finished') throw new Error(`${name} is ${String(run.status)}`);
      if (digests.has(name)) throw new Error(`${name} is there twice`);
      digests.set(name, digestOf(database, run));
    }
    return digests;
  } finally {
    database.close();
  }
}
