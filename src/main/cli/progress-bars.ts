import { MultiBar, type SingleBar } from 'cli-progress';
import type { EpochRecord, Snapshot } from '../../shared/run.ts';
import { duration, wholeNumber } from './numbers.ts';
import { ProgressLines } from './progress-lines.ts';
import { runProgress, type ProgressView, type TrainedRun } from './run-progress.ts';
import { printable } from './text-table.ts';

const USUAL_COLUMNS = 80;
const LONGEST_LABEL = 20;

interface Payload {
  readonly label: string;
  readonly numbers: string;
  readonly rate: string;
}

function lossText(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(3) : String(loss);
}

/** A progress bar for each run in training, for a terminal. */
export class ProgressBars implements ProgressView {
  readonly #bars: MultiBar;
  readonly #shown = new Map<string, SingleBar>();
  readonly #lines: ProgressLines | undefined;
  #isClosed = false;

  /** Where one run trains alone, lines stay above the bar: its losses at every tenth. */
  constructor(stream: NodeJS.WriteStream, isAlone: boolean) {
    this.#lines = isAlone
      ? new ProgressLines({ print: (line) => this.line(line), isAlone, milliseconds: Infinity })
      : undefined;
    const isWide = (stream.columns || USUAL_COLUMNS) >= 110;
    this.#bars = new MultiBar({
      stream,
      format: '{label} {bar} {value}/{total}  {numbers}  {rate}',
      barsize: isWide ? 24 : 8,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      clearOnComplete: true,
      emptyOnZero: true,
      gracefulExit: false,
      forceRedraw: true,
    });
  }

  progress(run: TrainedRun, epochs: readonly EpochRecord[], snapshots: readonly Snapshot[]): void {
    const record = epochs.at(-1);
    if (record === undefined) return;
    this.#lines?.progress(run, epochs, snapshots);
    const { distance, stepsPerSecond, secondsLeft } = runProgress(run, record, snapshots);
    const { lossGenerator, lossReal, lossFake } = record;
    const losses = `G ${lossText(lossGenerator)} R ${lossText(lossReal)} F ${lossText(lossFake)}`;
    const payload: Payload = {
      label: `${printable(run.name).slice(0, LONGEST_LABEL)}·${run.seed}`,
      numbers: distance === undefined ? losses : `${losses} ${distance.label} ${distance.value.toFixed(3)}`,
      rate: `${wholeNumber(stepsPerSecond)}/s ${duration(secondsLeft)}`,
    };
    const bar = this.#shown.get(run.id);
    if (bar) bar.update(record.epoch, payload);
    else this.#shown.set(run.id, this.#bars.create(run.epochs, record.epoch, payload));
  }

  ended(run: TrainedRun): void {
    const bar = this.#shown.get(run.id);
    if (bar) this.#bars.remove(bar);
    this.#shown.delete(run.id);
  }

  line(text: string): void {
    this.#bars.log(`${text}\n`);
    // What is logged appears with the next drawing.
    this.#bars.update();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#bars.stop();
  }
}
