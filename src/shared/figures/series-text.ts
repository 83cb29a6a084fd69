import { counted, wholeNumber } from '../counted.ts';
import type { SeriesChunk, SeriesColumn } from '../series/series.ts';

/** What is averaged in the points of a series. */
export type Recorded = 'epochs' | 'snapshots';

/** The most records per point. */
export function largestCount({ count }: Pick<SeriesChunk, 'count'>): number {
  return count.reduce((most, one) => Math.max(most, one), 0);
}

/**
 * Says that points are means of several records; empty if each point is one record. The last point may have fewer. For
 * distances from the target it says that they are distances of means, which are smaller than means of distances.
 */
export function meansText(chunk: Pick<SeriesChunk, 'count'>, recorded: Recorded, areDistances = false): string[] {
  const largest = largestCount(chunk);
  if (largest <= 1) return [];
  const areAll = chunk.count.subarray(0, -1).every((one) => one > 1);
  return [
    `${areAll ? '' : 'some points are '}${areDistances ? 'distances of ' : ''}means of ${areAll ? '' : 'up to '}${largest} ${recorded}`,
  ];
}

/**
 * Says at how many points of a series one of these lines has a gap; undefined if there are none. For an interval of
 * epochs the exact number of such values is not known, only that there is at least one.
 */
export function gapsText(chunk: Pick<SeriesChunk, 'count'>, means: readonly Float64Array[]): string | undefined {
  const gaps = chunk.count.filter((_, index) => means.some((mean) => !Number.isFinite(mean[index]))).length;
  if (gaps === 0) return undefined;
  const largest = largestCount(chunk);
  return largest > 1
    ? `at least one epoch of ${gaps === 1 ? 'an interval' : `each of ${wholeNumber(gaps)} intervals`} of ${largest} epochs`
    : counted(gaps, 'epoch');
}

/** A line of a figure, and what its points represent. */
export interface NamedValues {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

const countOf = (values: ArrayLike<number>, holds: (value: number) => boolean) =>
  Array.from(values).filter(holds).length;

const hasNoPlace = (value: number) => Number.isFinite(value) && value <= 0;

/** Whether a log axis can show at least half of these values; only then is it offered. */
export function suitsLogAxis(lines: readonly ArrayLike<number>[]): boolean {
  const total = (holds: (value: number) => boolean) => lines.reduce((sum, line) => sum + countOf(line, holds), 0);
  return 2 * total(hasNoPlace) <= total(Number.isFinite);
}

/** What a log axis cannot show, in words; empty if it shows everything. With `alone`, a single line is not named. */
export function notOnLogAxis(lines: readonly NamedValues[], { alone = false } = {}): string[] {
  const named = lines.flatMap(({ name, values }) => {
    const lost = countOf(values, hasNoPlace);
    const all = countOf(values, Number.isFinite);
    if (lost === 0) return [];
    const counted = `${lost} of ${all} points`;
    if (alone && lines.length === 1) return [counted];
    return [lost === all ? name : `${name} (${counted})`];
  });
  return named.length === 0 ? [] : [`values of 0 or less are not shown on a log axis: ${named.join(', ')}`];
}

/** Says that the lower end of a band is below a log axis. */
export function bandCutText(columns: readonly SeriesColumn[]): string[] {
  const isCut = columns.some(
    ({ low, mean }) => low !== mean && low.some((value, index) => value <= 0 && mean[index] > 0),
  );
  return isCut ? ['bands are cut where they reach 0'] : [];
}
