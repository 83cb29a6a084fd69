import type { ComparedSeries } from '../../shared/api/compare.ts';
import type { RunRow } from '../../shared/api/runs.ts';
import type { Range } from '../../shared/run.ts';
import { bridge } from '../state/connection.svelte.ts';
import { orNotice } from '../state/notices.svelte.ts';

/** Points that a plot is drawn by, at most about twice as many. */
const WIDTH = 600;
/** Runs in one answer: so many of 10,000 epochs hold up the workbench for a twentieth of a second. */
const RUNS_AT_ONCE = 4;
/** From one reading of runs that train to the next. */
const PAUSE_MILLISECONDS = 1000;

export type SeriesByRun = Readonly<Partial<Record<string, ComparedSeries>>>;

interface Wanted {
  readonly rows: readonly RunRow[];
  readonly keys: readonly string[];
  readonly range: Range | undefined;
}

/** The series of the runs that are compared: those that train are read again while they go on. */
export class ComparedSeriesReader {
  series = $state.raw<SeriesByRun>({});
  /** Whether there are runs of which nothing is there yet. */
  isOpening = $state(true);
  #isReading = false;
  /** What was asked for last of each run. */
  readonly #asked: Partial<Record<string, string>> = {};
  #wanted: Wanted = { rows: [], keys: [], range: undefined };
  #lastRead = -Infinity;
  #isClosed = false;

  /** Reads what is not there yet, now or as soon as what is being read has come. */
  want(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#isReading) void this.#read();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    for (let due = this.#due(); due.length > 0 && !this.#isClosed; due = this.#due()) {
      const isNews = due.every(({ run }) => run.id in this.series);
      if (isNews) await this.#pause();
      const batch = isNews ? this.#due().slice(0, RUNS_AT_ONCE) : due.slice(0, RUNS_AT_ONCE);
      if (!(await this.#readRuns(batch))) break;
    }
    this.#isReading = false;
    this.isOpening = false;
  }

  /** Runs of which something else is wanted than was asked for; those that are not drawn yet come first. */
  #due(): RunRow[] {
    const due = this.#wanted.rows.filter((row) => this.#asked[row.run.id] !== this.#questionOf(row));
    const isDrawn = ({ run }: RunRow) => Number(run.id in this.series);
    return due.sort((a, b) => isDrawn(a) - isDrawn(b));
  }

  #questionOf({ run }: RunRow): string {
    const { keys, range } = this.#wanted;
    const done = 'epochsDone' in run ? run.epochsDone : 0;
    return [done, range?.low, range?.high, ...keys].join();
  }

  async #pause(): Promise<void> {
    const left = this.#lastRead + PAUSE_MILLISECONDS - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
  }

  async #readRuns(rows: readonly RunRow[]): Promise<boolean> {
    const { keys, range } = this.#wanted;
    for (const row of rows) this.#asked[row.run.id] = this.#questionOf(row);
    const answer = await orNotice(
      bridge.request('compare.series', {
        runs: rows.map(({ run }) => run.id),
        keys: [...keys],
        width: WIDTH,
        ...(range && { range: { after: Math.max(-1, Math.floor(range.low) - 1), last: Math.ceil(range.high) } }),
      }),
    );
    this.#lastRead = performance.now();
    if (!answer) return false;
    const read = { ...this.series, ...Object.fromEntries(answer.map((one) => [one.run, one])) };
    const wanted = this.#wanted.rows.flatMap(({ run }) => read[run.id] ?? []);
    this.series = Object.fromEntries(wanted.map((one) => [one.run, one]));
    return true;
  }
}
