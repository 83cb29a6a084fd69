import type { SeriesChunk, SeriesColumn } from '../../shared/series/series.ts';

/** Epochs of a run: those after `after`, up to `last`. */
export interface EpochRange {
  readonly after: number;
  readonly last: number;
}

/** What of each bucket is read. */
export interface BucketChoice<Column extends string = string> {
  /** Left out, all that there are. */
  readonly columns?: readonly Column[];
  /** Whether the least and the largest value are left out, and are the mean in what is given. */
  readonly meansAlone?: boolean;
}

/** A range of a run's rows in buckets of `size` epochs. */
export interface BucketInput {
  readonly key: number;
  readonly after: number;
  readonly last: number;
  readonly size: number;
}

/** A bucket of rows with neighbouring epochs, as `bucketQuery` asks for it. */
export type BucketRow = Readonly<Record<string, number | null>> & {
  readonly first_epoch: number;
  readonly last_epoch: number;
  readonly records: number;
};

/** Asks for the rows of a run in buckets, put together by the database: a long run has millions. */
export function bucketQuery(
  table: 'epochs' | 'snapshots',
  columns: readonly string[],
  { meansAlone = false }: BucketChoice = {},
): string {
  const parts = columns.flatMap((column) => [
    `avg(${column}) AS ${column}_mean, count(${column}) AS ${column}_numbers`,
    ...(meansAlone ? [] : [`min(${column}) AS ${column}_low, max(${column}) AS ${column}_high`]),
  ]);
  // A number that is bound is a REAL to SQLite: uncast, each epoch would be a bucket of its own.
  return `SELECT ${['min(epoch) AS first_epoch, max(epoch) AS last_epoch, count(*) AS records', ...parts].join(',\n       ')}
     FROM ${table} WHERE run_key = @key AND epoch > @after AND epoch <= @last
     GROUP BY CAST((epoch - @after - 1) / @size AS INTEGER) ORDER BY first_epoch`;
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

/** A bucket in which one number is missing has none: what is not a number is not hidden among those that are. */
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
