import { wholeNumber } from '../../../shared/counted.ts';
import { recordedText } from '../../../shared/number-text.ts';
import type { EpochRecord, Measurement } from '../../../shared/run.ts';
import { runProgress, type ProgressView, type RunProgress, type TrainedRun } from './run-progress.ts';
import { printable } from './printable.ts';
import { duration } from '../../../shared/duration.ts';

/** A line is printed each time this share of the run is done. */
const PARTS = 10;

function progressLine({ run, record, distance, stepsPerSecond, secondsLeft }: RunProgress, label: string): string {
  const width = String(run.epochs).length;
  const fields = [
    `${label}epoch ${String(record.epoch).padStart(width)}/${run.epochs}`,
    `generator ${recordedText(record.lossGenerator)}`,
    `real ${recordedText(record.lossReal)}`,
    `fake ${recordedText(record.lossFake)}`,
    ...(distance === undefined ? [] : [`${distance.name} ${recordedText(distance.value)}`]),
    `${wholeNumber(stepsPerSecond)} steps/s`,
    record.epoch === run.epochs ? 'done' : `${duration(secondsLeft)} left`,
  ];
  return fields.join('  ');
}

export interface LinesOptions {
  readonly print: (line: string) => void;
  /** Omits the run's name, because only one run trains. */
  readonly isAlone: boolean;
  /** A line is also printed after this time. */
  readonly milliseconds: number;
}

/** Prints a line from time to time, for logs and pipes. */
export class ProgressLines implements ProgressView {
  readonly #options: LinesOptions;
  readonly #lastLine = new Map<string, number>();

  constructor(options: LinesOptions) {
    this.#options = options;
  }

  progress(run: TrainedRun, epochs: readonly EpochRecord[], snapshots: readonly Measurement[]): void {
    const label = this.#options.isAlone ? '' : `${printable(run.name)} seed ${run.seed}  `;
    const part = (epoch: number) => Math.floor((epoch * PARTS) / run.epochs);
    for (const record of epochs) {
      const isPart = part(record.epoch) > part(record.epoch - 1);
      const isLate =
        performance.now() - (this.#lastLine.get(run.id) ?? 0) >= this.#options.milliseconds && record === epochs.at(-1);
      if (!isPart && !isLate) continue;
      this.#options.print(progressLine(runProgress(run, record, snapshots), label));
      this.#lastLine.set(run.id, performance.now());
    }
  }

  ended(run: TrainedRun): void {
    this.#lastLine.delete(run.id);
  }

  line(text: string): void {
    this.#options.print(text);
  }

  close(): void {
    this.#lastLine.clear();
  }
}
