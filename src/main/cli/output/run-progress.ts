import { distanceOf, type Metrics } from '../../../shared/metrics.ts';
import type { EpochRecord, Measurement, Run } from '../../../shared/run.ts';

/** A run that this command trains, as progress output names it. */
export interface TrainedRun {
  readonly id: string;
  readonly name: string;
  readonly seed: number;
  readonly epochs: number;
  readonly batchesPerEpoch: number;
}

export function trainedRun({ id, name, config }: Run): TrainedRun {
  const { seed, epochs, batches_per_epoch: batchesPerEpoch } = config;
  return { id, name, seed, epochs, batchesPerEpoch };
}

/** How far a run is. */
export interface RunProgress {
  readonly run: TrainedRun;
  readonly record: EpochRecord;
  /** The distance to the target of the newest snapshot; undefined if there is none. */
  readonly distance: { readonly name: string; readonly value: number } | undefined;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
}

export function runProgress(run: TrainedRun, record: EpochRecord, snapshots: readonly Measurement[]): RunProgress {
  const metrics = snapshots.findLast(({ epoch }) => epoch <= record.epoch)?.metrics;
  const secondsAnEpoch = record.seconds / record.epoch;
  return {
    run,
    record,
    distance: metrics && shownDistance(metrics),
    stepsPerSecond: record.seconds > 0 ? run.batchesPerEpoch / secondsAnEpoch : 0,
    secondsLeft: secondsAnEpoch * (run.epochs - record.epoch),
  };
}

/** The distance to the target; for a target without a mean, the Kolmogorov-Smirnov distance. */
function shownDistance(metrics: Metrics): RunProgress['distance'] {
  const { ks } = metrics;
  return distanceOf(metrics) ?? (ks === undefined ? undefined : { name: 'KS', value: ks });
}

/** Shows the progress of training, in one of several forms. */
export interface ProgressView {
  /** Shows the epochs recorded since the last call, at least one. */
  progress(run: TrainedRun, epochs: readonly EpochRecord[], snapshots: readonly Measurement[]): void;
  /** Removes a run that no longer trains. */
  ended(run: TrainedRun): void;
  /** Prints a line without disturbing what is shown. */
  line(text: string): void;
  close(): void;
}
