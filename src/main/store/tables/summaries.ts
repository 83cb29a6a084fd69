import type { Summary } from '../../../shared/run.ts';
import { Courses } from '../../../shared/series/course.ts';
import type { Connection } from '../connection.ts';
import type { EpochTable } from './epochs.ts';
import type { SnapshotTable } from './snapshots.ts';

type SummaryKey = Summary['metric'];

interface SummaryRow {
  readonly metric: SummaryKey;
  readonly last: number | null;
  readonly minimum: number | null;
  readonly minimum_epoch: number | null;
  readonly maximum: number | null;
  readonly tail_mean: number | null;
}

export function summaryTable(connection: Connection, epochs: EpochTable, snapshots: SnapshotTable) {
  const insert = connection.prepare<[number, string, number, number, number, number, number]>(
    `INSERT INTO summaries (run_key, metric, last, minimum, minimum_epoch, maximum, tail_mean) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = connection.prepare<[number], SummaryRow>(
    'SELECT metric, last, minimum, minimum_epoch, maximum, tail_mean FROM summaries WHERE run_key = ?',
  );
  const remove = connection.prepare<[number]>('DELETE FROM summaries WHERE run_key = ?');

  /** Summarises every loss and metric of a run from its rows. */
  function compute(runKey: number, epochsDone: number): Summary[] {
    const courses = new Courses(epochsDone);
    for (const record of epochs.walk(runKey)) courses.addEpoch(record);
    for (const measured of snapshots.walkMeasurements(runKey)) courses.addSnapshot(measured);
    return courses.summaries(epochsDone);
  }

  return {
    compute,
    /** Computes and stores the summaries of a run that has ended. */
    write(runKey: number, epochsDone: number): void {
      remove.run(runKey);
      for (const summary of compute(runKey, epochsDone)) {
        const { metric, last, minimum, minimumEpoch, maximum, tailMean } = summary;
        insert.run(runKey, metric, last, minimum, minimumEpoch, maximum, tailMean);
      }
    },
    read(runKey: number): Summary[] {
      return select.all(runKey).map((row) => ({
        metric: row.metric,
        last: row.last ?? NaN,
        minimum: row.minimum ?? NaN,
        minimumEpoch: row.minimum_epoch ?? NaN,
        maximum: row.maximum ?? NaN,
        tailMean: row.tail_mean ?? NaN,
      }));
    },
    remove(runKey: number): void {
      remove.run(runKey);
    },
  };
}
