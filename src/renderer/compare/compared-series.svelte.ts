import type { RunRow } from '../../shared/api/runs.ts';
import type { SeriesByRun } from '../../shared/comparison/compared-courses.ts';
import type { NoiseFloor } from '../../shared/metrics.ts';
import { epochsDone, type Range } from '../../shared/run.ts';
import { bridge } from '../state/connection.svelte.ts';
import { orNotice } from '../state/notices.svelte.ts';

/** Points that a plot is drawn by, at most about twice as many. */
const WIDTH = 600;
/** The strongest smoothing has forgotten all but a hundredth of what was so many epochs before. */
const SMOOTHING_EPOCHS = 460;
/** Runs in one answer: so many of 10,000 epochs hold up the workbench for a twentieth of a second. */
const RUNS_AT_ONCE = 4;
/** Milliseconds between two drawings while runs are read: drawing twenty runs takes longer than reading some. */
const SHOW_MILLISECONDS = 1000;
/** Milliseconds between two readings of running runs. */
const PAUSE_MILLISECONDS = 1000;

interface Wanted {
  readonly rows: readonly RunRow[];
  readonly keys: readonly string[];
  readonly range: Range | undefined;
  /** For runs of groups whose seeds took snapshots at different epochs: the multiples at which all of them have one. */
  readonly shared: Readonly<Partial<Record<string, number>>>;
}

/** Reads the series of the compared runs. Running runs are read again and again. */
export class ComparedSeriesReader {
  series = $state.raw<SeriesByRun>({});
  /** The noise floors of each run. They never change while it runs, so neither does what is derived from them. */
  floors = $state.raw<Readonly<Partial<Record<string, readonly NoiseFloor[]>>>>({});
  /** Whether some runs have not been read at all. */
  isOpening = $state(true);
  #isReading = false;
  /** The last request of each run. */
  readonly #asked: Partial<Record<string, { readonly question: string; readonly epochs: number }>> = {};
  #wanted: Wanted = { rows: [], keys: [], range: undefined, shared: {} };
  /** The newest result that has not been drawn. */
  #read: SeriesByRun = {};
  #lastRead = -Infinity;
  #lastShown = -Infinity;
  #isClosed = false;

  /** Reads what is not there yet, now or as soon as what is being read has come. */
  want(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#isReading) void this.#readAll();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    this.#lastShown = performance.now();
    for (let due = this.#due(); due.length > 0 && !this.#isClosed; due = this.#due()) {
      if (due.every((row) => this.#isProgress(row))) {
        await this.#pause();
        due = this.#due();
      }
      if (!(await this.#readEach(due))) break;
    }
    this.#isReading = false;
    this.isOpening = false;
  }

  /** Sends all requests at once: the workbench answers them one by one, and others in between. */
  async #readEach(rows: readonly RunRow[]): Promise<boolean> {
    const reads: Promise<boolean>[] = [];
    for (const [shared, alike] of Map.groupBy(rows, ({ run }) => this.#wanted.shared[run.id])) {
      for (let from = 0; from < alike.length; from += RUNS_AT_ONCE) {
        reads.push(this.#readRuns(alike.slice(from, from + RUNS_AT_ONCE), shared));
      }
    }
    const areRead = await Promise.all(reads);
    this.#show();
    this.#lastRead = performance.now();
    return !areRead.includes(false);
  }

  /** Runs of which something else is wanted than was asked for; those that are not drawn yet come first. */
  #due(): RunRow[] {
    const due = this.#wanted.rows.filter((row) => !this.#isAsked(row) || this.#isProgress(row));
    return due.sort((a, b) => Number(this.#isProgress(a)) - Number(this.#isProgress(b)));
  }

  /** Whether what is wanted was asked for already, however far the run was then. */
  #isAsked({ run }: RunRow): boolean {
    return this.#asked[run.id]?.question === this.#questionOf(run.id);
  }

  /** Whether nothing is new but that the run has gone on. */
  #isProgress(row: RunRow): boolean {
    return this.#isAsked(row) && this.#asked[row.run.id]?.epochs !== epochsOf(row);
  }

  #questionOf(run: string): string {
    const { keys, range, shared } = this.#wanted;
    return [range?.low, range?.high, shared[run], ...keys].join();
  }

  #show(): void {
    const wanted = this.#wanted.rows.flatMap(({ run }) => this.#read[run.id] ?? []);
    this.#read = Object.fromEntries(wanted.map((one) => [one.run, one]));
    this.series = this.#read;
    if (wanted.some(({ run, floors }) => this.floors[run]?.length !== floors.length)) {
      this.floors = Object.fromEntries(wanted.map(({ run, floors }) => [run, floors]));
    }
    this.#lastShown = performance.now();
  }

  async #pause(): Promise<void> {
    const left = this.#lastRead + PAUSE_MILLISECONDS - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }

  async #readRuns(rows: readonly RunRow[], shared: number | undefined): Promise<boolean> {
    const { keys, range } = this.#wanted;
    for (const row of rows) this.#asked[row.run.id] = { question: this.#questionOf(row.run.id), epochs: epochsOf(row) };
    const answer = await orNotice(
      bridge.read('compare.series', {
        runs: rows.map(({ run }) => run.id),
        keys: [...keys],
        width: WIDTH,
        ...(shared !== undefined && { shared }),
        ...(range && {
          range: { after: Math.max(-1, Math.floor(range.low) - SMOOTHING_EPOCHS), last: Math.ceil(range.high) },
        }),
      }),
    );
    if (!answer) return false;
    this.#read = { ...this.#read, ...Object.fromEntries(answer.map((one) => [one.run, one])) };
    if (performance.now() - this.#lastShown > SHOW_MILLISECONDS) this.#show();
    return true;
  }
}

function epochsOf({ run }: RunRow): number {
  return epochsDone(run);
}
