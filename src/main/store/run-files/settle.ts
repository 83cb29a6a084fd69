import type { Connection } from '../connection.ts';
import { epochTable } from '../tables/epochs.ts';
import { snapshotTable } from '../tables/snapshots.ts';
import { summaryTable } from '../tables/summaries.ts';

/**
 * Marks every run of a run file as not in training. A run that was training or paused becomes interrupted and can be
 * resumed from its last checkpoint. Call this within a transaction.
 */
export function settleRuns(connection: Connection): void {
  const summaries = summaryTable(connection, epochTable(connection), snapshotTable(connection));
  const training = connection
    .prepare<[], { readonly run_key: number; readonly epochs_done: number }>(
      `SELECT run_key, epochs_done FROM runs WHERE status IN ('running', 'paused')`,
    )
    .all();
  for (const { run_key, epochs_done } of training) {
    connection.prepare<[number]>(`UPDATE runs SET status = 'interrupted' WHERE run_key = ?`).run(run_key);
    summaries.write(run_key, epochs_done);
  }
}
