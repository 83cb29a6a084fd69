import { distanceAmong, EPOCH_NUMBERS, METRICS, type MetricDefinition } from '../metrics.ts';
import type { Summary } from '../run.ts';

/** A loss or another number of epochs, a metric, or, with the prefix `ema_`, a metric of the averaged generator. */
export type SummaryMetric = Summary['metric'];

interface Description {
  readonly label: string;
  readonly unit: string;
  /** undefined if neither direction is better. */
  readonly lowerIsBetter: boolean | undefined;
}

const DEFINITIONS: readonly (MetricDefinition & { readonly key: (typeof METRICS)[number]['key'] })[] = METRICS;

const DESCRIPTIONS: ReadonlyMap<SummaryMetric, Description> = new Map<SummaryMetric, Description>([
  ...DEFINITIONS.map(({ key, label, unit, lowerIsBetter }) => [key, { label, unit, lowerIsBetter }] as const),
  ...EPOCH_NUMBERS.map(({ key, label }) => [key, { label, unit: '', lowerIsBetter: undefined }] as const),
  ...DEFINITIONS.map(
    ({ key, label, unit, lowerIsBetter }) =>
      [`ema_${key}`, { label: `${label} of the averaged generator`, unit, lowerIsBetter }] as const,
  ),
]);

/** Every metric, then the numbers of the epochs, then the metrics of the averaged generator. */
export const SUMMARY_METRICS: readonly SummaryMetric[] = [...DESCRIPTIONS.keys()];

export function describeMetric(metric: SummaryMetric): Description {
  const description = DESCRIPTIONS.get(metric);
  if (description === undefined) throw new Error(`${metric} is not a metric`);
  return description;
}

/**
 * The same metric of the averaged generator; undefined for losses and other epoch numbers, and for metrics of the averaged
 * generator.
 */
export function averagedMetric(metric: SummaryMetric): SummaryMetric | undefined {
  return SUMMARY_METRICS.find((one) => one === `ema_${metric}`);
}

const SHORT = new Map<string, SummaryMetric>([
  ['w1', 'wasserstein_1'],
  ['w1_share', 'wasserstein_1_share'],
  ['sw1', 'sliced_wasserstein_1'],
]);

/** A metric or loss by its key, or by the short names `w1` and `sw1`; undefined if there is none. */
export function metricNamed(name: string): SummaryMetric | undefined {
  return SHORT.get(name) ?? SUMMARY_METRICS.find((metric) => metric === name);
}

/** The metric that decides a comparison: the chosen one, else the measured distance, else the first metric. */
export function primaryMetric(
  chosen: SummaryMetric | undefined,
  measured: readonly SummaryMetric[],
): SummaryMetric | undefined {
  return chosen ?? distanceAmong(measured) ?? measured.at(0);
}
