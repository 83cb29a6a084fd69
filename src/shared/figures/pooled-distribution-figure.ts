import type { ChartConfiguration, Point } from 'chart.js';
import type { Axes, Snapshot } from '../run.ts';
import { densityTop } from './frame-extent.ts';
import { LIGHT, translucent, type Palette } from './palette.ts';
import {
  distanceText,
  pooledDensity,
  pooledPoints,
  rangeText,
  samplesOf,
  type PooledDensity,
} from './pooled-density.ts';
import { planeFigure } from './plane-figure.ts';
import { line, targetLine, type LineDataset } from './target-line.ts';
import { dots, targetPoints } from './target-points.ts';
import type { TargetShape, TargetShape1D, TargetShape2D } from './target-shape.ts';
import { BENEATH, figureOptions, linearAxis, type Figure, withPlugins } from './theme.ts';
import { joined, shortened } from './title.ts';

/** What the seeds of one group have learned. */
export interface PooledDistribution {
  readonly name: string;
  /** How many seeds these are, in words. */
  readonly seeds: string;
  /** One per seed, all with the dimension of the target. */
  readonly snapshots: readonly Snapshot[];
  readonly target: TargetShape;
  readonly axes: Axes;
  /** Bars of the histogram; 1-D only. */
  readonly bins: number;
  /** Whether the averaged generator is drawn too, if the runs have one. */
  readonly averaged?: boolean;
  /** The most points of the seeds together; as many as one seed has if omitted. 2-D only. */
  readonly mostPoints?: number;
}

/** Drawn from the bottom up. */
const LAYERS = { target: 3, samples: 2, averaged: 1 };

/**
 * The samples of all seeds of a group, with the target: in 1-D as one histogram with a band from the lowest to the
 * highest seed, in 2-D as points, the same number from each seed.
 */
export function pooledDistributionFigure(data: PooledDistribution, palette: Palette = LIGHT): Figure {
  const { target } = data;
  return target.dimension === 1 ? onLine(data, target, palette) : inPlane(data, target, palette);
}

const isAveragedDrawn = ({ averaged, snapshots }: PooledDistribution) =>
  averaged === true && snapshots.every(({ frame }) => frame.averaged !== undefined);

function textOf(data: PooledDistribution, subtitle: string) {
  const { name, seeds, snapshots } = data;
  const epochs = rangeText(snapshots.map(({ epoch }) => epoch));
  return { title: joined([shortened(name), seeds, `epoch ${epochs}`, distanceText(snapshots, false)]), subtitle };
}

/** Along the tops of bars; each height is kept until the next point. */
function steps(edges: Float64Array, heights: Float64Array): Point[] {
  return Array.from(edges, (x, bin) => ({ x, y: heights[Math.min(bin, heights.length - 1)] }));
}

function stepLine(label: string, colour: string, order: number, points: Point[]): LineDataset {
  return { ...line(label, colour, order, points), stepped: 'before' };
}

function onLine(
  data: PooledDistribution,
  target: TargetShape1D,
  palette: Palette,
): ChartConfiguration<'line', Point[]> {
  const { axes, bins, snapshots } = data;
  const [range] = axes.data;
  const pooled = (averaged: boolean) =>
    pooledDensity(
      snapshots.map((snapshot) => samplesOf(snapshot, averaged)),
      range,
      bins,
    );
  const options = figureOptions(palette, textOf(data, 'band: lowest to highest seed'));
  return {
    type: 'line',
    data: {
      datasets: [
        ...samplesLines(pooled(false), palette),
        ...(isAveragedDrawn(data) ? [averagedLine(pooled(true), palette)] : []),
        targetLine(target, palette, LAYERS.target),
      ],
    },
    options: {
      ...withPlugins(options, { filler: { drawTime: 'beforeDatasetsDraw' } }),
      scales: {
        x: linearAxis(palette, 'x', { min: range.low, max: range.high }),
        y: linearAxis(palette, 'density', { min: 0, max: densityTop(target) }),
      },
    },
  };
}

function samplesLines({ edges, density, low, high }: PooledDensity, palette: Palette): LineDataset[] {
  const colour = palette.generator;
  const edge = (which: string, heights: Float64Array): LineDataset => ({
    ...stepLine(`${BENEATH}generator, ${which} seed`, colour, LAYERS.samples, steps(edges, heights)),
    borderWidth: 0,
  });
  return [
    {
      ...stepLine('generator, all seeds', colour, LAYERS.samples, steps(edges, density)),
      fill: 'origin',
      backgroundColor: translucent(colour, 0.35),
      pointStyle: 'rect',
    },
    edge('lowest', low),
    { ...edge('highest', high), fill: '-1', backgroundColor: translucent(colour, 0.35) },
  ];
}

function averagedLine({ edges, density }: PooledDensity, palette: Palette): LineDataset {
  return stepLine('averaged generator, all seeds', palette.averagedGenerator, LAYERS.averaged, steps(edges, density));
}

function inPlane(
  data: PooledDistribution,
  target: TargetShape2D,
  palette: Palette,
): ChartConfiguration<'scatter', Point[]> {
  const { snapshots, axes, mostPoints } = data;
  const pooled = (averaged: boolean) =>
    pooledPoints(
      snapshots.map((snapshot) => samplesOf(snapshot, averaged)),
      mostPoints,
    );
  const options = figureOptions(palette, textOf(data, 'the same number of points per seed'));
  const datasets = [
    dots('generator, all seeds', translucent(palette.generator, 0.7), pooled(false), 1),
    ...(isAveragedDrawn(data)
      ? [dots('averaged generator, all seeds', translucent(palette.averagedGenerator, 0.7), pooled(true), 0)]
      : []),
    targetPoints(target, palette, 2),
  ];
  return planeFigure(datasets, target, axes, options, palette);
}
