import type { ComparedSeries } from '../../shared/api/compare.ts';
import { WorkbenchError } from '../../shared/errors.ts';
import { LOSSES } from '../../shared/metrics.ts';
import type { EpochRange } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';

export interface ComparedSeriesRequest {
  readonly runs: readonly string[];
  /** Of losses, `seconds` and metrics, `ema_` before those of the averaged generator. */
  readonly keys: readonly string[];
  readonly width: number;
  /** undefined reads whole runs. */
  readonly range?: EpochRange | undefined;
}

/**
 * The losses and metrics of several runs under `keys`, in at most about twice `width` buckets each. How many epochs
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
  { keys, width, range: asked }: Omit<ComparedSeriesRequest, 'runs'>,
): ComparedSeries {
  const { config } = store.getRun(run);
  const range = { after: asked?.after ?? -1, last: Math.min(asked?.last ?? Infinity, config.epochs) };
  const size = (every: number): number => {
    let epochs = every;
    while ((range.last - range.after) / epochs > 2 * width) epochs *= 2;
    return epochs;
  };
  const losses = (['seconds', ...LOSSES.map(({ key }) => key)] as const).filter((key) => keys.includes(key));
  const metrics = keys.filter((key) => !losses.some((loss) => loss === key));
  const { every } = config.snapshots;
  return {
    run,
    losses: store.readLossBuckets(run, range, size(1), { columns: losses, meansAlone: true }),
    metrics: store.readMetricBuckets(run, range, size(every), { columns: metrics, meansAlone: true }),
    floors: store.readNoiseFloors(run).filter(({ metric }) => metrics.includes(metric)),
  };
}
