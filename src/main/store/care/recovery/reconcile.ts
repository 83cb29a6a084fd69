import { unpackCheckpoint } from '../../tables/checkpoint-codec.ts';
import { write, type Connection } from '../../connection.ts';
import { epochTable } from '../../tables/epochs.ts';
import { decodeFrame } from '../../../../shared/frames/frame-codec.ts';
import { runOf, type RunTableRow } from '../../tables/run-rows.ts';
import { runTable } from '../../tables/runs.ts';
import { snapshotTable } from '../../tables/snapshots.ts';
import { summaryTable } from '../../tables/summaries.ts';
import { sweepTable } from '../../tables/sweeps.ts';

/** A part of a run: how many there are, and how many are known to have been there and are not. */
export interface Share {
  readonly saved: number;
  readonly lost: number;
}

export interface RecoveredRun {
  readonly id: string;
  readonly name: string;
  readonly epochs: Share;
  readonly snapshots: Share;
  readonly checkpoints: Share;
}

/** A run whose row, with its config, cannot be read: without it what was recorded of it means nothing. */
export interface LostRun {
  /** undefined if no index has it. */
  readonly id: string | undefined;
  /** What there would have been of it. */
  readonly epochs: number;
  readonly snapshots: number;
}

export interface Reconciled {
  readonly runs: readonly RecoveredRun[];
  readonly lostRuns: readonly LostRun[];
}

/** Marks runs of which something was lost. */
export const INCOMPLETE_TAG = 'incomplete';

/**
 * Makes a store of rows that were read one by one: takes out what belongs to nothing, what can not be decoded and what
 * was recorded after a run's last epoch, and says of every run what is missing.
 */
export function reconcile(connection: Connection): Reconciled {
  return write(connection, () => {
    const unreadable = removeUnreadableRuns(connection);
    const lostRuns = [...unreadable, ...removeOrphans(connection)];
    connection.exec(REMOVE_LOOSE_ENDS);
    removeUndecodable(connection);
    const runs = shares(connection);
    const isIncomplete = ({ epochs, snapshots, checkpoints }: RecoveredRun) =>
      epochs.lost + snapshots.lost + checkpoints.lost > 0;
    const tag = connection.prepare<[string, string]>(
      'INSERT OR IGNORE INTO tags (run_key, tag) SELECT run_key, ? FROM runs WHERE id = ?',
    );
    for (const run of runs) if (isIncomplete(run)) tag.run(INCOMPLETE_TAG, run.id);
    writeMissingSummaries(connection);
    return { runs, lostRuns };
  });
}

const REMOVE_LOOSE_ENDS = `
  DELETE FROM epochs WHERE epoch > (SELECT epochs_done FROM runs WHERE runs.run_key = epochs.run_key);
  DELETE FROM snapshots WHERE epoch > (SELECT epochs_done FROM runs WHERE runs.run_key = snapshots.run_key);
  DELETE FROM checkpoints WHERE epoch > (SELECT epochs_done FROM runs WHERE runs.run_key = checkpoints.run_key);
  UPDATE runs SET sweep_key = NULL WHERE sweep_key NOT IN (SELECT sweep_key FROM sweeps);
  -- Whoever trained them did so in the damaged file.
  UPDATE runs SET owner = NULL;
  -- A sweep goes on by itself when the store is opened.
  UPDATE runs SET queue_place = (SELECT coalesce(min(queue_place), 1) - 1 FROM runs WHERE queue_place IS NOT NULL)
    WHERE status IN ('running', 'paused') AND sweep_key IS NOT NULL;
  UPDATE runs SET status = 'interrupted' WHERE status IN ('running', 'paused');`;

const RECORDED = ['epochs', 'snapshots', 'checkpoints', 'summaries', 'noise_floors', 'tags'];

interface Counts {
  readonly epochs: number;
  readonly snapshots: number;
}

function countsOf(connection: Connection, runKey: number): Counts {
  const select = connection.prepare<[{ key: number }], Counts>(
    `SELECT (SELECT count(*) FROM epochs WHERE run_key = @key) AS epochs,
       (SELECT count(*) FROM snapshots WHERE run_key = @key) AS snapshots`,
  );
  return select.get({ key: runKey }) ?? { epochs: 0, snapshots: 0 };
}

function removeUnreadableRuns(connection: Connection): LostRun[] {
  const runs = runTable(connection, sweepTable(connection));
  const ids = connection.prepare<[], { run_key: number; id: string }>('SELECT run_key, id FROM runs').all();
  const remove = connection.prepare<[number]>('DELETE FROM runs WHERE run_key = ?');
  return ids.flatMap(({ run_key, id }) => {
    if (isReadable(() => runs.row(id))) return [];
    const lost = { id, ...countsOf(connection, run_key) };
    remove.run(run_key);
    removeRecorded(connection, run_key);
    return [lost];
  });
}

function isReadable(read: () => RunTableRow): boolean {
  try {
    runOf(read());
    return true;
  } catch {
    // Whatever it is: JSON that is none, a config that the schema refuses, a column that has to be there.
    return false;
  }
}

function removeRecorded(connection: Connection, runKey: number): void {
  for (const table of RECORDED) connection.prepare<[number]>(`DELETE FROM ${table} WHERE run_key = ?`).run(runKey);
}

function removeOrphans(connection: Connection): LostRun[] {
  const keys = connection
    .prepare<[], number>(
      `SELECT run_key FROM (${RECORDED.map((table) => `SELECT run_key FROM ${table}`).join(' UNION ')}
         UNION SELECT run_key FROM temp.run_ids)
       WHERE run_key NOT IN (SELECT run_key FROM runs) ORDER BY run_key`,
    )
    .pluck()
    .all();
  const name = connection.prepare<[number], string>('SELECT id FROM temp.run_ids WHERE run_key = ?').pluck();
  return keys.map((key) => {
    const lost = { id: name.get(key), ...countsOf(connection, key) };
    removeRecorded(connection, key);
    return lost;
  });
}

function removeUndecodable(connection: Connection): void {
  const frames = connection.prepare<[], { key: number; bytes: Uint8Array }>(
    'SELECT snapshot_key AS key, frame AS bytes FROM snapshots',
  );
  const kept = connection.prepare<[], { key: number; bytes: Uint8Array }>(
    `SELECT checkpoint_key AS key, bytes FROM checkpoints WHERE kind = 'kept'`,
  );
  removeAll(connection, 'snapshots', 'snapshot_key', undecodable(frames.iterate(), decodeFrame));
  removeAll(connection, 'checkpoints', 'checkpoint_key', undecodable(kept.iterate(), unpackCheckpoint));
}

function undecodable(
  rows: Iterable<{ readonly key: number; readonly bytes: Uint8Array }>,
  decode: (bytes: Uint8Array) => unknown,
): number[] {
  const keys: number[] = [];
  for (const { key, bytes } of rows) {
    try {
      decode(bytes);
    } catch {
      keys.push(key);
    }
  }
  return keys;
}

function removeAll(connection: Connection, table: string, column: string, keys: readonly number[]): void {
  const remove = connection.prepare<[number]>(`DELETE FROM ${table} WHERE ${column} = ?`);
  for (const key of keys) remove.run(key);
}

interface ShareRow {
  readonly id: string;
  readonly name: string;
  readonly epochs: number;
  readonly epochs_done: number;
  readonly epochs_due: number;
  readonly snapshots: number;
  readonly snapshots_due: number;
  readonly snapshots_there: number;
  readonly snapshot_entries: number;
  readonly checkpoints: number;
  readonly checkpoint_entries: number;
}

/** A snapshot is due every so many epochs; a run that failed may have none of its last. */
const DUE = `json_extract(config, '$.snapshots.every')`;
const DUE_UP_TO = `epochs_done - (coalesce(status_before, status) = 'failed')`;
/** A fork has nothing of the epochs that its parent trained. */
const START = 'coalesce(parent_epoch, 0)';

/** Index entries of a run whose rows are not there. */
const entriesWithoutRow = (entries: string, table: string, key: string) =>
  `(SELECT count(*) FROM temp.${entries} WHERE ${entries}.run_key = runs.run_key
     AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${table}.${key} = ${entries}.row AND ${table}.run_key = runs.run_key))`;

function shares(connection: Connection): RecoveredRun[] {
  connection.exec(`CREATE INDEX temp.snapshot_entries_by_run ON snapshot_entries (run_key);
    CREATE INDEX temp.checkpoint_entries_by_run ON checkpoint_entries (run_key);`);
  const rows = connection
    .prepare<[], ShareRow>(
      `SELECT id, name, epochs_done, epochs_done - ${START} AS epochs_due,
         (SELECT count(*) FROM epochs WHERE epochs.run_key = runs.run_key) AS epochs,
         (SELECT count(*) FROM snapshots WHERE snapshots.run_key = runs.run_key) AS snapshots,
         (${DUE_UP_TO}) / ${DUE} - ${START} / ${DUE} AS snapshots_due,
         (SELECT count(*) FROM snapshots WHERE snapshots.run_key = runs.run_key AND epoch % ${DUE} = 0
            AND epoch > ${START} AND epoch <= ${DUE_UP_TO}) AS snapshots_there,
         ${entriesWithoutRow('snapshot_entries', 'snapshots', 'snapshot_key')} AS snapshot_entries,
         (SELECT count(*) FROM checkpoints WHERE checkpoints.run_key = runs.run_key) AS checkpoints,
         ${entriesWithoutRow('checkpoint_entries', 'checkpoints', 'checkpoint_key')} AS checkpoint_entries
       FROM runs ORDER BY created_at, run_key`,
    )
    .all();
  return rows.map(shareOf);
}

/** How much of a run was recovered. If the index is damaged as well, missing snapshots show in part by their cadence. */
function shareOf(row: ShareRow): RecoveredRun {
  const missing = Math.max(row.snapshot_entries, row.snapshots_due - row.snapshots_there, 0);
  const noneLeft = row.epochs_done > 0 && row.checkpoints === 0 ? 1 : 0;
  return {
    id: row.id,
    name: row.name,
    epochs: { saved: row.epochs, lost: Math.max(0, row.epochs_due - row.epochs) },
    snapshots: { saved: row.snapshots, lost: missing },
    checkpoints: { saved: row.checkpoints, lost: Math.max(row.checkpoint_entries, noneLeft) },
  };
}

/** Computes the lost summaries of ended runs from the recovered epochs and snapshots. */
function writeMissingSummaries(connection: Connection): void {
  const summaries = summaryTable(connection, epochTable(connection), snapshotTable(connection));
  const ended = connection
    .prepare<[], { run_key: number; epochs_done: number; count: number }>(
      `SELECT run_key, epochs_done, (SELECT count(*) FROM summaries WHERE summaries.run_key = runs.run_key) AS count
       FROM runs WHERE coalesce(status_before, status) <> 'queued'`,
    )
    .all();
  for (const { run_key, epochs_done, count } of ended) {
    if (summaries.compute(run_key, epochs_done).length > count) summaries.write(run_key, epochs_done);
  }
}
