import type { Point } from 'chart.js';
import type { Axes, Snapshot } from '../run.ts';
import type { Spread } from '../statistics/band.ts';
import { translucent, type Palette } from './palette.ts';
import { pooledDensity, pooledPoints, samplesOf } from './pooled-density.ts';
import { drawable, leastAboveZero, line, type LineDataset } from './series-line.ts';
import { dots } from './target-points.ts';
import { BENEATH, type Figure } from './theme.ts';

/** A place in the palette of run colours that no line of a run alone has. */
const COLOUR = 3;

/** Over all that a figure has. */
const ORDER = { centre: -2, band: -1 };

/** What several seeds come to beside a run, in words such as `8 seeds, 3e-4`. */
interface Named {
  readonly name: string;
  /** Whether they are of a value that is no longer held: they stand until those of the new one have come. */
  readonly isOld: boolean;
}

export interface ScratchCourse extends Named {
  readonly points: readonly { readonly x: number; readonly spread: Spread }[];
  readonly logarithmic: boolean;
}

function over(figure: Figure, datasets: readonly unknown[]): Figure {
  return { ...figure, data: { ...figure.data, datasets: [...figure.data.datasets, ...datasets] } } as Figure;
}

function colourOf({ isOld }: Named, palette: Palette): string {
  return translucent(palette.runs[COLOUR], isOld ? 0.4 : 1);
}

function bandOf({ name, isOld }: Named, low: Point[], high: Point[], palette: Palette): LineDataset[] {
  const colour = palette.runs[COLOUR];
  const edge = { borderWidth: 0, pointRadius: 0, order: ORDER.band };
  return [
    { ...line(`${BENEATH}${name}, low`, colour, low), ...edge },
    {
      ...line(`${BENEATH}${name}, high`, colour, high),
      ...edge,
      fill: '-1',
      backgroundColor: translucent(colour, isOld ? 0.12 : 0.28),
    },
  ];
}

/** The figure of a metric with median and quartiles of the seeds over it. */
export function withScratchCourse(figure: Figure, course: ScratchCourse, palette: Palette): Figure {
  const { name, points, logarithmic } = course;
  if (points.length === 0) return figure;
  const foot = logarithmic ? leastAboveZero(points.flatMap(({ spread }) => [spread.low, spread.centre])) : -Infinity;
  const along = (value: (spread: Spread) => number): Point[] =>
    points.map(({ x, spread }) => ({ x, y: Math.max(value(spread), foot) }));
  const centre = points.map(({ x, spread }) => ({ x, y: drawable(spread.centre, logarithmic) }));
  return over(fromZero(figure, course), [
    { ...line(name, colourOf(course, palette), centre), borderWidth: 2.5, order: ORDER.centre },
    ...bandOf(
      course,
      along(({ low }) => low),
      along(({ high }) => high),
      palette,
    ),
  ]);
}

/** The room below the lowest value does not take the axis below 0 where no value is. */
function fromZero(figure: Figure, { points, logarithmic }: ScratchCourse): Figure {
  if (logarithmic || points.some(({ spread }) => spread.low < 0)) return figure;
  const { options } = figure;
  return {
    ...figure,
    options: { ...options, scales: { ...options?.scales, y: { ...options?.scales?.y, min: 0 } } },
  } as Figure;
}

export interface ScratchSamples extends Named {
  /** One a seed. */
  readonly snapshots: readonly Snapshot[];
  readonly axes: Axes;
  readonly bins: number;
}

/**
 * The figure of a distribution with the samples of the seeds over it: in 1-D all of them as one line with a band from the lowest to the
 * highest seed, in the plane as points in equal parts.
 */
export function withScratchSamples(figure: Figure, samples: ScratchSamples, palette: Palette): Figure {
  const { name, axes } = samples;
  // Another setting may have made a law of another dimension of them.
  const snapshots = samples.snapshots.filter(({ frame }) => frame.dimension === axes.data.length);
  if (snapshots.length === 0) return figure;
  const each = snapshots.map((snapshot) => samplesOf(snapshot, false));
  if (axes.data.length === 2) {
    const colour = translucent(palette.runs[COLOUR], samples.isOld ? 0.3 : 0.75);
    return over(figure, [dots(name, colour, pooledPoints(each), ORDER.centre)]);
  }
  const { edges, density, low, high } = pooledDensity(each, axes.data[0], samples.bins);
  const steps = (heights: Float64Array): Point[] =>
    Array.from(edges, (x, bin) => ({ x, y: heights[Math.min(bin, heights.length - 1)] }));
  return over(
    figure,
    [
      { ...line(name, colourOf(samples, palette), steps(density)), borderWidth: 2, order: ORDER.centre },
      ...bandOf(samples, steps(low), steps(high), palette),
    ].map((dataset) => ({ ...dataset, stepped: 'before' })),
  );
}
