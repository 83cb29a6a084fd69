import type { Connection } from '../connection.ts';
import { epochTable } from '../tables/epochs.ts';
import { snapshotTable } from '../tables/snapshots.ts';
import { summaryTable } from '../tables/summaries.ts';

/**
 * Makes every run of a run file one that nobody trains: what trained, or stood still between two epochs, counts as cut off there, and
 * can go on from its last checkpoint. To be called within a transaction.
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
