import { wholeNumber } from '../../../shared/counted.ts';
import { equilibrium } from '../../../shared/equilibrium.ts';
import type { Law } from '../../../shared/distributions/law.ts';
import { ruledLabel } from '../../../shared/metric-rules.ts';
import { DISTANCES, METRICS } from '../../../shared/metrics.ts';
import type { MetricKey, NoiseFloor } from '../../../shared/metrics.ts';
import { numberText, recordedText } from '../../../shared/number-text.ts';
import type { Run, Summary } from '../../../shared/run.ts';
import { targetMoment } from '../../../shared/target-moments.ts';
import { notDefinedLines } from '../output/not-defined.ts';
import { textTable, wrapped, type Column } from '../output/text-table.ts';

type FinishedRun = Extract<Run, { readonly status: 'finished' }>;

const COLUMNS = 96;

/** Metrics whose noise floor is a distance from the target's own value. */
const MOMENTS: ReadonlySet<MetricKey> = new Set([
  'mean',
  'std',
  'skewness',
  'excess_kurtosis',
  'mean_x',
  'mean_y',
  'std_x',
  'std_y',
]);

const ZERO_WHEN_LEARNED: ReadonlySet<MetricKey> = new Set([
  ...DISTANCES,
  'wasserstein_1_share',
  'ks',
  'jensen_shannon',
  'reverse_kl',
]);

/** What a generator that has learned its target would score without chance; undefined if it is not known. */
function targetValue(key: MetricKey, law: Law, { config }: Run): number | undefined {
  if (ZERO_WHEN_LEARNED.has(key)) return 0;
  const moments = law.dimension === 1 ? law.reference.moments : undefined;
  switch (key) {
    case 'mean':
      return moments?.mean;
    case 'std':
      return moments?.standardDeviation;
    case 'skewness':
      return moments?.skewness;
    case 'excess_kurtosis':
      return moments?.excessKurtosis;
    case 'modes_reached':
    case 'modes_covered':
      return law.modes.length;
    case 'ideal_discriminator_loss':
      return equilibrium(config.loss).discriminator;
    default:
      return undefined;
  }
}

function floorText(floor: NoiseFloor | undefined): string {
  if (floor === undefined) return '';
  const [mean, bound] = [recordedText(floor.mean), recordedText(floor.bound95)];
  return `${mean} (${bound})`;
}

/** The distance from the target: for a moment, its difference from the target's; a distance is the number itself. */
function offBy(key: MetricKey, law: Law, run: FinishedRun): string {
  const [learned, target] = [run.final.metrics[key], targetValue(key, law, run) ?? targetMoment(run, key)];
  if (!MOMENTS.has(key) || learned === undefined || target === undefined) return '';
  return recordedText(Math.abs(learned - target));
}

export interface Learned {
  readonly run: FinishedRun;
  readonly law: Law;
  readonly summaries: readonly Summary[];
  readonly noiseFloors: readonly NoiseFloor[];
}

/** What a finished run learned: each metric with the target's own value and the noise floor. */
export function learnedLines({ run, law, summaries, noiseFloors }: Learned): string[] {
  const { metrics, averageMetrics, samples } = run.final;
  const tail = (key: Summary['metric']) => summaries.find(({ metric }) => metric === key)?.tailMean;
  const measured = METRICS.filter(({ key }) => metrics[key] !== undefined);
  const columns: Column[] = [
    { head: '' },
    ...['target', 'learned', 'tail mean'].map((head): Column => ({ head, align: 'right' })),
    ...(averageMetrics ? [{ head: 'averaged', align: 'right' } as const] : []),
    { head: 'off target', align: 'right' },
    { head: 'noise floor (95th percentile)', align: 'right' },
  ];
  const rows = measured.map(({ key, label }) => [
    ruledLabel(label, key, run.metricRules),
    recordedText(targetValue(key, law, run)),
    recordedText(metrics[key]),
    recordedText(tail(key)),
    ...(averageMetrics ? [recordedText(averageMetrics[key])] : []),
    offBy(key, law, run),
    floorText(noiseFloors.find(({ metric }) => metric === key)),
  ]);
  const floorSamples = noiseFloors.at(0)?.samples ?? run.config.snapshots.samples;
  const average = averageMetrics ? ' Averaged: the averaged generator.' : '';
  return [
    ...textTable(columns, rows),
    ...notDefinedLines(summaries, COLUMNS),
    '',
    ...wrapped(
      `Learned: ${wholeNumber(samples)} samples after the last epoch. Tail mean: mean over the snapshots of ` +
        `the last quarter of the epochs, with ${wholeNumber(run.config.snapshots.samples)} samples each; use it ` +
        `to compare runs.${average} Noise floor: the score of a perfect generator by chance on ` +
        `${wholeNumber(floorSamples)} samples, on average and, in brackets, in 95 % of draws; compare “off target” with it, where that is given.`,
      COLUMNS,
    ),
    ...verdict(summaries, noiseFloors),
    '',
    `Tail means of the losses: ${lossText(tail('loss_generator'), tail('loss_real'), tail('loss_fake'))}`,
    ...equilibriumLines(run),
  ];
}

function lossText(generator: number | undefined, real: number | undefined, fake: number | undefined): string {
  return `generator ${recordedText(generator)}, real ${recordedText(real)}, fake ${recordedText(fake)}`;
}

function equilibriumLines({ config }: Run): string[] {
  const { losses, note } = equilibrium(config.loss);
  const text = lossText(losses.loss_generator, losses.loss_real, losses.loss_fake);
  return [`At equilibrium:           ${text}`, ...(note === undefined ? [] : wrapped(`(${note})`, COLUMNS))];
}

/** The distance of the run as a multiple of its noise floor. */
function verdict(summaries: readonly Summary[], noiseFloors: readonly NoiseFloor[]): string[] {
  for (const key of DISTANCES) {
    const tail = summaries.find(({ metric }) => metric === key)?.tailMean;
    const floor = noiseFloors.find(({ metric }) => metric === key);
    // For a constant target the floor is only rounding error, so a multiple of it means nothing.
    if (tail === undefined || floor === undefined || !(floor.mean > tail * 1e-6) || !Number.isFinite(tail)) continue;
    const label = METRICS.find((metric) => metric.key === key)?.label ?? key;
    return tail <= floor.bound95
      ? [`The tail mean of ${label} is within the noise floor.`]
      : [`The tail mean of ${label} is ${numberText(tail / floor.mean)} times the noise floor.`];
  }
  return [];
}
