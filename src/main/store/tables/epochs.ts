import type { EpochRecord } from '../../../shared/run.ts';
import type { SeriesChunk } from '../../../shared/series/series.ts';
import { bucketChunk, bucketReader, type BucketChoice, type EpochRange } from './buckets.ts';
import type { Connection } from '../connection.ts';

/** Columns that earlier versions did not fill; only runs with penalties have `penalty`. */
export const LATER_COLUMNS = ['gradient_norm_generator', 'gradient_norm_discriminator', 'penalty'] as const;
type LaterColumn = (typeof LATER_COLUMNS)[number];

type EpochRow = Readonly<Record<LaterColumn, number | null>> & {
  readonly epoch: number;
  readonly loss_generator: number | null;
  readonly loss_real: number | null;
  readonly loss_fake: number | null;
  readonly seconds: number;
  readonly nan_columns: string | null;
};

const COLUMNS = ['loss_generator', 'loss_real', 'loss_fake', 'seconds', ...LATER_COLUMNS] as const;
export type EpochColumn = (typeof COLUMNS)[number];

/** Values of the columns, then `nan_columns`. */
type InsertedValues = [number, number, number, number, number, ...(number | null)[], string | null];

export type EpochTable = ReturnType<typeof epochTable>;

export function epochTable(connection: Connection) {
  const insert = connection.prepare<[number, ...InsertedValues]>(
    `INSERT INTO epochs (run_key, epoch, ${COLUMNS.join(', ')}, nan_columns)
     VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')}, ?)`,
  );
  const select = connection.prepare<[number, number], EpochRow>(
    `SELECT epoch, ${COLUMNS.join(', ')}, nan_columns FROM epochs WHERE run_key = ? AND epoch > ? ORDER BY epoch`,
  );
  const readBuckets = bucketReader(connection, 'epochs');
  const selectLater = connection.prepare<[number, number], Pick<EpochRow, LaterColumn | 'nan_columns'>>(
    `SELECT ${LATER_COLUMNS.join(', ')}, nan_columns FROM epochs WHERE run_key = ? AND epoch <= ? ORDER BY epoch DESC LIMIT 1`,
  );
  const removeAfter = connection.prepare<[number, number]>('DELETE FROM epochs WHERE run_key = ? AND epoch > ?');

  /**
   * Whether a column may have values up to epoch `last`. A version that fills a later column fills it in every
   * following epoch.
   */
  function isRecorded(runKey: number, last: number): (column: EpochColumn) => boolean {
    const row = selectLater.get(runKey, last);
    const nan = row?.nan_columns?.split(' ') ?? [];
    const missing = LATER_COLUMNS.filter((column) => row?.[column] == null && !nan.includes(column));
    return (column) => !missing.some((one) => one === column);
  }

  return {
    append(runKey: number, records: readonly EpochRecord[]): void {
      for (const record of records) insert.run(runKey, ...insertedValues(record));
    },
    /** The epochs after `afterEpoch`, in order. */
    read(runKey: number, afterEpoch = -1): EpochRecord[] {
      return select.all(runKey, afterEpoch).map(epochRecord);
    },
    /** Like `read`, one at a time: a long run has millions. */
    *walk(runKey: number): Generator<EpochRecord> {
      for (const row of select.iterate(runKey, -1)) yield epochRecord(row);
    },
    /** The epochs of `range` in buckets of `size`; a column is omitted if none of them has it. */
    readBuckets(runKey: number, range: EpochRange, size: number, choice: BucketChoice<EpochColumn> = {}): SeriesChunk {
      const { columns: asked = COLUMNS } = choice;
      if (asked.length === 0) return bucketChunk([], []);
      const columns = asked.filter(isRecorded(runKey, range.last));
      const rows = readBuckets(runKey, range, size, columns, choice);
      const isLater = (column: EpochColumn) => LATER_COLUMNS.some((one) => one === column);
      const has = (column: EpochColumn) => rows.some((row) => row[`${column}_numbers`] !== 0);
      return bucketChunk(
        rows,
        columns.filter((column) => !isLater(column) || has(column)),
        choice,
      );
    },
    removeAfter(runKey: number, epoch: number): void {
      removeAfter.run(runKey, epoch);
    },
  };
}

/**
 * SQLite stores NaN as NULL. A loss is always recorded, so NULL means NaN. In later columns NULL means that nothing was
 * recorded, so columns with NaN are listed by name.
 */
function insertedValues(record: EpochRecord): InsertedValues {
  const { epoch, lossGenerator, lossReal, lossFake, seconds } = record;
  const later = [record.gradientNormGenerator, record.gradientNormDiscriminator, record.penalty];
  const nan = LATER_COLUMNS.filter((_, index) => Number.isNaN(later[index]));
  const named = nan.length === 0 ? null : nan.join(' ');
  return [epoch, lossGenerator, lossReal, lossFake, seconds, ...later.map((value) => value ?? null), named];
}

function epochRecord(row: EpochRow): EpochRecord {
  const { nan_columns: nan } = row;
  const later = (column: LaterColumn) => row[column] ?? (nan?.split(' ').includes(column) ? NaN : undefined);
  return {
    epoch: row.epoch,
    lossGenerator: row.loss_generator ?? NaN,
    lossReal: row.loss_real ?? NaN,
    lossFake: row.loss_fake ?? NaN,
    seconds: row.seconds,
    gradientNormGenerator: later('gradient_norm_generator'),
    gradientNormDiscriminator: later('gradient_norm_discriminator'),
    penalty: later('penalty'),
  };
}
