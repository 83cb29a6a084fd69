import type { ChartConfiguration, Point } from 'chart.js';
import { counted } from '../counted.ts';
import { ruledLabel } from '../metric-rules.ts';
import { outputRange } from '../discriminator-output.ts';
import type { Axes, Frame2D, Range, Snapshot } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { discriminatorHeat, HEAT_OPACITY } from './discriminator-heat.ts';
import { evenlyOfPoints, pushesInPlane } from './followed-gradient.ts';
import { gradientArrows } from './gradient-arrows.ts';
import { equalAspect } from './equal-aspect.ts';
import { translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { dots, targetPoints, type PointsDataset } from './target-points.ts';
import type { TargetShape2D } from './target-shape.ts';
import { CONTOUR_OPACITY, targetContours } from './target-contours.ts';
import { figureOptions, linearAxis, ROUND_KEYS, withPlugins } from './theme.ts';
import { outsideAxes, runTitle, threeDigits } from './title.ts';
import type { FigureRun } from './title.ts';

export interface Distribution2D {
  readonly run: FigureRun;
  readonly axes: Axes;
  readonly snapshot: Snapshot;
  readonly frame: Frame2D;
  readonly target: TargetShape2D;
  readonly averaged?: boolean;
  readonly discriminator?: boolean;
  /** Whether arrows show which way the discriminator sends the samples. */
  readonly gradient?: boolean;
}

/** Samples at which arrows are drawn. */
const ARROWS = 160;

export function distributionFigure2D(data: Distribution2D, palette: Palette): ChartConfiguration<'scatter', Point[]> {
  const { run, snapshot, axes, target, frame } = data;
  const [horizontal, vertical] = axes.data;
  const options = figureOptions(
    palette,
    {
      title: runTitle(run, [`epoch ${snapshot.epoch}`, ...metricFacts(data)]),
      subtitle: outsideAxes(snapshot.outside, run.config.snapshots.samples),
      keepsSubtitle: true,
    },
    ROUND_KEYS,
  );
  return {
    type: 'scatter',
    data: {
      datasets: [
        generatorPoints(data, palette),
        ...averagedPoints(data, palette),
        targetPoints(target, palette, 2),
        ...discriminatorKeys(data, palette),
      ],
    },
    options: {
      ...withPlugins(options, {
        ...(target.kind === 'grid' && {
          densityHeat: { grid: target, horizontal, vertical, colour: palette.target },
          targetContours: { grid: target, horizontal, vertical, colour: translucent(palette.text, CONTOUR_OPACITY) },
        }),
        ...(data.gradient === true && {
          gradientArrows: {
            pushes: pushesInPlane(
              run.config.loss,
              frame.discriminator,
              axes.data,
              evenlyOfPoints(frame.points, ARROWS),
            ),
            colour: palette.text,
            alongAxis: false,
          },
        }),
        ...(data.discriminator === true && {
          discriminatorHeat: {
            outputs: frame.discriminator,
            range: heatRange(data),
            horizontal,
            vertical,
            real: palette.discriminatorReal,
            fake: palette.discriminatorFake,
          },
        }),
      }),
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: [
      equalAspect,
      // With the colours of D, the density is drawn as lines, because its colours could be mistaken for those of D.
      ...(data.discriminator === true ? [discriminatorHeat] : target.kind === 'grid' ? [densityHeat] : []),
      ...(target.kind === 'grid' ? [targetContours] : []),
      ...(data.gradient === true ? [gradientArrows] : []),
    ],
  };
}

function metricFacts({ run, snapshot: { metrics, averageMetrics }, averaged, frame }: Distribution2D): string[] {
  const modes = metrics.modes_covered;
  return [
    `sliced W1 ${threeDigits(metrics.sliced_wasserstein_1)}`,
    ...(averaged === true && frame.averaged
      ? [`averaged sliced W1 ${threeDigits(averageMetrics?.sliced_wasserstein_1)}`]
      : []),
    ...(modes === undefined ? [] : [ruledLabel(`${counted(modes, 'mode')} covered`, 'modes_covered', run.metricRules)]),
  ];
}

function generatorPoints({ frame }: Distribution2D, palette: Palette): PointsDataset {
  return dots('generator', translucent(palette.generator, 0.7), frame.points, 1);
}

function averagedPoints({ averaged, frame }: Distribution2D, palette: Palette): PointsDataset[] {
  return averaged === true && frame.averaged
    ? [dots('averaged generator', translucent(palette.averagedGenerator, 0.7), frame.averaged, 0)]
    : [];
}

/** The meaning of both ends of the heat map. */
function heatRange({ run, frame }: Distribution2D): Range {
  return outputRange(run.config.loss, frame.discriminator);
}

/** The ends of the heat map in the legend; values in the middle are transparent. */
function discriminatorKeys(data: Distribution2D, palette: Palette): PointsDataset[] {
  if (data.discriminator !== true) return [];
  const { low, high } = heatRange(data);
  const key = (label: string, colour: string): PointsDataset => ({
    ...dots(label, translucent(colour, HEAT_OPACITY), new Float32Array(0), 3),
    pointStyle: 'rect',
  });
  return [
    key(`D(x) near ${threeDigits(high)}`, palette.discriminatorReal),
    key(`D(x) near ${threeDigits(low)}`, palette.discriminatorFake),
  ];
}
