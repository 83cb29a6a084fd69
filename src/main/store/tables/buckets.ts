import type { SeriesChunk, SeriesColumn } from '../../../shared/series/series.ts';
import type { Connection } from '../connection.ts';
import { preparedOnce } from '../prepared-once.ts';

/** Epochs of a run: those after `after`, up to `last`. */
export interface EpochRange {
  readonly after: number;
  readonly last: number;
}

/** Which numbers of each bucket are read. */
export interface BucketChoice<Column extends string = string> {
  /** If omitted, all columns. */
  readonly columns?: readonly Column[];
  /** Whether the least and the largest value are not read; the result then has the mean in their place. */
  readonly meansAlone?: boolean;
  /** The rows to read; undefined reads all. */
  readonly only?: SharedEpochs | undefined;
}

/** Epochs that runs of the same length have in common: multiples of `every`, and the last one. */
export interface SharedEpochs {
  readonly every: number;
  readonly last: number;
}

/** A bucket of rows with neighbouring epochs. */
export type BucketRow = Readonly<Record<string, number | null>> & {
  readonly first_epoch: number;
  readonly last_epoch: number;
  readonly records: number;
};

interface BucketInput {
  readonly key: number;
  readonly after: number;
  readonly last: number;
  readonly size: number;
  /** The number of buckets from `after` on. */
  readonly buckets: number;
  readonly every: number | null;
  readonly end: number | null;
}

/** Buckets per query. */
const AT_ONCE = 1024;

/**
 * Reads the rows of a run in buckets, which the database computes, because a long run has millions of rows. The query
 * takes the numbers of the buckets in order and looks up the rows of each. Grouping by a number computed from the epoch
 * would sort all rows first, which takes up to twice as long.
 */
export function bucketReader(connection: Connection, table: 'epochs' | 'snapshots') {
  connection.exec('CREATE TEMP TABLE IF NOT EXISTS bucket_numbers (number INTEGER PRIMARY KEY)');
  connection
    .prepare(
      `WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < ? - 1)
       INSERT OR IGNORE INTO bucket_numbers SELECT number FROM numbers`,
    )
    .run(AT_ONCE);
  const selectLast = connection
    .prepare<[number], number | null>(`SELECT max(epoch) FROM ${table} WHERE run_key = ?`)
    .pluck();
  const query = preparedOnce<[BucketInput], BucketRow>(connection);

  /** Buckets of `range` that have rows, of `size` epochs each. */
  return (
    key: number,
    range: EpochRange,
    size: number,
    columns: readonly string[],
    choice: BucketChoice,
  ): BucketRow[] => {
    const select = query(bucketQuery(table, columns, choice));
    const last = Math.min(range.last, selectLast.get(key) ?? range.after);
    const rows: BucketRow[] = [];
    const shared = { every: choice.only?.every ?? null, end: choice.only?.last ?? null };
    for (let { after } = range; after < last; after += AT_ONCE * size) {
      const buckets = Math.min(AT_ONCE, Math.ceil((last - after) / size));
      for (const row of select.all({ key, after, last, size, buckets, ...shared })) rows.push(row);
    }
    return rows;
  };
}

function bucketQuery(table: string, columns: readonly string[], { meansAlone = false, only }: BucketChoice): string {
  const parts = columns.flatMap((column) => [
    `avg(${column}) AS ${column}_mean, count(${column}) AS ${column}_numbers`,
    ...(meansAlone ? [] : [`min(${column}) AS ${column}_low, max(${column}) AS ${column}_high`]),
  ]);
  return `SELECT ${['min(epoch) AS first_epoch, max(epoch) AS last_epoch, count(*) AS records', ...parts].join(',\n       ')}
     FROM bucket_numbers CROSS JOIN ${table}
       ON run_key = @key AND epoch > @after + number * @size AND epoch <= min(@last, @after + (number + 1) * @size)${only ? ' AND (epoch % @every = 0 OR epoch = @end)' : ''}
     WHERE number < @buckets GROUP BY number ORDER BY number`;
}

export function bucketChunk(
  rows: readonly BucketRow[],
  columns: readonly string[],
  { meansAlone = false }: BucketChoice = {},
): SeriesChunk {
  return {
    from: Float64Array.from(rows, (row) => row.first_epoch),
    to: Float64Array.from(rows, (row) => row.last_epoch),
    count: Float64Array.from(rows, (row) => row.records),
    columns: Object.fromEntries(columns.map((column) => [column, bucketColumn(rows, column, meansAlone)])),
  };
}

/** A bucket with a missing number has no value, so that NaN is not hidden by the other numbers. */
function bucketColumn(rows: readonly BucketRow[], column: string, meansAlone: boolean): SeriesColumn {
  const of = (part: string) =>
    Float64Array.from(rows, (row) =>
      row[`${column}_numbers`] === row.records ? (row[`${column}_${part}`] ?? NaN) : NaN,
    );
  const mean = of('mean');
  return meansAlone || rows.every(({ records }) => records === 1)
    ? { mean, low: mean, high: mean }
    : { mean, low: of('low'), high: of('high') };
}
