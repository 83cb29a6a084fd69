import type { NoiseFloor } from '../metrics.ts';
import { describeMetric, type SummaryMetric } from './summary-metric.ts';

/** The noise floors of a run, by its id; empty if they are not known. */
export type FloorsOf = (run: string) => readonly NoiseFloor[];

/**
 * What a perfect generator scores by chance, if that is the same for all these runs; else undefined. Also undefined for
 * numbers without a better direction: for a moment the floor refers only to the distance from the target's own value.
 */
export function noiseFloorOf(
  runs: readonly string[],
  { metric, isDistance }: { readonly metric: SummaryMetric; readonly isDistance: boolean },
  floorsOf: FloorsOf,
): NoiseFloor | undefined {
  if (describeMetric(metric).lowerIsBetter === undefined && !isDistance) return undefined;
  const key = metric.replace(/^ema_/, '');
  const floors = runs.map((run) => floorsOf(run).find((floor) => floor.metric === key));
  const [first] = floors;
  return first && floors.every((one) => one?.mean === first.mean && one.samples === first.samples) ? first : undefined;
}
