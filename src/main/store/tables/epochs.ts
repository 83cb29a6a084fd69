import type { EpochRecord } from '../../../shared/run.ts';
import type { SeriesChunk } from '../../../shared/series/series.ts';
import { bucketChunk, bucketReader, type BucketChoice, type EpochRange } from './buckets.ts';
import type { Connection } from '../connection.ts';

interface EpochRow {
  readonly epoch: number;
  readonly loss_generator: number | null;
  readonly loss_real: number | null;
  readonly loss_fake: number | null;
  readonly seconds: number;
}

const COLUMNS = ['loss_generator', 'loss_real', 'loss_fake', 'seconds'] as const;
export type EpochColumn = (typeof COLUMNS)[number];

export type EpochTable = ReturnType<typeof epochTable>;

export function epochTable(connection: Connection) {
  const insert = connection.prepare<[number, number, number, number, number, number]>(
    'INSERT INTO epochs (run_key, epoch, loss_generator, loss_real, loss_fake, seconds) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = connection.prepare<[number, number], EpochRow>(
    `SELECT epoch, loss_generator, loss_real, loss_fake, seconds FROM epochs
     WHERE run_key = ? AND epoch > ? ORDER BY epoch`,
  );
  const readBuckets = bucketReader(connection, 'epochs');
  const removeAfter = connection.prepare<[number, number]>('DELETE FROM epochs WHERE run_key = ? AND epoch > ?');

  return {
    append(runKey: number, records: readonly EpochRecord[]): void {
      for (const { epoch, lossGenerator, lossReal, lossFake, seconds } of records) {
        insert.run(runKey, epoch, lossGenerator, lossReal, lossFake, seconds);
      }
    },
    /** The epochs after `afterEpoch`, in order. */
    read(runKey: number, afterEpoch = -1): EpochRecord[] {
      return select.all(runKey, afterEpoch).map(epochRecord);
    },
    /** Like `read`, one at a time: a long run has millions. */
    *walk(runKey: number): Generator<EpochRecord> {
      for (const row of select.iterate(runKey, -1)) yield epochRecord(row);
    },
    /** The epochs of `range` in buckets of `size`. */
    readBuckets(runKey: number, range: EpochRange, size: number, choice: BucketChoice<EpochColumn> = {}): SeriesChunk {
      const { columns = COLUMNS } = choice;
      if (columns.length === 0) return bucketChunk([], []);
      return bucketChunk(readBuckets(runKey, range, size, columns, choice), columns, choice);
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
