import type { RunRow } from '../api/runs.ts';
import type { Summary } from '../run.ts';
import { distanceFromTarget } from '../target-moments.ts';
import { averagedMetric, describeMetric, type SummaryMetric } from './summary-metric.ts';

/** The value of one run that counts. */
export interface MemberValue {
  readonly run: string;
  readonly seed: number;
  readonly value: number;
}

/** The value of a run that is compared: its tail mean (the mean over the last quarter of the epochs), its last, or its best. */
export const MEASURES = ['tail', 'last', 'best'] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_LABELS: Readonly<Record<Measure, string>> = {
  tail: 'tail mean',
  last: 'last value',
  best: 'best snapshot',
};

/** The same where one of them is chosen: beside nothing else that says what a tail is. */
export const MEASURE_CHOICES: Readonly<Record<Measure, string>> = {
  ...MEASURE_LABELS,
  tail: `${MEASURE_LABELS.tail} (last quarter of epochs)`,
};

/** What each measure takes of a run. */
export const MEASURE_MEANINGS: Readonly<Record<Measure, string>> = {
  tail: 'The mean over the last quarter of the epochs, which is more reliable than a single epoch',
  last: 'The value at the last epoch; a single epoch is noisy',
  best: 'The best snapshot; the best of many is partly luck',
};

export interface Measured {
  /** The recorded value, which may be NaN or infinite. */
  readonly value: number;
  /** The epoch of the best value, if it is known. */
  readonly epoch?: number;
}

function best({ metric, minimum, minimumEpoch, maximum }: Summary): Measured | undefined {
  switch (describeMetric(metric).lowerIsBetter) {
    case true:
      return { value: minimum, epoch: minimumEpoch };
    case false:
      return { value: maximum };
    case undefined:
      return undefined;
  }
}

/** The summary of a metric; that of the averaged generator if it is preferred and exists. */
export function summaryOf({ summaries }: RunRow, metric: SummaryMetric, preferAverage: boolean): Summary | undefined {
  const averaged = preferAverage ? averagedMetric(metric) : undefined;
  const own = averaged && summaries.find((summary) => summary.metric === averaged);
  return own ?? summaries.find((summary) => summary.metric === metric);
}

/** A `Measure`, or the evaluation at the end, which compares runs whose snapshots have different numbers of samples. */
export type ComparedMeasure = Measure | 'final';

export const COMPARED_MEASURE_LABELS: Readonly<Record<ComparedMeasure, string>> = {
  ...MEASURE_LABELS,
  final: 'evaluation at the end',
};

/** A metric of the larger evaluation at the end; that of the averaged generator if it is preferred and exists. */
function finalOf({ run }: RunRow, metric: SummaryMetric, preferAverage: boolean): Measured | undefined {
  if (run.status !== 'finished') return undefined;
  const { metrics, averageMetrics } = run.final;
  const values: Readonly<Partial<Record<SummaryMetric, number>>> = {
    ...metrics,
    ...Object.fromEntries(Object.entries(averageMetrics ?? {}).map(([key, value]) => [`ema_${key}`, value])),
  };
  const averaged = preferAverage ? averagedMetric(metric) : undefined;
  const value = (averaged && values[averaged]) ?? values[metric];
  return value === undefined ? undefined : { value };
}

/**
 * A value of one run; undefined if the run has not measured it, or if it is the best of a metric without a better
 * direction.
 */
export function measuredOf(
  row: RunRow,
  metric: SummaryMetric,
  measure: ComparedMeasure,
  preferAverage: boolean,
): Measured | undefined {
  if (measure === 'final') return finalOf(row, metric, preferAverage);
  const summary = summaryOf(row, metric, preferAverage);
  if (summary === undefined) return undefined;
  switch (measure) {
    case 'tail':
      return { value: summary.tailMean };
    case 'last':
      return { value: summary.last };
    case 'best':
      return best(summary);
  }
}

/**
 * As `measuredOf`, but a moment is measured by its distance from the target's own value. The least distance is not
 * recorded, so there is no best.
 */
export const distanceOf: typeof measuredOf = (row, metric, measure, preferAverage) => {
  const measured = measure === 'best' ? undefined : measuredOf(row, metric, measure, preferAverage);
  const distance = measured && distanceFromTarget(row.run, metric, measured.value);
  return distance === undefined ? undefined : { value: distance };
};
