import type { MetricRow } from '../../shared/comparison/metrics-table.ts';
import { cutInterval } from '../../shared/comparison/positive.ts';

/** Where one subject's mean and its interval lie on the scale that all of them share, from 0 to 1. */
export interface ForestPlace {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Whether the interval goes on beyond an end of the scale. */
  readonly isOpenLow: boolean;
  readonly isOpenHigh: boolean;
  readonly values: readonly number[];
}

export interface ForestScale {
  readonly low: number;
  readonly high: number;
  /** By the keys of subjects; those without a mean have no place. */
  readonly places: ReadonlyMap<string, ForestPlace>;
}

/** A wide interval, or a seed far from the others, would take all the room: the scale reaches at most so many ranges of the means beyond them. */
const MOST_RANGES = 0.75;

/** One scale for the means, intervals and seeds of all subjects of a row; undefined where none has a mean. */
export function forestScale(row: MetricRow): ForestScale | undefined {
  const drawn = row.cells.filter(({ mean }) => Number.isFinite(mean));
  if (drawn.length === 0) return undefined;
  const intervals = drawn.map(({ mean, interval }) => {
    const { low, high } = cutInterval(row.metric, interval, row.isDistance);
    return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : { low: mean, high: mean };
  });
  const means = drawn.map(({ mean }) => mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const seeds = drawn.flatMap(({ values }) => values.map(({ value }) => value)).filter(Number.isFinite);
  const lowest = Math.min(...intervals.map(({ low }) => low), ...seeds);
  const highest = Math.max(...intervals.map(({ high }) => high), ...seeds);
  const room = (most - least) * MOST_RANGES;
  const low = room > 0 ? Math.max(lowest, least - room) : lowest;
  const high = room > 0 ? Math.min(highest, most + room) : highest;
  const shareOf = (value: number) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5);
  const places = drawn.map(({ subject, mean, values }, index): readonly [string, ForestPlace] => {
    const interval = intervals[index];
    const inside = values.map(({ value }) => value).filter((value) => value >= low && value <= high);
    return [
      subject.key,
      {
        mean: shareOf(mean),
        low: shareOf(interval.low),
        high: shareOf(interval.high),
        isOpenLow: interval.low < low,
        isOpenHigh: interval.high > high,
        values: inside.map(shareOf),
      },
    ];
  });
  return { low, high, places: new Map(places) };
}
