import type { PackedSnapshot } from '../../../shared/frames/frame-codec.ts';
import type { Measurement } from '../../../shared/run.ts';
import {
  columnsBehindShares,
  seriesWithShares,
  shareUnitOf,
  type ShareUnit,
} from '../../../shared/wasserstein-share.ts';
import type { SeriesChunk } from '../../../shared/series/series.ts';
import { bucketChunk, bucketReader, type BucketChoice, type EpochRange } from './buckets.ts';
import type { Connection } from '../connection.ts';
import { filledColumns, metricColumns, NAN_METRICS, readMetrics, type Row } from './metric-columns.ts';
import { preparedOnce } from '../prepared-once.ts';
import { TARGET_SCALE_COLUMNS, targetScaleOf } from './run-rows.ts';

type MeasurementRow = Row & { readonly epoch: number; readonly outside: number };
type SnapshotRow = MeasurementRow & { readonly frame: Uint8Array<ArrayBuffer> };

/** The metrics' columns. */
const NUMBERS = metricColumns().filter((column) => column !== NAN_METRICS);
const MEASURED = ['epoch', ...metricColumns(), 'outside'].join(', ');

export type SnapshotTable = ReturnType<typeof snapshotTable>;

export function snapshotTable(connection: Connection) {
  /** Runs of the same kind fill the same columns, a third of all. */
  const insertOf = preparedOnce<(number | string | Uint8Array)[], never>(connection);
  const insertInto = (filled: readonly string[]) => {
    const columns = ['run_key', 'epoch', 'outside', 'frame', ...filled];
    return insertOf(`INSERT INTO snapshots (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  };
  const select = connection.prepare<[number, number], SnapshotRow>(
    `SELECT ${MEASURED}, frame FROM snapshots WHERE run_key = ? AND epoch > ? ORDER BY epoch`,
  );
  const selectMeasured = connection.prepare<[number, number], MeasurementRow>(
    `SELECT ${MEASURED} FROM snapshots WHERE run_key = ? AND epoch > ? ORDER BY epoch`,
  );
  const selectNearest = connection.prepare<[{ readonly key: number; readonly epoch: number }], SnapshotRow>(
    // The last one up to this epoch and the first one after it, because sorting all of a long run by distance takes
    // milliseconds.
    `SELECT ${MEASURED}, frame FROM snapshots WHERE snapshot_key = (
       SELECT snapshot_key FROM (
         SELECT * FROM (SELECT snapshot_key, epoch FROM snapshots
                        WHERE run_key = @key AND epoch <= @epoch ORDER BY epoch DESC LIMIT 1)
         UNION ALL
         SELECT * FROM (SELECT snapshot_key, epoch FROM snapshots
                        WHERE run_key = @key AND epoch > @epoch ORDER BY epoch LIMIT 1)
       ) ORDER BY abs(epoch - @epoch), epoch LIMIT 1)`,
  );
  const selectExact = connection.prepare<[number, number], SnapshotRow>(
    `SELECT ${MEASURED}, frame FROM snapshots WHERE run_key = ? AND epoch = ?`,
  );
  const selectTarget = connection.prepare<[number], Row & { readonly id: string; readonly config: string }>(
    `SELECT id, config, ${TARGET_SCALE_COLUMNS.join(', ')} FROM runs WHERE run_key = ?`,
  );
  function unitOf(runKey: number): ShareUnit {
    const row = selectTarget.get(runKey);
    return row && shareUnitOf(targetScaleOf(row));
  }
  const selectEpochs = connection
    .prepare<[number, number], number>('SELECT epoch FROM snapshots WHERE run_key = ? AND epoch > ? ORDER BY epoch')
    .pluck();
  const selectCounts = connection.prepare<[number, number, number], Row>(
    `SELECT ${NUMBERS.map((column) => `count(${column}) AS ${column}`).join(', ')}
     FROM snapshots WHERE run_key = ? AND epoch > ? AND epoch <= ?`,
  );
  const selectNotNumbers = connection
    .prepare<[number, number, number], string>(
      `SELECT DISTINCT nan_metrics FROM snapshots
       WHERE run_key = ? AND epoch > ? AND epoch <= ? AND nan_metrics IS NOT NULL`,
    )
    .pluck();
  /** Metrics that are NaN in some snapshot. */
  function notNumbers(runKey: number, { after, last }: EpochRange): string[] {
    return selectNotNumbers.all(runKey, after, last).flatMap((named) => named.split(' '));
  }
  /** The metrics that a run has. Reading only these is faster than reading all columns. */
  function numberKeys(runKey: number, range: EpochRange): string[] {
    const counts = selectCounts.get(runKey, range.after, range.last);
    const named = notNumbers(runKey, range);
    return NUMBERS.filter((key) => Number(counts?.[key]) > 0 || named.includes(key));
  }
  const readBuckets = bucketReader(connection, 'snapshots');
  const removeAfter = connection.prepare<[number, number]>('DELETE FROM snapshots WHERE run_key = ? AND epoch > ?');

  return {
    append(runKey: number, snapshots: readonly PackedSnapshot[]): void {
      for (const { epoch, metrics, averageMetrics, outside, frame } of snapshots) {
        const { columns, values } = filledColumns(metrics, averageMetrics);
        insertInto(columns).run(runKey, epoch, outside, frame, ...values);
      }
    },
    /** The snapshots after `afterEpoch`, in order. */
    read(runKey: number, afterEpoch = -1): PackedSnapshot[] {
      const unit = unitOf(runKey);
      return select.all(runKey, afterEpoch).map((row) => snapshot(row, unit));
    },
    /** The measurements after `afterEpoch`, in order. */
    readMeasurements(runKey: number, afterEpoch = -1): Measurement[] {
      const unit = unitOf(runKey);
      return selectMeasured.all(runKey, afterEpoch).map((row) => measurement(row, unit));
    },
    /** The chosen metrics that the run has, for the snapshots in `range`, in buckets of `size` epochs. */
    readBuckets(runKey: number, range: EpochRange, size: number, choice: BucketChoice = {}): SeriesChunk {
      const { columns: wanted } = choice;
      const read = wanted && columnsBehindShares(wanted);
      const keys = read ? NUMBERS.filter((key) => read.includes(key)) : numberKeys(runKey, range);
      if (keys.length === 0) return bucketChunk([], []);
      const rows = readBuckets(runKey, range, size, keys, choice);
      const isEmpty = (key: string) => rows.every((row) => row[`${key}_numbers`] === 0);
      const named = keys.some(isEmpty) ? notNumbers(runKey, range) : [];
      const chunk = bucketChunk(
        rows,
        keys.filter((key) => !isEmpty(key) || named.includes(key)),
        choice,
      );
      return seriesWithShares(chunk, unitOf(runKey), wanted);
    },
    /** Like `readMeasurements`, one at a time, as they are recorded, without computed metrics. */
    *walkMeasurements(runKey: number): Generator<Measurement> {
      for (const row of selectMeasured.iterate(runKey, -1)) yield measurement(row, undefined);
    },
    /** The snapshot nearest to `epoch`, the earlier of two; undefined if the run has none. */
    readNearest(runKey: number, epoch: number): PackedSnapshot | undefined {
      const row = selectNearest.get({ key: runKey, epoch });
      return row && snapshot(row, unitOf(runKey));
    },
    /** The snapshot of exactly this epoch; undefined if there is none. */
    readExact(runKey: number, epoch: number): PackedSnapshot | undefined {
      const row = selectExact.get(runKey, epoch);
      return row && snapshot(row, unitOf(runKey));
    },
    /** The snapshots of exactly these epochs, if they exist. */
    *walkExact(runKey: number, epochs: Iterable<number>): Generator<PackedSnapshot> {
      const unit = unitOf(runKey);
      for (const epoch of epochs) {
        const row = selectExact.get(runKey, epoch);
        if (row) yield snapshot(row, unit);
      }
    },
    /** The epochs after `afterEpoch` that have a snapshot, in order. */
    readEpochs(runKey: number, afterEpoch = -1): Float64Array {
      return Float64Array.from(selectEpochs.all(runKey, afterEpoch));
    },
    removeAfter(runKey: number, epoch: number): void {
      removeAfter.run(runKey, epoch);
    },
  };
}

function measurement(row: MeasurementRow, unit: ShareUnit): Measurement {
  return { epoch: row.epoch, ...readMetrics(row, unit), outside: row.outside };
}

function snapshot(row: SnapshotRow, unit: ShareUnit): PackedSnapshot {
  return { ...measurement(row, unit), frame: row.frame };
}
