import type { Summary } from '../../shared/run.ts';
import { Courses } from '../../shared/series/course.ts';
import { Series } from '../../shared/series/series.ts';
import { shareUnitOfRun, summariesWithShares } from '../../shared/wasserstein-share.ts';
import type { MetricKey } from '../../shared/metrics.ts';
import type { Store } from '../store/store.ts';

/** The course of a run in training, whichever process trains it. Only new rows are read, however long the run is. */
export class LiveCourse {
  readonly #run: string;
  readonly #metric: MetricKey;
  readonly #points: number;
  #courses = new Courses();
  #series: Series;
  #epoch = -1;
  #snapshotEpoch = -1;

  /** `metric` is the one drawn, in `points` to twice as many points. */
  constructor(run: string, metric: MetricKey, points: number) {
    this.#run = run;
    this.#metric = metric;
    this.#points = points;
    this.#series = new Series(points);
  }

  /** Reads what is new. `epochsDone` are those of the run by now. */
  read(store: Store, epochsDone: number): { readonly summaries: readonly Summary[]; readonly line: Float64Array } {
    // It was taken back to a checkpoint.
    if (epochsDone < this.#epoch) this.#forget();
    for (const record of store.epochs.read(this.#run, this.#epoch)) {
      this.#courses.addEpoch(record);
      this.#epoch = record.epoch;
    }
    for (const measured of store.snapshots.readMeasurements(this.#run, this.#snapshotEpoch)) {
      this.#courses.addSnapshot(measured);
      this.#series.append(measured.epoch, { line: measured.metrics[this.#metric] });
      this.#snapshotEpoch = measured.epoch;
    }
    const { columns } = this.#series.chunk();
    const line = Object.hasOwn(columns, 'line') ? columns.line.mean : new Float64Array(0);
    const unit = shareUnitOfRun(store.runs.get(this.#run));
    return { summaries: summariesWithShares(this.#courses.summaries(epochsDone), unit), line };
  }

  #forget(): void {
    this.#courses = new Courses();
    this.#series = new Series(this.#points);
    this.#epoch = -1;
    this.#snapshotEpoch = -1;
  }
}
