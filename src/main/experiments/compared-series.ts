import type { ComparedSeries } from '../../shared/api/compare.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { EPOCH_KEYS } from '../../shared/metrics.ts';
import type { EpochRange, SharedEpochs } from '../store/tables/buckets.ts';
import type { Store } from '../store/store.ts';
import { bucketsOf } from '../files/run-series.ts';

export interface ComparedSeriesRequest {
  readonly runs: readonly string[];
  /** Keys of epoch numbers, `seconds` and metrics; those of the averaged generator begin with `ema_`. */
  readonly keys: readonly string[];
  readonly width: number;
  /** undefined reads whole runs. */
  readonly range?: EpochRange | undefined;
  /** Of snapshots, epochs to read as well: the multiples of this number, and the last. undefined reads no others. */
  readonly shared?: number | undefined;
}

/**
 * The losses, with what else epochs have, and metrics of several runs under `keys`, in at most about twice `width` buckets each. How many epochs
 * a bucket holds follows from the length that was asked for, so runs of one length have the same buckets, also while they train.
 */
export function readComparedSeries(store: Store, { runs, ...request }: ComparedSeriesRequest): ComparedSeries[] {
  return runs.flatMap((run) => {
    try {
      return [seriesOf(store, run, request)];
    } catch (error) {
      // It was deleted meanwhile.
      if (error instanceof WorkbenchError && error.code === 'run-not-found') return [];
      throw error;
    }
  });
}

function seriesOf(
  store: Store,
  run: string,
  { keys, width, range: asked, shared }: Omit<ComparedSeriesRequest, 'runs'>,
): ComparedSeries {
  const { config } = store.runs.get(run);
  const range = { after: asked?.after ?? -1, last: Math.min(asked?.last ?? Infinity, config.epochs) };
  const losses = (['seconds', ...EPOCH_KEYS] as const).filter((key) => keys.includes(key));
  const metrics = keys.filter((key) => !losses.some((loss) => loss === key));
  const { every } = config.snapshots;
  const metricsEvery = (epochs: number, only?: SharedEpochs) => {
    const { size, after } = bucketsOf(range, width, epochs);
    return store.snapshots.readBuckets(run, { ...range, after }, size, { columns: metrics, meansAlone: true, only });
  };
  const { size, after } = bucketsOf(range, width, 1);
  return {
    run,
    losses: store.epochs.readBuckets(run, { ...range, after }, size, { columns: losses, meansAlone: true }),
    metrics: metricsEvery(every),
    shared: shared === undefined ? undefined : metricsEvery(shared, { every: shared, last: config.epochs }),
    floors: store.noiseFloors.read(run),
  };
}
