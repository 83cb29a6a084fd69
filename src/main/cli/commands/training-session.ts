import type { WorkbenchEvent } from '../../runs/events.ts';
import { exportFigure, LEARNED_FIGURES } from '../../files/exports/figures.ts';
import type { Workbench } from '../../runs/workbench.ts';
import { filesFromStore } from '../../files/data/files.ts';
import { lawInOwnUnits } from '../../../shared/distributions/standardize.ts';
import { lawsOf } from '../../training/laws.ts';
import type { RecordingHalt } from '../../../shared/api/training.ts';
import { counted } from '../../../shared/counted.ts';
import { scalesOf } from '../../../shared/run-scales.ts';
import { trainingFacts, type Run, type RunError } from '../../../shared/run.ts';
import { rowsText } from '../../../shared/table-rows.ts';
import { closingLine } from '../output/closing-line.ts';
import { EXIT, type ExitCode } from '../output/exit-codes.ts';
import { writeInto } from '../output/file-output.ts';
import { finishedFacts } from '../output/finished-facts.ts';
import { Interruption } from './interruption.ts';
import { learnedLines } from './learned.ts';
import { duration } from '../../../shared/duration.ts';
import type { Output } from '../output/output.ts';
import { PROGRAM } from '../program-name.ts';
import { ProgressBars } from '../output/progress-bars.ts';
import { ProgressEvents } from '../output/progress-events.ts';
import { ProgressLines } from '../output/progress-lines.ts';
import { trainedRun, type ProgressView, type TrainedRun } from '../output/run-progress.ts';
import { printable } from '../output/printable.ts';

/** Without a terminal, a line of progress is printed this often. */
const LINE_MILLISECONDS = 2000;

export interface SessionOptions {
  /** Runs that are about to be launched. */
  readonly runs: number;
  /** The command that trains the runs that are still waiting. */
  readonly again: string;
  /** Whether an interrupted run waits with the rest, to be resumed by that command. */
  readonly goesOn?: boolean;
}

/** One call of a command that trains. Shows what happens to the runs, stops them on a signal, and prints the results at the end. */
export class TrainingSession {
  readonly #workbench: Workbench;
  readonly #output: Output;
  readonly #again: string;
  readonly #goesOn: boolean;
  readonly #view: ProgressView;
  readonly #interruption: Interruption;
  readonly #runs = new Map<string, TrainedRun>();
  readonly #ended: string[] = [];
  #waiting: readonly string[] = [];
  #unsubscribe: () => void = () => undefined;
  #unwatchHalt: () => void = () => undefined;
  /** The last message about why the store cannot be used; undefined while it can. */
  #halt: string | undefined;
  #exitCode: ExitCode = EXIT.ok;

  constructor(workbench: Workbench, output: Output, { runs, again, goesOn = false }: SessionOptions) {
    this.#workbench = workbench;
    this.#output = output;
    this.#again = again;
    this.#goesOn = goesOn;
    this.#view = viewFor(output, runs === 1);
    this.#interruption = new Interruption(
      () => this.#interrupt(),
      () => this.#view.close(),
    );
  }

  /** Shows what happens to the runs that `begin` queues until none is left, prints the results, and gives the exit code. */
  async train(begin: () => void): Promise<ExitCode> {
    try {
      this.listen();
      begin();
      await this.#workbench.queue.idle();
    } finally {
      this.close();
    }
    await this.report({ figuresOf: undefined });
    return this.#exitCode;
  }

  get exitCode(): ExitCode {
    return this.#exitCode;
  }

  listen(): void {
    this.#unsubscribe = this.#workbench.events.add((event) => this.#receive(event));
    this.#unwatchHalt = this.#workbench.halts.add((halt) => this.#haltChanged(halt));
    this.#interruption.listen();
  }

  close(): void {
    this.#unsubscribe();
    this.#unwatchHalt();
    this.#interruption.close();
    this.#view.close();
  }

  #interrupt(): void {
    this.#exitCode = EXIT.interrupted;
    this.#view.line('Stopping: recording the runs in training. Press Ctrl-C again to kill.');
    this.#waiting = this.#workbench.stopAll();
  }

  /** Prints once why the store cannot be used, and once that recording continues. The store is tried again every few seconds. */
  #haltChanged(halt: RecordingHalt | undefined): void {
    if (halt?.code === this.#halt) return;
    this.#halt = halt?.code;
    if (halt === undefined) {
      this.#output.event('continued', {});
      this.#output.note('The store is available again; training continues.');
    } else {
      this.#output.event('halted', { code: halt.code, message: halt.message });
      this.#output.note(
        `waiting: ${printable(halt.message)} Training continues automatically when it can; Ctrl-C ends it.`,
      );
    }
  }

  #trained(id: string): TrainedRun {
    const known = this.#runs.get(id) ?? trainedRun(this.#workbench.store.runs.get(id));
    this.#runs.set(id, known);
    return known;
  }

  #receive(event: WorkbenchEvent): void {
    // A run of another process, not of this session.
    if (event.kind === 'interrupted') return;
    const run = this.#trained(event.run);
    const about = { run: run.id, name: run.name, seed: run.seed };
    switch (event.kind) {
      case 'queued':
        this.#output.event('queued', { ...about, epochs: run.epochs });
        break;
      case 'started':
        this.#started(this.#workbench.store.runs.get(run.id));
        break;
      case 'progress':
        if (event.epochs.length > 0) this.#view.progress(run, event.epochs, event.snapshots);
        break;
      case 'paused':
      case 'resumed':
        this.#output.event(event.kind, about);
        break;
      case 'not_resumed':
        this.#notResumed(run, event.error);
        break;
      case 'taken_back':
      case 'withdrawn':
      case 'marked':
        break;
      case 'crashed':
        this.#exitCode = EXIT.failed;
        this.#ended.push(run.id);
        this.#view.ended(run);
        this.#output.error(
          event.error.code,
          `run ${run.id} was interrupted and can be resumed from its last checkpoint: ${printable(event.error.message)}`,
        );
        break;
      case 'finished':
      case 'stopped':
      case 'failed':
        this.#end(run);
        break;
      case 'not_recorded':
        this.#exitCode = EXIT.store;
        this.#output.error(
          'not-recorded',
          `run ${run.id} could not be recorded and is stopped: ${event.error.message}`,
        );
        this.#waiting = [...this.#waiting, ...this.#workbench.stopAll()];
        break;
    }
  }

  #notResumed(run: TrainedRun, { code, message }: RunError): void {
    if (this.#exitCode === EXIT.ok) this.#exitCode = code === 'other-build' ? EXIT.refused : EXIT.failed;
    this.#ended.push(run.id);
    this.#view.ended(run);
    const remedy = code === 'other-build' ? ` "${PROGRAM} resume ${run.id} --any-build" resumes it anyway.` : '';
    this.#output.error(code, `run ${run.id} was not resumed and is unchanged: ${printable(message)}${remedy}`);
  }

  #started(run: Run): void {
    const { build, engineReason: reason } = trainingFacts(run);
    if (!build) return;
    const { engine, kernels, threads, device } = build;
    const { seed, epochs } = run.config;
    this.#output.event('started', {
      run: run.id,
      name: run.name,
      seed,
      engine,
      kernels,
      threads,
      device,
      reason,
      epochs,
      table_rows: run.tableRows?.read ?? null,
      table_skipped_rows: run.tableRows?.skipped ?? null,
    });
    const rows = run.tableRows === undefined ? '' : ` on ${rowsText(run.tableRows)}`;
    this.#view.line(
      `training  ${printable(run.name)}, seed ${seed} (${run.id}): ${counted(epochs, 'epoch')}${rows} on the ${engine} engine (${kernels})${reason === undefined ? '' : `, ${reason}`}`,
    );
  }

  #end(trained: TrainedRun): void {
    const { store } = this.#workbench;
    const run = store.runs.get(trained.id);
    const summaries = store.runs.summaries(run.id);
    this.#ended.push(run.id);
    this.#view.ended(trained);
    this.#view.line(closingLine(run, summaries));
    const about = { run: run.id, name: run.name, seed: run.config.seed };
    if (run.status === 'finished') this.#output.event('finished', finishedFacts(run, summaries));
    else if (run.status === 'failed') {
      if (this.#exitCode === EXIT.ok) this.#exitCode = EXIT.failed;
      this.#output.event('failed', { ...about, ...run.error });
      this.#output.note(`error: run ${run.id} failed: ${printable(run.error.message)}`);
    } else if (run.status === 'stopped') {
      const reason = run.stopReason ?? null;
      this.#output.event('stopped', { ...about, epochs_done: run.epochsDone, epochs: run.config.epochs, reason });
    }
  }

  /** Prints the results when nothing trains any more, and draws the figures of finished runs. */
  async report({ figuresOf }: { figuresOf: ((run: string) => string) | undefined }): Promise<void> {
    const { store } = this.#workbench;
    const runs = this.#ended.map((id) => store.runs.get(id));
    const [only] = runs;
    const isAlone = runs.length === 1 && this.#runs.size === 1;
    if (isAlone && only.status === 'finished') await this.#learned(only);
    const figures: string[] = [];
    for (const run of runs)
      if (figuresOf && run.status === 'finished') figures.push(...(await this.#draw(run, figuresOf(run.id))));
    if (isAlone && only.status === 'finished') {
      this.#output.text('', `Trained for ${duration(only.seconds)}. More about this run: ${PROGRAM} show ${only.id}`);
    } else if (runs.length > 1) {
      this.#output.text('', outcomes(runs));
    }
    this.#output.text(`Store: ${store.path}`);
    for (const figure of figures) this.#output.text(`Figure: ${figure}`);
    if (this.#exitCode === EXIT.interrupted || this.#waiting.length > 0) this.#reportInterruption(runs);
  }

  async #learned(run: Extract<Run, { readonly status: 'finished' }>): Promise<void> {
    if (this.#output.isJson) return;
    const { store } = this.#workbench;
    const { target, scales, close } = await lawsOf(run.config, filesFromStore(run.config, store), scalesOf(run));
    try {
      const law = lawInOwnUnits(target, scales);
      const summaries = store.runs.summaries(run.id);
      this.#output.text('', ...learnedLines({ run, law, summaries, noiseFloors: store.noiseFloors.read(run.id) }));
    } finally {
      close();
    }
  }

  async #draw(run: Run, folder: string): Promise<string[]> {
    const files: string[] = [];
    for (const figure of LEARNED_FIGURES) {
      const picture = await exportFigure(this.#workbench.store, run, figure);
      const file = writeInto(folder, `${figure}.png`, picture.file);
      this.#output.event('figure', { run: run.id, figure, file });
      files.push(file);
    }
    return files;
  }

  #reportInterruption(runs: readonly Run[]): void {
    const stopped = runs.filter((run) => run.status === 'stopped' && run.stopReason === undefined).map(({ id }) => id);
    if (this.#goesOn && this.#workbench.recording.halt === undefined) this.#workbench.store.states.queueFirst(stopped);
    // A run that was cut off resumes from its last checkpoint, with the same bits.
    const cutOff = this.#workbench.recording.halt === undefined ? [] : this.#workbench.recording.training;
    this.#output.event('interrupted', { stopped, cut_off: cutOff, queued: this.#waiting });
    if (cutOff.length > 0) {
      this.#output.text(`Interrupted: ${cutOff.join(', ')}; recorded data is kept and they can be resumed.`);
    }
    const waiting = this.#waiting.length + (this.#goesOn ? stopped.length : 0);
    if (stopped.length > 0) {
      const kept = this.#goesOn ? 'they can be resumed from there' : 'what they learned up to there is recorded';
      this.#output.text(`Stopped: ${stopped.join(', ')}; ${kept}.`);
    }
    if (waiting === 0) return;
    this.#output.text(`${counted(waiting, 'run is', 'runs are')} still queued; train with: ${this.#again}`);
  }
}

function viewFor(output: Output, isAlone: boolean): ProgressView {
  if (output.isJson) return new ProgressEvents(output);
  // Bars need a terminal that can move its cursor.
  if (process.stdout.isTTY && process.env['TERM'] !== 'dumb') return new ProgressBars(process.stdout, isAlone);
  return new ProgressLines({ print: (line) => output.text(line), isAlone, milliseconds: LINE_MILLISECONDS });
}

function outcomes(runs: readonly Run[]): string {
  const counts = Map.groupBy(runs, ({ status }) => status);
  return [...counts].map(([status, of]) => `${of.length} ${status}`).join(', ');
}
