import { LOSSES } from '../../shared/metrics.ts';
import type { LossKey, MetricKey, Metrics } from '../../shared/metrics.ts';
import type { EpochRecord, Summary } from '../../shared/run.ts';
import type { Connection } from './connection.ts';
import type { EpochTable } from './epochs.ts';
import { AVERAGE_PREFIX } from './metric-columns.ts';
import type { SnapshotTable } from './snapshots.ts';

type SummaryKey = Summary['metric'];

interface SummaryRow {
  readonly metric: SummaryKey;
  readonly last: number | null;
  readonly minimum: number | null;
  readonly minimum_epoch: number | null;
  readonly maximum: number | null;
  readonly tail_mean: number | null;
}

const LOSS_OF: Readonly<Record<LossKey, (record: EpochRecord) => number>> = {
  loss_generator: (record) => record.lossGenerator,
  loss_real: (record) => record.lossReal,
  loss_fake: (record) => record.lossFake,
};

export type SummaryTable = ReturnType<typeof summaryTable>;

export function summaryTable(connection: Connection, epochs: EpochTable, snapshots: SnapshotTable) {
  const insert = connection.prepare<[number, string, number, number, number, number, number]>(
    `INSERT INTO summaries (run_key, metric, last, minimum, minimum_epoch, maximum, tail_mean) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = connection.prepare<[number], SummaryRow>(
    'SELECT metric, last, minimum, minimum_epoch, maximum, tail_mean FROM summaries WHERE run_key = ?',
  );
  const remove = connection.prepare<[number]>('DELETE FROM summaries WHERE run_key = ?');

  /** How every loss and metric of a run went, from its rows. */
  function compute(runKey: number, epochsDone: number): Summary[] {
    const tailBegins = epochsDone - epochsDone / 4;
    const courses = new Map<SummaryKey, Course>();
    const add = (key: SummaryKey, epoch: number, value: number) => {
      let course = courses.get(key);
      if (course === undefined) courses.set(key, (course = new Course()));
      course.add(epoch, value, epoch > tailBegins);
    };
    for (const record of epochs.walk(runKey)) {
      for (const { key } of LOSSES) add(key, record.epoch, LOSS_OF[key](record));
    }
    for (const { epoch, metrics, averageMetrics } of snapshots.walkMeasurements(runKey)) {
      for (const [key, value] of entries(metrics)) add(key, epoch, value);
      for (const [key, value] of entries(averageMetrics ?? {})) add(`${AVERAGE_PREFIX}${key}`, epoch, value);
    }
    return Array.from(courses, ([metric, course]) => course.summary(metric));
  }

  return {
    compute,
    /** Computes and keeps the summaries of a run that has ended. */
    write(runKey: number, epochsDone: number): void {
      remove.run(runKey);
      for (const summary of compute(runKey, epochsDone)) {
        const { metric, last, minimum, minimumEpoch, maximum, tailMean } = summary;
        insert.run(runKey, metric, last, minimum, minimumEpoch, maximum, tailMean);
      }
    },
    read(runKey: number): Summary[] {
      return select.all(runKey).map((row) => ({
        metric: row.metric,
        last: row.last ?? NaN,
        minimum: row.minimum ?? NaN,
        minimumEpoch: row.minimum_epoch ?? NaN,
        maximum: row.maximum ?? NaN,
        tailMean: row.tail_mean ?? NaN,
      }));
    },
    remove(runKey: number): void {
      remove.run(runKey);
    },
  };
}

/** How one number goes over a run. Only finite values enter minimum, maximum and mean; NaN where there is none. */
class Course {
  #last = NaN;
  #minimum = NaN;
  #minimumEpoch = NaN;
  #maximum = NaN;
  #tailSum = 0;
  #tailCount = 0;

  add(epoch: number, value: number, inTail: boolean): void {
    this.#last = value;
    if (!Number.isFinite(value)) return;
    if (!(value >= this.#minimum)) {
      this.#minimum = value;
      this.#minimumEpoch = epoch;
    }
    if (!(value <= this.#maximum)) this.#maximum = value;
    if (inTail) {
      this.#tailSum += value;
      this.#tailCount++;
    }
  }

  summary(metric: SummaryKey): Summary {
    return {
      metric,
      last: this.#last,
      minimum: this.#minimum,
      minimumEpoch: this.#minimumEpoch,
      maximum: this.#maximum,
      tailMean: this.#tailSum / this.#tailCount,
    };
  }
}

function entries(metrics: Metrics): [MetricKey, number][] {
  return Object.entries(metrics) as [MetricKey, number][];
}
