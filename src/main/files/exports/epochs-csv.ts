import { EPOCH_KEYS, METRICS } from '../../../shared/metrics.ts';
import type { Metrics } from '../../../shared/metrics.ts';
import type { EpochRecord, Snapshot } from '../../../shared/run.ts';
import { epochValues } from '../../../shared/series/values.ts';
import { csvLine } from '../../../shared/csv.ts';

type Measurement = Pick<Snapshot, 'epoch' | 'metrics' | 'averageMetrics'>;

interface MetricColumn {
  readonly head: string;
  readonly read: (measurement: Measurement) => number | undefined;
}

function columnsOf(measurements: readonly Measurement[]): MetricColumn[] {
  const columns = METRICS.flatMap(({ key }): MetricColumn[] => {
    const of = (prefix: string, metrics: (measurement: Measurement) => Metrics | undefined): MetricColumn => ({
      head: prefix + key,
      read: (measurement) => metrics(measurement)?.[key],
    });
    return [of('', ({ metrics }) => metrics), of('ema_', ({ averageMetrics }) => averageMetrics)];
  });
  const found = columns.filter(({ read }) => measurements.some((measurement) => read(measurement) !== undefined));
  return [
    ...found.filter(({ head }) => !head.startsWith('ema_')),
    ...found.filter(({ head }) => head.startsWith('ema_')),
  ];
}

/**
 * A run's epochs as CSV: losses, seconds of training, gradient norms and penalty if they were recorded, and then the
 * measured metrics, empty for epochs without a snapshot.
 */
export function epochsCsv(epochs: readonly EpochRecord[], measurements: readonly Measurement[]): string {
  const columns = columnsOf(measurements);
  const byEpoch = new Map(measurements.map((measurement) => [measurement.epoch, measurement]));
  // A version that records more than losses does so in every later epoch.
  const recorded = epochs.slice(-1).flatMap((record) => Object.keys(epochValues(record)));
  const further = EPOCH_KEYS.filter((key) => !key.startsWith('loss_') && recorded.includes(key));
  const head = [
    'epoch',
    'loss_generator',
    'loss_real',
    'loss_fake',
    'seconds',
    ...further,
    ...columns.map((column) => column.head),
  ];
  const lines = epochs.map((record) => {
    const { epoch, lossGenerator, lossReal, lossFake, seconds } = record;
    const values = further.length > 0 ? epochValues(record) : {};
    const measurement = byEpoch.get(epoch);
    const metrics = columns.map(({ read }) => measurement && read(measurement));
    return csvLine([
      epoch,
      lossGenerator,
      lossReal,
      lossFake,
      seconds,
      ...further.map((key) => values[key]),
      ...metrics,
    ]);
  });
  return csvLine(head) + lines.join('');
}
