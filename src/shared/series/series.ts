/**
 * Values over the epochs of a run, combined into buckets of neighbouring records, so that a long history fits the width
 * of a plot. All columns have the same length.
 */
export interface SeriesChunk {
  /** First and last epoch of each bucket. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Records in each bucket. */
  readonly count: Float64Array;
  /** Values of each bucket, by key; NaN if one of its records has no value or one that is not finite. */
  readonly columns: Readonly<Record<string, SeriesColumn>>;
}

/** If each bucket holds one record, `mean`, `low` and `high` are the same array. */
export interface SeriesColumn {
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A column by its key; undefined if the chunk has none. */
export function columnOf({ columns }: SeriesChunk, key: string): SeriesColumn | undefined {
  return Object.hasOwn(columns, key) ? columns[key] : undefined;
}

/** The values of one record by key; a missing key has no value. */
export type SeriesValues = Readonly<Record<string, number | undefined>>;

interface Columns {
  readonly mean: number[];
  readonly low: number[];
  readonly high: number[];
}

/**
 * Records in increasing order of epochs, in at most twice `capacity` buckets. When there are more, neighbours are
 * merged, and new records go into buckets of the new size. So all buckets but the last hold the same number of records.
 */
export class Series {
  readonly #capacity: number;
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #count: number[] = [];
  readonly #columns = new Map<string, Columns>();
  /** Records per bucket. */
  #size = 1;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#from.length;
  }

  /** Epoch of the last record; -1 if there is none. */
  get lastEpoch(): number {
    return this.#to.at(-1) ?? -1;
  }

  append(epoch: number, values: SeriesValues): void {
    const columns = Object.fromEntries(
      Object.entries(values).map(([key, value = NaN]) => [key, { mean: value, low: value, high: value }]),
    );
    this.#appendBucket({ from: epoch, to: epoch, count: 1 }, columns);
  }

  /** Appends buckets that follow the last one. */
  appendChunk({ from, to, count, columns }: SeriesChunk): void {
    // Larger buckets than ours set the new size, because smaller ones would suggest details that do not exist.
    for (const records of count) this.#size = Math.max(this.#size, records);
    const entries = Object.entries(columns);
    for (let index = 0; index < from.length; index++) {
      const values = entries.map(([key, { mean, low, high }]) => [
        key,
        { mean: mean[index], low: low[index], high: high[index] },
      ]);
      this.#appendBucket(
        { from: from[index], to: to[index], count: count[index] },
        Object.fromEntries(values) as Record<string, BucketValues>,
      );
    }
  }

  chunk(): SeriesChunk {
    const columns: Record<string, SeriesColumn> = {};
    const single = this.#size === 1;
    for (const [key, { mean, low, high }] of this.#columns) {
      const means = Float64Array.from(mean);
      columns[key] = single
        ? { mean: means, low: means, high: means }
        : { mean: means, low: Float64Array.from(low), high: Float64Array.from(high) };
    }
    return {
      from: Float64Array.from(this.#from),
      to: Float64Array.from(this.#to),
      count: Float64Array.from(this.#count),
      columns,
    };
  }

  clear(): void {
    for (const list of [this.#from, this.#to, this.#count]) list.length = 0;
    this.#columns.clear();
    this.#size = 1;
  }

  #appendBucket(
    { from, to, count }: { from: number; to: number; count: number },
    values: Readonly<Record<string, BucketValues>>,
  ): void {
    const length = this.#from.length;
    for (const key of Object.keys(values)) this.#column(key);
    const joins = length > 0 && this.#count[length - 1] + count <= this.#size;
    if (joins) {
      for (const [key, column] of this.#columns) merge(column, length - 1, this.#count[length - 1], values[key], count);
      this.#to[length - 1] = to;
      this.#count[length - 1] += count;
      return;
    }
    this.#from.push(from);
    this.#to.push(to);
    this.#count.push(count);
    for (const [key, column] of this.#columns) push(column, Object.hasOwn(values, key) ? values[key] : NOTHING);
    if (length + 1 > 2 * this.#capacity) this.#halve();
  }

  #column(key: string): void {
    if (this.#columns.has(key)) return;
    const before = () => Array.from({ length: this.#from.length }, () => NaN);
    this.#columns.set(key, { mean: before(), low: before(), high: before() });
  }

  #halve(): void {
    this.#size *= 2;
    const buckets = this.chunk();
    for (const list of [this.#from, this.#to, this.#count]) list.length = 0;
    for (const { mean, low, high } of this.#columns.values()) for (const list of [mean, low, high]) list.length = 0;
    this.appendChunk(buckets);
  }
}

interface BucketValues {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const NOTHING: BucketValues = { mean: NaN, low: NaN, high: NaN };

function push(column: Columns, { mean, low, high }: BucketValues): void {
  column.mean.push(mean);
  column.low.push(low);
  column.high.push(high);
}

/** NaN stays NaN, so that it is not hidden among finite neighbours. */
function merge(column: Columns, at: number, count: number, values: BucketValues | undefined, added: number): void {
  const { mean, low, high } = values ?? NOTHING;
  column.mean[at] = (column.mean[at] * count + mean * added) / (count + added);
  column.low[at] = Math.min(column.low[at], low);
  column.high[at] = Math.max(column.high[at], high);
}
