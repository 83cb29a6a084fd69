import type { ComparedSeries } from '../../shared/api/compare.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { LOSSES } from '../../shared/metrics.ts';
import type { SeriesChunk } from '../../shared/series/series.ts';
import type { Store } from '../store/store.ts';

/**
 * The losses and metrics of several runs under `keys`, and their `seconds`, in at most about twice `width` buckets each. How many epochs
 * a bucket holds follows from the length that was asked for, so runs of one length have the same buckets, also while they train.
 */
export function readComparedSeries(
  store: Store,
  runs: readonly string[],
  keys: readonly string[],
  width: number,
): ComparedSeries[] {
  return runs.flatMap((run) => {
    try {
      return [seriesOf(store, run, keys, width)];
    } catch (error) {
      // It was deleted meanwhile.
      if (error instanceof WorkbenchError && error.code === 'run-not-found') return [];
      throw error;
    }
  });
}

const LOSS_KEYS: ReadonlySet<string> = new Set(LOSSES.map(({ key }) => key));

function seriesOf(store: Store, run: string, keys: readonly string[], width: number): ComparedSeries {
  const { config } = store.getRun(run);
  const range = { after: -1, last: config.epochs };
  const size = (every: number): number => {
    let epochs = every;
    while (config.epochs / epochs > 2 * width) epochs *= 2;
    return epochs;
  };
  const losses = store.readLossBuckets(run, range, size(1));
  const metrics = store.readMetricBuckets(run, range, size(config.snapshots.every));
  return {
    run,
    losses: only(losses, ['seconds', ...keys.filter((key) => LOSS_KEYS.has(key))]),
    metrics: only(metrics, keys),
  };
}

function only(chunk: SeriesChunk, keys: readonly string[]): SeriesChunk {
  const columns = Object.fromEntries(Object.entries(chunk.columns).filter(([key]) => keys.includes(key)));
  return { ...chunk, columns };
}
