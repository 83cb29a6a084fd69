import type { EpochRecord, Measurement } from '../../../shared/run.ts';
import type { Output } from './output.ts';
import { runProgress, type ProgressView, type TrainedRun } from './run-progress.ts';

/** Prints an event for every message of a run, for programs. */
export class ProgressEvents implements ProgressView {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  progress(run: TrainedRun, epochs: readonly EpochRecord[], snapshots: readonly Measurement[]): void {
    const record = epochs.at(-1);
    if (record === undefined) return;
    const { stepsPerSecond, secondsLeft } = runProgress(run, record, snapshots);
    this.#output.event('progress', {
      run: run.id,
      epoch: record.epoch,
      epochs: run.epochs,
      loss_generator: record.lossGenerator,
      loss_real: record.lossReal,
      loss_fake: record.lossFake,
      seconds: record.seconds,
      steps_per_second: stepsPerSecond,
      seconds_left: secondsLeft,
    });
  }

  ended(): void {
    // The end of a run has its own event.
  }

  line(): void {
    // Lines are for people.
  }

  close(): void {
    // There is nothing to close.
  }
}
