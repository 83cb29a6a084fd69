import type { SeriesChunk } from '../../shared/series/series.ts';
import type { EpochRange } from '../store/tables/buckets.ts';
import type { Store } from '../store/store.ts';
import { epochsDone } from '../../shared/run.ts';

/** The losses of a range of epochs in at most about twice `width` buckets. */
export function readLosses(store: Store, run: string, range: EpochRange, width: number): SeriesChunk {
  const { size, after } = bucketsOf(trained(store, run, range), width, 1);
  return store.epochs.readBuckets(run, { ...range, after }, size);
}

/** The metrics of the snapshots in a range of epochs, in at most about twice `width` buckets. */
export function readMetrics(store: Store, run: string, range: EpochRange, width: number): SeriesChunk {
  const { every } = store.runs.get(run).config.snapshots;
  const { size, after } = bucketsOf(trained(store, run, range), width, every);
  return store.snapshots.readBuckets(run, { ...range, after }, size);
}

/** A range as far as the run has been trained. */
function trained(store: Store, run: string, { after, last }: EpochRange): EpochRange {
  const found = store.runs.get(run);
  return { after, last: Math.min(last, epochsDone(found)) };
}

/**
 * How many epochs a bucket holds, and after which epoch the first one begins: one epoch where there is room for all, else `every` of
 * them, doubled as often as it takes. Buckets of a whole run end at multiples of their size, so that the last snapshot, which may follow
 * sooner than the others do, is never put together with the one before it alone.
 */
export function bucketsOf(range: EpochRange, width: number, every: number) {
  const after = Math.max(0, range.after);
  const epochs = range.last - after;
  let size = epochs <= 2 * width ? 1 : every;
  while (epochs / size > 2 * width) size *= 2;
  return { size, after };
}
