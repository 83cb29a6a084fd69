import type { EpochRecord, Snapshot } from '../run.ts';
import type { SeriesValues } from './series.ts';

/** The measurements of a snapshot, without its frame. */
export type Measured = Pick<Snapshot, 'epoch' | 'metrics' | 'averageMetrics'>;

/** An epoch's losses and other recorded numbers, as a series stores them. Keys without a value are omitted. */
export function epochValues({ lossGenerator, lossReal, lossFake, seconds, ...further }: EpochRecord): SeriesValues {
  const { gradientNormGenerator, gradientNormDiscriminator, penalty } = further;
  return {
    loss_generator: lossGenerator,
    loss_real: lossReal,
    loss_fake: lossFake,
    seconds,
    ...(gradientNormGenerator !== undefined && { gradient_norm_generator: gradientNormGenerator }),
    ...(gradientNormDiscriminator !== undefined && { gradient_norm_discriminator: gradientNormDiscriminator }),
    ...(penalty !== undefined && { penalty }),
  };
}

/** A snapshot's metrics, as a series stores them; those of the averaged generator have the prefix `ema_`. */
export function metricValues({ metrics, averageMetrics }: Omit<Measured, 'epoch'>): SeriesValues {
  const average = Object.entries(averageMetrics ?? {}).map(([key, value]) => [`ema_${key}`, value]);
  return { ...metrics, ...(Object.fromEntries(average) as SeriesValues) };
}
