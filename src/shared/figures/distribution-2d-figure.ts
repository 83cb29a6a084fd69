import type { ChartConfiguration, ChartDataset, Point } from 'chart.js';
import type { Axes, Frame2D, Snapshot } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { equalAspect, equalAspectPadding } from './equal-aspect.ts';
import { translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import type { TargetShape2D } from './target-shape.ts';
import { figureOptions, linearAxis } from './theme.ts';
import { outsideAxes, runTitle, threeDigits } from './title.ts';
import type { FigureRun } from './title.ts';

export interface Distribution2D {
  readonly run: FigureRun;
  readonly axes: Axes;
  readonly snapshot: Snapshot;
  readonly frame: Frame2D;
  readonly target: TargetShape2D;
  readonly averaged?: Float32Array | undefined;
}

type PointsDataset = ChartDataset<'scatter', Point[]>;

export function distributionFigure2D(data: Distribution2D, palette: Palette): ChartConfiguration<'scatter', Point[]> {
  const { run, snapshot, axes, target } = data;
  const [horizontal, vertical] = axes.data;
  const options = figureOptions(palette, {
    title: runTitle(run, [`epoch ${snapshot.epoch}`, ...metricFacts(data)]),
    subtitle: outsideAxes(snapshot.outside, run.config.snapshots.samples),
  });
  return {
    type: 'scatter',
    data: {
      datasets: [generatorPoints(data, palette), ...averagedPoints(data, palette), targetPoints(target, palette)],
    },
    options: {
      ...options,
      layout: { padding: equalAspectPadding },
      plugins: {
        ...options.plugins,
        // 0: as wide as high, so that a point's key is a circle.
        legend: { ...options.plugins.legend, labels: { ...options.plugins.legend.labels, pointStyleWidth: 0 } },
        ...(target.kind === 'grid' && { densityHeat: { grid: target, horizontal, vertical, colour: palette.target } }),
      },
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: target.kind === 'grid' ? [equalAspect, densityHeat] : [equalAspect],
  };
}

function metricFacts({ snapshot: { metrics } }: Distribution2D): string[] {
  const modes = metrics.modes_covered;
  return [
    `sliced W1 ${threeDigits(metrics.sliced_wasserstein_1)}`,
    ...(modes === undefined ? [] : [`${modes} ${modes === 1 ? 'mode' : 'modes'} covered`]),
  ];
}

function dots(label: string, colour: string, points: Float32Array, order: number): PointsDataset {
  return {
    label,
    data: Array.from({ length: points.length / 2 }, (_, index) => ({ x: points[2 * index], y: points[2 * index + 1] })),
    parsing: false,
    order,
    borderWidth: 0,
    backgroundColor: colour,
    pointRadius: 2,
    pointStyle: 'circle',
  };
}

function generatorPoints({ frame }: Distribution2D, palette: Palette): PointsDataset {
  return dots('generator', translucent(palette.generator, 0.7), frame.points, 1);
}

function averagedPoints({ averaged }: Distribution2D, palette: Palette): PointsDataset[] {
  return averaged === undefined
    ? []
    : [dots('averaged generator', translucent(palette.averagedGenerator, 0.7), averaged, 0)];
}

/** Where the density is drawn as squares, the dataset is empty and gives the legend its entry. */
function targetPoints(target: TargetShape2D, palette: Palette): PointsDataset {
  switch (target.kind) {
    case 'grid':
      return { ...dots('target density', palette.target, new Float32Array(0), 2), pointStyle: 'rect' };
    case 'points':
      return dots('target data', translucent(palette.target, 0.6), target.points, 2);
  }
}
