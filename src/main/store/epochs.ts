import type { EpochRecord } from '../../shared/run.ts';
import type { SeriesChunk, SeriesColumn } from '../../shared/series/series.ts';
import type { Connection } from './connection.ts';

interface EpochRow {
  readonly epoch: number;
  readonly loss_generator: number | null;
  readonly loss_real: number | null;
  readonly loss_fake: number | null;
  readonly seconds: number;
}

/** Epochs of a run: those after `after`, up to `last`. */
export interface EpochRange {
  readonly after: number;
  readonly last: number;
}

const LOSS_COLUMNS = ['loss_generator', 'loss_real', 'loss_fake'] as const;

/** A bucket of neighbouring epochs. Where one of them has no number, `missing` counts it. */
type BucketRow = Readonly<Record<string, number | null>> & {
  readonly first_epoch: number;
  readonly last_epoch: number;
  readonly records: number;
};

export type EpochTable = ReturnType<typeof epochTable>;

export function epochTable(connection: Connection) {
  const insert = connection.prepare<[number, number, number, number, number, number]>(
    'INSERT INTO epochs (run_key, epoch, loss_generator, loss_real, loss_fake, seconds) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = connection.prepare<[number, number], EpochRow>(
    `SELECT epoch, loss_generator, loss_real, loss_fake, seconds FROM epochs
     WHERE run_key = ? AND epoch > ? ORDER BY epoch`,
  );
  // A number that is bound is a REAL to SQLite: uncast, each epoch would be a bucket of its own.
  const selectBuckets = connection.prepare<[{ key: number; after: number; last: number; size: number }], BucketRow>(
    `SELECT min(epoch) AS first_epoch, max(epoch) AS last_epoch, count(*) AS records, avg(seconds) AS seconds_mean,
       min(seconds) AS seconds_low, max(seconds) AS seconds_high,
       ${LOSS_COLUMNS.map(
         (loss) =>
           `avg(${loss}) AS ${loss}_mean, min(${loss}) AS ${loss}_low, max(${loss}) AS ${loss}_high, count(${loss}) AS ${loss}_numbers`,
       ).join(',\n       ')}
     FROM epochs WHERE run_key = @key AND epoch > @after AND epoch <= @last
     GROUP BY CAST((epoch - @after - 1) / @size AS INTEGER) ORDER BY first_epoch`,
  );
  const removeAfter = connection.prepare<[number, number]>('DELETE FROM epochs WHERE run_key = ? AND epoch > ?');

  return {
    append(runKey: number, records: readonly EpochRecord[]): void {
      for (const { epoch, lossGenerator, lossReal, lossFake, seconds } of records) {
        insert.run(runKey, epoch, lossGenerator, lossReal, lossFake, seconds);
      }
    },
    /** The epochs after `afterEpoch`, in order. */
    read(runKey: number, afterEpoch: number): EpochRecord[] {
      return select.all(runKey, afterEpoch).map(epochRecord);
    },
    /** Like `read`, one at a time: a long run has millions. */
    *walk(runKey: number): Generator<EpochRecord> {
      for (const row of select.iterate(runKey, -1)) yield epochRecord(row);
    },
    /** The epochs of `range` in buckets of `size`, found by the database: a long run has millions. */
    readBuckets(runKey: number, { after, last }: EpochRange, size: number): SeriesChunk {
      const rows = selectBuckets.all({ key: runKey, after, last, size });
      return {
        from: Float64Array.from(rows, (row) => row.first_epoch),
        to: Float64Array.from(rows, (row) => row.last_epoch),
        count: Float64Array.from(rows, (row) => row.records),
        columns: Object.fromEntries([...LOSS_COLUMNS, 'seconds'].map((key) => [key, bucketColumn(rows, key)])),
      };
    },
    removeAfter(runKey: number, epoch: number): void {
      removeAfter.run(runKey, epoch);
    },
  };
}

function epochRecord(row: EpochRow): EpochRecord {
  return {
    epoch: row.epoch,
    lossGenerator: row.loss_generator ?? NaN,
    lossReal: row.loss_real ?? NaN,
    lossFake: row.loss_fake ?? NaN,
    seconds: row.seconds,
  };
}

/** A bucket in which one number is missing has none: what is not a number is not hidden among those that are. */
function bucketColumn(rows: readonly BucketRow[], key: string): SeriesColumn {
  const of = (part: string) =>
    Float64Array.from(rows, (row) => {
      const numbers = row[`${key}_numbers`] ?? row.records;
      return numbers === row.records ? (row[`${key}_${part}`] ?? NaN) : NaN;
    });
  const mean = of('mean');
  return rows.every(({ records }) => records === 1)
    ? { mean, low: mean, high: mean }
    : { mean, low: of('low'), high: of('high') };
}
