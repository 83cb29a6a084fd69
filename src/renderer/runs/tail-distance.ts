import type { RunRow } from '../../shared/api/runs.ts';
import { summaryOf } from '../../shared/comparison/measured.ts';
import { describeMetric } from '../../shared/comparison/summary-metric.ts';
import { fullText, recordedText } from '../../shared/number-text.ts';
import { DISTANCE_NAMES, DISTANCES, type Distance } from '../../shared/metrics.ts';

/** The tail mean of a run’s distance to its target: the mean over the last quarter of its epochs. */
export interface TailDistance {
  /** Wasserstein-1, sliced in the plane; of the averaged generator where the run keeps one: that is what it is used for. */
  readonly value: number;
  readonly metric: Distance;
  readonly isAveraged: boolean;
  /**
   * The distance as a multiple of the noise floor: the one measure that orders runs in one and two dimensions and on targets of any
   * size. undefined if it is not known.
   */
  readonly floors: number | undefined;
}

export function tailDistance(row: RunRow): TailDistance | undefined {
  for (const metric of DISTANCES) {
    const summary = summaryOf(row, metric, true);
    if (summary === undefined) continue;
    const { tailMean: value } = summary;
    const floors = row.floor && row.floor.mean > 0 ? value / row.floor.mean : undefined;
    return { value, metric, isAveraged: summary.metric !== metric, floors };
  }
  return undefined;
}

/** In one dimension, the same distance as a share of the target's standard deviation. */
export function tailShare(row: RunRow): number | undefined {
  return summaryOf(row, 'wasserstein_1_share', true)?.tailMean;
}

/** What the list is sorted by. */
export const tailInFloors = (row: RunRow): number | undefined => tailDistance(row)?.floors;

/** From here on a multiple of the noise floor is written as a power of ten, so that it has room in a narrow list. */
const LONG_MULTIPLE = 9999.5;

/** A multiple of the noise floor: `5.20`, `1.0e4`. Titles have all its digits. */
const multipleText = (floors: number) =>
  Number.isFinite(floors) && floors >= LONG_MULTIPLE
    ? floors.toExponential(1).replace('e+', 'e')
    : recordedText(floors);

/**
 * The multiple of the noise floor if that is known, and the named distance: `5.20× floor` and `W1 0.104`. What the list is sorted by
 * comes first, also because a narrow list has room for the first alone. `EMA` marks the averaged generator (an exponential moving
 * average).
 */
export function distanceParts(
  { metric, isAveraged }: TailDistance,
  valueText: string,
  floors: number | undefined,
): readonly string[] {
  const mark = isAveraged ? 'EMA ' : '';
  const named = `${DISTANCE_NAMES[metric]} ${valueText}`;
  return floors === undefined ? [mark + named] : [`${mark}${multipleText(floors)}× floor`, named];
}

/** `5.20× floor` and `W1 0.104`. */
export function tailDistanceParts(row: RunRow): readonly string[] {
  const distance = tailDistance(row);
  return distance ? distanceParts(distance, recordedText(distance.value), distance.floors) : [];
}

/** `5.20× floor · W1 0.104`, `EMA 2.11× floor · W1 0.0421`. */
export const tailDistanceText = (row: RunRow): string => tailDistanceParts(row).join(' · ');

/** The measured number: `sliced Wasserstein-1 of the averaged generator`. */
export function measureName({ metric, isAveraged }: TailDistance): string {
  return describeMetric(metric).label + (isAveraged ? ' of the averaged generator' : '');
}

/** The numbers in full, and what they are. */
export function tailDistanceTitle(row: RunRow): string {
  const distance = tailDistance(row);
  if (distance === undefined) return '';
  const mean = `${measureName(distance)}, tail mean (mean over the last quarter of the epochs): ${fullText(distance.value)}`;
  if (distance.floors === undefined || !row.floor) return mean;
  return `${mean}, which is ${recordedText(distance.floors)} times the noise floor (${fullText(row.floor.mean)})`;
}
