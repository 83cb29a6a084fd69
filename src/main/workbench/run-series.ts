import type { SeriesChunk } from '../../shared/series/series.ts';
import { Series, type SeriesValues } from '../../shared/series/series.ts';
import type { EpochRecord, Snapshot } from '../../shared/run.ts';
import type { EpochRange } from '../store/epochs.ts';
import type { Store } from '../store/store.ts';

/** An epoch's losses as a series keeps them. */
export function lossValues({ lossGenerator, lossReal, lossFake, seconds }: EpochRecord): SeriesValues {
  return { loss_generator: lossGenerator, loss_real: lossReal, loss_fake: lossFake, seconds };
}

/** A snapshot's metrics as a series keeps them, `ema_` before those of the averaged generator. */
export function metricValues({ metrics, averageMetrics }: Pick<Snapshot, 'metrics' | 'averageMetrics'>): SeriesValues {
  const average = Object.entries(averageMetrics ?? {}).map(([key, value]) => [`ema_${key}`, value]);
  return { ...metrics, ...(Object.fromEntries(average) as SeriesValues) };
}

/** The losses of a range of epochs in at most about twice `width` buckets, put together by the database. */
export function readLosses(store: Store, run: string, range: EpochRange, width: number): SeriesChunk {
  const found = store.getRun(run);
  const last = 'epochsDone' in found ? (found.epochsDone ?? 0) : 0;
  let size = 1;
  while ((Math.min(range.last, last) - range.after) / size > 2 * width) size *= 2;
  return store.readLossBuckets(run, range, size);
}

/** The metrics of the snapshots in a range of epochs, in at most twice `width` buckets. */
export function readMetrics(store: Store, run: string, { after, last }: EpochRange, width: number): SeriesChunk {
  const series = new Series(width);
  for (const measurement of store.readMeasurements(run, after)) {
    if (measurement.epoch > last) break;
    series.append(measurement.epoch, metricValues(measurement));
  }
  return series.chunk();
}
