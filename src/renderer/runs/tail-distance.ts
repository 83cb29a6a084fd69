import type { RunRow } from '../../shared/api/runs.ts';
import { summaryOf } from '../../shared/comparison/measured.ts';
import { describeMetric, type SummaryMetric } from '../../shared/comparison/summary-metric.ts';
import { fullText, recordedText } from '../../shared/number-text.ts';
import { DISTANCES } from '../../shared/metrics.ts';

/** How far from its target a run is over the last quarter of its epochs. */
export interface TailDistance {
  /** Wasserstein-1, sliced in the plane; of the averaged generator where the run keeps one: that is what it is used for. */
  readonly value: number;
  readonly metric: SummaryMetric;
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

/** Stands before numbers of the averaged generator (an exponential moving average of the weights). */
export const averagedMark = (isAveraged: boolean | undefined): string => (isAveraged === true ? 'EMA ' : '');

/** `5.20× floor · ` before the distance itself: what the list is sorted by is not to be cut off. */
export function floorsText(floors: number | undefined): string {
  return floors === undefined ? '' : `${recordedText(floors)}× floor · `;
}

/** `5.20× floor · 0.104`, `EMA 2.11× floor · 0.0421`. */
export function tailDistanceText(row: RunRow): string {
  const distance = tailDistance(row);
  if (distance === undefined) return '';
  return averagedMark(distance.isAveraged) + floorsText(distance.floors) + recordedText(distance.value);
}

/** The measured number: `sliced Wasserstein-1 of the averaged generator`. */
export function measureName({ metric, isAveraged }: TailDistance): string {
  return describeMetric(metric).label + (isAveraged ? ' of the averaged generator' : '');
}

/** The numbers in full, and what they are. */
export function tailDistanceTitle(row: RunRow): string {
  const distance = tailDistance(row);
  if (distance === undefined) return '';
  const mean = `${measureName(distance)}, mean over the last quarter of the epochs: ${fullText(distance.value)}`;
  if (distance.floors === undefined || !row.floor) return mean;
  return `${mean}, which is ${recordedText(distance.floors)} times the noise floor (${fullText(row.floor.mean)})`;
}
