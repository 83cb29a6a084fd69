import { EPOCH_KEYS } from '../metrics.ts';
import type { EpochRecord, Summary } from '../run.ts';
import { epochValues, metricValues, type Measured } from './values.ts';

type SummaryKey = Summary['metric'];

/**
 * The summary of one number over a run. Only finite values enter minimum, maximum and mean, which are NaN if there are
 * none.
 */
class Course {
  #last = NaN;
  #minimum = NaN;
  #minimumEpoch = NaN;
  #maximum = NaN;
  /** The finite values that may still belong to the tail, in increasing order of epochs. */
  #tail: { readonly epoch: number; readonly value: number }[] = [];

  add(epoch: number, value: number, tailBegins: number): void {
    this.#last = value;
    if (!Number.isFinite(value)) return;
    if (!(value >= this.#minimum)) {
      this.#minimum = value;
      this.#minimumEpoch = epoch;
    }
    if (!(value <= this.#maximum)) this.#maximum = value;
    if (epoch > tailBegins) this.#tail.push({ epoch, value });
  }

  summary(metric: SummaryKey, tailBegins: number): Summary {
    this.#tail = this.#tail.filter(({ epoch }) => epoch > tailBegins);
    return {
      metric,
      last: this.#last,
      minimum: this.#minimum,
      minimumEpoch: this.#minimumEpoch,
      maximum: this.#maximum,
      tailMean: this.#tail.reduce((sum, { value }) => sum + value, 0) / this.#tail.length,
    };
  }
}

/**
 * Summarises every loss and metric over a run. Values are added in increasing order of epochs; the tail is the last
 * quarter of the epochs done.
 */
export class Courses {
  readonly #courses = new Map<SummaryKey, Course>();
  #tailBegins: number;

  /** For a run that already has `epochsDone` epochs: values before their tail need not be kept. */
  constructor(epochsDone = 0) {
    this.#tailBegins = tailBeginning(epochsDone);
  }

  addEpoch(record: EpochRecord): void {
    const values = epochValues(record);
    for (const key of EPOCH_KEYS) this.#add(key, record.epoch, values[key]);
  }

  addSnapshot(measured: Measured): void {
    for (const [key, value] of Object.entries(metricValues(measured))) {
      // It is computed from the distance's summary (shared/wasserstein-share.ts).
      if (key.endsWith('wasserstein_1_share')) continue;
      this.#add(key as SummaryKey, measured.epoch, value);
    }
  }

  /** `epochsDone` never decreases from one call to the next. */
  summaries(epochsDone: number): Summary[] {
    this.#tailBegins = tailBeginning(epochsDone);
    return Array.from(this.#courses, ([metric, course]) => course.summary(metric, this.#tailBegins));
  }

  #add(key: SummaryKey, epoch: number, value: number | undefined): void {
    if (value === undefined) return;
    let course = this.#courses.get(key);
    if (course === undefined) this.#courses.set(key, (course = new Course()));
    course.add(epoch, value, this.#tailBegins);
  }
}

/** The epoch after which the last quarter of the epochs done begins. */
export function tailBeginning(epochsDone: number): number {
  return epochsDone - epochsDone / 4;
}
