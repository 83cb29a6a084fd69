import type { SeriesChunk } from '../../shared/series/series.ts';
import type { EpochRange } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';

/** The losses of a range of epochs in at most about twice `width` buckets. */
export function readLosses(store: Store, run: string, range: EpochRange, width: number): SeriesChunk {
  return store.readLossBuckets(run, range, bucketSize(store, run, range, width, 1));
}

/** The metrics of the snapshots in a range of epochs, in at most about twice `width` buckets. */
export function readMetrics(store: Store, run: string, range: EpochRange, width: number): SeriesChunk {
  const { every } = store.getRun(run).config.snapshots;
  return store.readMetricBuckets(run, range, bucketSize(store, run, range, width, every));
}

/** Epochs in a bucket: `every` of them, doubled as often as it takes. */
function bucketSize(store: Store, run: string, { after, last }: EpochRange, width: number, every: number): number {
  const found = store.getRun(run);
  const done = 'epochsDone' in found ? (found.epochsDone ?? 0) : 0;
  let size = every;
  while ((Math.min(last, done) - after) / size > 2 * width) size *= 2;
  return size;
}
