import { SvelteMap } from 'svelte/reactivity';
import type { RunRow } from '../../shared/api/runs.ts';
import { DISTANCES } from '../../shared/metrics.ts';
import { epochsDone } from '../../shared/run.ts';
import { columnOf } from '../../shared/series/series.ts';
import { bridge } from '../state/connection.svelte.ts';

/** Points of a sparkline; so many pixels it has at most. */
const WIDTH = 60;
/** Of a group so many runs are drawn, in the list's order. */
export const MOST_LINES = 8;
/** Runs of one request: a list that is scrolled quickly is not held up by what it has passed. */
const AT_ONCE = 24;

/** The course of a run changes with its epochs. */
const keyOf = ({ run }: RunRow) => `${run.id} ${epochsDone(run)}`;

/** Courses of the distance of runs that have ended, which the list reads as their rows come into view. */
class Sparklines {
  #lines = new SvelteMap<string, Float64Array>();
  /** Keys of those that are being read. */
  #asked: ReadonlySet<string> = new Set();
  /** What was wanted while others were read. */
  #next: readonly RunRow[] = [];

  /** undefined until it has been read, and of a run without a distance. */
  of(row: RunRow): Float64Array | undefined {
    const line = row.sparkline ?? this.#lines.get(keyOf(row));
    return line && line.length > 1 ? line : undefined;
  }

  /** Reads those of these runs that have not been read. */
  want(rows: readonly RunRow[]): void {
    this.#next = rows.filter(
      (row) =>
        row.sparkline === undefined &&
        row.run.status !== 'queued' &&
        !this.#lines.has(keyOf(row)) &&
        !this.#asked.has(keyOf(row)),
    );
    if (this.#asked.size === 0 && this.#next.length > 0) void this.#read();
  }

  async #read(): Promise<void> {
    while (this.#next.length > 0) {
      const asked = this.#next.slice(0, AT_ONCE);
      this.#next = this.#next.slice(AT_ONCE);
      this.#asked = new Set(asked.map(keyOf));
      const runs = asked.map(({ run }) => run.id);
      const result = await bridge.request('compare.series', { runs, keys: [...DISTANCES], width: WIDTH });
      if (!result.ok) break;
      const found = new Map(result.output.map(({ run, metrics }) => [run, metrics]));
      for (const row of asked) {
        const metrics = found.get(row.run.id);
        const column = metrics && DISTANCES.map((key) => columnOf(metrics, key)).find((one) => one !== undefined);
        this.#lines.set(keyOf(row), column?.mean ?? new Float64Array(0));
      }
    }
    this.#asked = new Set();
  }
}

export const sparklines = new Sparklines();
