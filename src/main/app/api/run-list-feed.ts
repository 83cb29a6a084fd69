import type { RunRow, RunRowsEvent } from '../../../shared/api/runs.ts';
import { WorkbenchError } from '../../../shared/errors.ts';
import { LiveCourse } from '../../runs/live-course.ts';
import type { Workbench } from '../../runs/workbench.ts';
import { Throttle } from '../../runs/throttle.ts';
import type { Feed } from './handlers.ts';
import { isInPlane } from '../../../shared/run.ts';
import { distanceTo } from '../../../shared/metrics.ts';

/** The rows of the first page, few enough to be shown at once. */
const FIRST_PAGE = 100;
const PAGE = 500;
const SPARKLINE_POINTS = 30;

/** The rows of the list: all of them in pages, then those that have changed. */
export class RunListFeed implements Feed<RunRowsEvent> {
  readonly #workbench: Workbench;
  readonly #throttle: Throttle;
  readonly #fingerprints = new Map<string, string>();
  /** Runs whose rows have not been sent yet, the next one last. */
  readonly #unsent: string[];
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  /** The courses of the runs in training. */
  readonly #courses = new Map<string, LiveCourse>();
  readonly #unsubscribe: () => void;
  readonly #unwatchOthers: () => void;
  #isFirst = true;
  #isComplete = false;
  #haveOthersWritten = false;

  constructor(workbench: Workbench, ready: () => void) {
    this.#workbench = workbench;
    this.#throttle = new Throttle(ready);
    for (const { id, fingerprint } of workbench.store.runs.fingerprints()) this.#fingerprints.set(id, fingerprint);
    this.#unsent = [...this.#fingerprints.keys()].reverse();
    this.#unsubscribe = workbench.events.add(({ kind, run }) => {
      this.#changed.add(run);
      if (kind === 'progress') this.#throttle.flushAtBeat();
      else this.#throttle.flushSoon();
    });
    this.#unwatchOthers = workbench.others.add(() => {
      this.#haveOthersWritten = true;
      ready();
    });
  }

  take(): RunRowsEvent | undefined {
    if (this.#haveOthersWritten) this.#lookForOthers();
    if (!this.#isComplete) {
      const page = this.#unsent.splice(-(this.#isFirst ? FIRST_PAGE : PAGE)).reverse();
      this.#isFirst = false;
      this.#isComplete = this.#unsent.length === 0;
      return { rows: this.#rows(page), removed: [], complete: this.#isComplete };
    }
    // Changes wait for their time.
    if (this.#throttle.isWaiting || this.#changed.size + this.#removed.size === 0) return undefined;
    const page = [...this.#changed].slice(0, PAGE);
    const rows = this.#rows(page);
    for (const run of page) this.#changed.delete(run);
    const removed = [...this.#removed];
    this.#removed.clear();
    return { rows, removed, complete: true };
  }

  close(): void {
    this.#unsubscribe();
    this.#unwatchOthers();
    this.#throttle.cancel();
  }

  #lookForOthers(): void {
    this.#haveOthersWritten = false;
    const gone = new Set(this.#fingerprints.keys());
    for (const { id, fingerprint } of this.#workbench.store.runs.fingerprints()) {
      gone.delete(id);
      if (this.#fingerprints.get(id) === fingerprint) continue;
      this.#fingerprints.set(id, fingerprint);
      this.#changed.add(id);
    }
    for (const id of gone) this.#changed.add(id);
    if (this.#changed.size > 0) this.#throttle.flushSoon();
  }

  #rows(runs: readonly string[]): RunRow[] {
    return runs.flatMap((run) => {
      try {
        return [this.#row(run)];
      } catch (error) {
        if (!(error instanceof WorkbenchError)) throw error;
        // It was deleted meanwhile, or cannot be read: either way the list cannot show it.
        this.#fingerprints.delete(run);
        this.#removed.add(run);
        return [];
      }
    });
  }

  #row(id: string): RunRow {
    const { store } = this.#workbench;
    const run = store.runs.get(id);
    const floor = store.noiseFloors
      .read(id)
      .find(({ metric, samples }) => metric === distanceTo(isInPlane(run)) && samples === run.config.snapshots.samples);
    if (run.status !== 'running' && run.status !== 'paused') {
      this.#courses.delete(id);
      return { run, summaries: store.runs.summaries(id), floor, sparkline: undefined };
    }
    const course = this.#courses.get(id) ?? new LiveCourse(id, distanceTo(isInPlane(run)), SPARKLINE_POINTS);
    this.#courses.set(id, course);
    const { summaries, line } = course.read(store, run.epochsDone);
    return { run, summaries, floor, sparkline: line };
  }
}
