import type { EpochRecord, Snapshot } from '../run.ts';
import type { SeriesValues } from './series.ts';

/** What a snapshot measured, whatever it shows. */
export type Measured = Pick<Snapshot, 'epoch' | 'metrics' | 'averageMetrics'>;

/** An epoch's losses as a series keeps them. */
export function lossValues({ lossGenerator, lossReal, lossFake, seconds }: EpochRecord): SeriesValues {
  return { loss_generator: lossGenerator, loss_real: lossReal, loss_fake: lossFake, seconds };
}

/** A snapshot's metrics as a series keeps them, `ema_` before those of the averaged generator. */
export function metricValues({ metrics, averageMetrics }: Omit<Measured, 'epoch'>): SeriesValues {
  const average = Object.entries(averageMetrics ?? {}).map(([key, value]) => [`ema_${key}`, value]);
  return { ...metrics, ...(Object.fromEntries(average) as SeriesValues) };
}
