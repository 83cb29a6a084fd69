import pow from '@stdlib/math-base-special-pow';
import type { ChartDataset, Point } from 'chart.js';
import type { Range } from '../run.ts';
import { columnOf, type SeriesChunk, type SeriesColumn } from '../series/series.ts';
import { translucent } from './palette.ts';
import { BENEATH } from './theme.ts';

export type LineDataset = ChartDataset<'line', Point[]>;

/** The unit of a series' horizontal axis: epochs, train steps or seconds of training. */
export const HORIZONTALS = ['epoch', 'step', 'time'] as const;
export type Horizontal = (typeof HORIZONTALS)[number];

/** The view settings of series over the epochs. */
export interface SeriesView {
  /** The weight of earlier values in the exponential moving average, from 0 (none) to below 1. */
  readonly smoothing: number;
  readonly logarithmic: boolean;
  readonly horizontal: Horizontal;
  /** Epochs shown; undefined shows all. */
  readonly range: Range | undefined;
}

export const WHOLE_VIEW: SeriesView = { smoothing: 0, logarithmic: false, horizontal: 'epoch', range: undefined };

export const HORIZONTAL_TITLES: Readonly<Record<Horizontal, string>> = {
  epoch: 'epoch',
  step: 'train step',
  time: 'seconds of training',
};

/** Converts between epochs and positions on the horizontal axis. */
export interface HorizontalScale {
  readonly place: (epoch: number) => number;
  readonly epochAt: (place: number) => number;
}

/** `seconds` are those of the losses' buckets; an epoch has `batchesPerEpoch` steps. */
export function horizontalScale(horizontal: Horizontal, losses: SeriesChunk, batchesPerEpoch: number): HorizontalScale {
  switch (horizontal) {
    case 'epoch':
      return { place: (epoch) => epoch, epochAt: (place) => place };
    case 'step':
      return { place: (epoch) => epoch * batchesPerEpoch, epochAt: (place) => place / batchesPerEpoch };
    case 'time': {
      const seconds = columnOf(losses, 'seconds')?.mean ?? new Float64Array(0);
      const epochs = middles(losses);
      return {
        place: (epoch) => interpolated(epochs, seconds, epoch),
        epochAt: (place) => interpolated(seconds, epochs, place),
      };
    }
  }
}

function middles({ from, to }: SeriesChunk): Float64Array {
  return from.map((first, index) => (first + to[index]) / 2);
}

/**
 * The value at `x` on the line through `(xs, ys)` with increasing `xs`; it starts at the origin and is constant after
 * the last point.
 */
function interpolated(xs: Float64Array, ys: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] < x) low = middle + 1;
    else high = middle;
  }
  if (low >= xs.length) return ys.at(-1) ?? 0;
  const [x0, y0] = low === 0 ? [0, 0] : [xs[low - 1], ys[low - 1]];
  return xs[low] === x0 ? ys[low] : y0 + ((ys[low] - y0) * (x - x0)) / (xs[low] - x0);
}

/** A line dataset in the style of figures. */
export function line(label: string, colour: string, data: Point[]): LineDataset {
  return {
    label,
    data,
    parsing: false,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.5,
    borderJoinStyle: 'round',
    pointStyle: 'line',
    pointRadius: 0,
    ...lonePoints(data),
  };
}

/** The radius of a line's only point, which would otherwise be invisible. */
const ONLY_RADIUS = 4;
const LONE_RADIUS = 2;

/** Dots for points without neighbours, because a line through one point has no length. */
function lonePoints(data: readonly Point[]): Pick<LineDataset, 'pointStyle' | 'pointRadius' | 'clip'> {
  const isDrawn = (index: number) => index >= 0 && index < data.length && !Number.isNaN(data[index].y);
  const drawn = data.reduce((count, _, index) => count + Number(isDrawn(index)), 0);
  if (drawn === 1) return { pointStyle: 'circle', pointRadius: ONLY_RADIUS, clip: 6 };
  const isLone = (index: number) => isDrawn(index) && !isDrawn(index - 1) && !isDrawn(index + 1);
  if (drawn === data.length || !data.some((_, index) => isLone(index))) return {};
  return { pointStyle: 'circle', pointRadius: data.map((_, index) => (isLone(index) ? LONE_RADIUS : 0)) };
}

/**
 * A line with more points has about one or more in each pixel of a chart's width. It is drawn one pixel wide, which keeps its noise
 * readable. Without a graphics card a browser also draws such a line many times faster than a slightly wider one.
 */
const DENSE_POINTS = 400;

/**
 * The line of a column, and faintly under it what it hides: the raw values if it is smoothed, and the range from the
 * least to the largest value of each bucket if the series is decimated. Values that are not finite are gaps.
 */
export function seriesLines(
  label: string,
  colour: string,
  chunk: SeriesChunk,
  column: SeriesColumn,
  { view, place }: { readonly view: SeriesView; readonly place: (epoch: number) => number },
): LineDataset[] {
  const x = middles(chunk).map(place);
  const points = (values: Float64Array): Point[] =>
    Array.from(values, (value, index) => ({ x: x[index], y: drawable(value, view.logarithmic) }));
  const faint = translucent(colour, 0.3);
  const isSmoothed = view.smoothing > 0;
  const isDecimated = column.low !== column.mean;
  // Values of 0 or less cannot be shown on a log axis, so the band then ends at the lowest point.
  const foot = view.logarithmic && isDecimated ? leastAboveZero([...column.low, ...column.mean]) : -Infinity;
  const lows = isDecimated ? column.low.map((value) => Math.max(value, foot)) : column.low;
  const highs = isDecimated ? column.high.map((value) => Math.max(value, foot)) : column.high;
  return [
    {
      ...line(label, colour, points(isSmoothed ? smoothed(column.mean, view.smoothing, chunk.count) : column.mean)),
      borderColor: translucent(colour, isSmoothed ? 1 : 0.8),
      borderWidth: isSmoothed ? 1.75 : chunk.from.length > DENSE_POINTS ? 1 : 1.25,
      order: 1,
    },
    ...(isSmoothed ? [{ ...line(`${BENEATH}${label}`, faint, points(column.mean)), borderWidth: 1, order: 2 }] : []),
    ...(isDecimated
      ? [
          { ...line(`${BENEATH}${label}, least`, faint, points(lows)), borderWidth: 0, order: 3, pointRadius: 0 },
          {
            ...line(`${BENEATH}${label}, largest`, faint, points(highs)),
            borderWidth: 0,
            fill: '-1',
            backgroundColor: translucent(colour, 0.18),
            order: 3,
            pointRadius: 0,
          },
        ]
      : []),
  ];
}

/** The least of these values above 0, which a log axis can show; NaN if there is none. */
export function leastAboveZero(values: readonly number[]): number {
  const least = values.reduce((lowest, value) => (value > 0 ? Math.min(lowest, value) : lowest), Infinity);
  return Number.isFinite(least) ? least : NaN;
}

/** The value if the axis can show it, else NaN, which is a gap. */
export function drawable(value: number, logarithmic: boolean): number {
  return Number.isFinite(value) && (!logarithmic || value > 0) ? value : NaN;
}

/**
 * The exponential moving average, corrected for the bias of its start (as in Kingma and Ba, 2015, section 3). Values
 * that are not finite are skipped and stay gaps. A value that represents `counts` records has that many times the
 * weight, so that a decimated history gives the same line.
 */
export function smoothed(values: Float64Array, smoothing: number, counts: Float64Array): Float64Array {
  let sum = 0;
  let weight = 0;
  return values.map((value, index) => {
    if (!Number.isFinite(value)) return NaN;
    const kept = pow(smoothing, counts[index]);
    sum = kept * sum + (1 - kept) * value;
    weight = kept * weight + (1 - kept);
    return sum / weight;
  });
}
