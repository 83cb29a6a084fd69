import { MultiBar, type SingleBar } from 'cli-progress';
import { wholeNumber } from '../../../shared/counted.ts';
import { recordedText } from '../../../shared/number-text.ts';
import type { EpochRecord, Measurement } from '../../../shared/run.ts';
import { visible } from '../../../shared/visible-text.ts';
import { drawingOn } from '../../terminal.ts';
import { ProgressLines } from './progress-lines.ts';
import { runProgress, type ProgressView, type TrainedRun } from './run-progress.ts';
import { printable } from './printable.ts';
import { shortened } from './text-table.ts';
import { duration } from '../../../shared/duration.ts';

const USUAL_COLUMNS = 80;
const LONGEST_LABEL = 20;

interface Payload {
  readonly label: string;
  readonly numbers: string;
  readonly rate: string;
}

/** A progress bar for each run in training, for a terminal. */
export class ProgressBars implements ProgressView {
  readonly #stream: NodeJS.WriteStream;
  readonly #bars: MultiBar;
  readonly #shown = new Map<string, SingleBar>();
  readonly #lines: ProgressLines | undefined;
  /** The bars redraw by themselves from the creation of the first one until they are closed. */
  #isDrawing = false;

  /** While one run trains alone, its losses at every tenth of the run are printed above the bar. */
  constructor(stream: NodeJS.WriteStream, isAlone: boolean) {
    this.#stream = drawingOn(stream);
    this.#lines = isAlone
      ? new ProgressLines({ print: (line) => this.line(line), isAlone, milliseconds: Infinity })
      : undefined;
    const isWide = (stream.columns || USUAL_COLUMNS) >= 110;
    this.#bars = new MultiBar({
      stream: this.#stream,
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

  progress(run: TrainedRun, epochs: readonly EpochRecord[], snapshots: readonly Measurement[]): void {
    const record = epochs.at(-1);
    if (record === undefined) return;
    const { distance, stepsPerSecond, secondsLeft } = runProgress(run, record, snapshots);
    const { lossGenerator, lossReal, lossFake } = record;
    const losses = `G ${recordedText(lossGenerator)} R ${recordedText(lossReal)} F ${recordedText(lossFake)}`;
    const payload: Payload = {
      label: `${shortened(visible(printable(run.name)), LONGEST_LABEL)}·${run.seed}`,
      numbers: distance === undefined ? losses : `${losses} ${distance.name} ${recordedText(distance.value)}`,
      rate: `${wholeNumber(stepsPerSecond)}/s ${duration(secondsLeft)}`,
    };
    const bar = this.#shown.get(run.id);
    if (bar) bar.update(record.epoch, payload);
    else this.#shown.set(run.id, this.#bars.create(run.epochs, record.epoch, payload));
    this.#isDrawing = true;
    this.#lines?.progress(run, epochs, snapshots);
  }

  ended(run: TrainedRun): void {
    const bar = this.#shown.get(run.id);
    if (bar) this.#bars.remove(bar);
    this.#shown.delete(run.id);
  }

  line(text: string): void {
    if (!this.#isDrawing) {
      // Each drawing sets a timer for the next one; only bars that exist and are not stopped clear it.
      this.#stream.write(`${visible(text)}\n`);
      return;
    }
    this.#bars.log(`${visible(text)}\n`);
    // Logged lines appear with the next drawing.
    this.#bars.update();
  }

  close(): void {
    if (!this.#isDrawing) return;
    this.#isDrawing = false;
    this.#bars.stop();
  }
}
