import type { TextTable } from '../comparison/table-text.ts';
import type { Cell } from '../csv.ts';
import type { SeriesChunk, SeriesColumn } from '../series/series.ts';
import { HORIZONTAL_TITLES, smoothed, type SeriesView } from './series-line.ts';

/** A line over the epochs of a run. */
export interface TabledLine {
  readonly name: string;
  readonly chunk: SeriesChunk;
  readonly column: SeriesColumn;
  /** The position of an epoch on the horizontal axis. */
  readonly place: (epoch: number) => number;
}

/** A constant, such as the equilibrium of a loss. */
export interface TabledLevel {
  readonly name: string;
  readonly value: number;
}

export interface SeriesTableInput {
  readonly lines: readonly TabledLine[];
  readonly levels: readonly TabledLevel[];
  readonly view: SeriesView;
  /** The vertical axis: what the values are, with their unit. */
  readonly value: string;
}

/** The head of a column with smoothed values. */
export function smoothedHead(head: string, smoothing: number): string {
  return `${head}, smoothed by ${smoothing}`;
}

/**
 * Lines over the epochs in full precision, one row per line and epoch: the recorded value (also if it is not finite or
 * cannot be shown on a log axis), the smoothed value, and the position on the horizontal axis. For a decimated line a
 * row is an interval of epochs, with mean, least and largest value.
 */
export function seriesTable({ lines, levels, view, value }: SeriesTableInput): TextTable {
  const { horizontal, smoothing } = view;
  const isDecimated = lines.some(({ chunk }) => chunk.count.some((count) => count > 1));
  const head = isDecimated ? `${value}, mean` : value;
  const given = <Given>(isGiven: boolean, ...items: readonly Given[]) => (isGiven ? items : []);
  return {
    heads: [
      'series',
      'epoch',
      ...given(isDecimated, 'last_epoch'),
      ...given(horizontal !== 'epoch', HORIZONTAL_TITLES[horizontal]),
      head,
      ...given(smoothing > 0, smoothedHead(head, smoothing)),
      ...given(isDecimated, `${value}, least`, `${value}, largest`),
    ],
    // Computed only when exported.
    get rows() {
      const points = lines.flatMap(({ name, chunk, column, place }) => {
        const { from, to, count } = chunk;
        const smooth = smoothing > 0 ? smoothed(column.mean, smoothing, count) : undefined;
        return Array.from(from, (first, at): Cell[] => [
          name,
          first,
          ...given(isDecimated, to[at]),
          ...given(horizontal !== 'epoch', place((first + to[at]) / 2)),
          column.mean[at],
          ...given(smoothing > 0, smooth?.[at]),
          ...given(isDecimated, column.low[at], column.high[at]),
        ]);
      });
      const before = 1 + Number(isDecimated) + Number(horizontal !== 'epoch');
      const constant = levels.map(({ name, value: level }): Cell[] => [
        name,
        ...Array.from({ length: before }, () => undefined),
        level,
        ...given(smoothing > 0, undefined),
        ...given(isDecimated, undefined, undefined),
      ]);
      return [...points, ...constant];
    },
  };
}
