import type { ChartConfiguration, Point, Scale } from 'chart.js';
import { counted } from '../counted.ts';
import { idealOutput, judgeName, outputKind, outputRange } from '../discriminator-output.ts';
import { latentGridTicks, type LatentGrid } from '../latent-grid.ts';
import { ruledLabel } from '../metric-rules.ts';
import type { Numbers } from '../numbers.ts';
import type { Axes, Frame1D, Frame2D, Range, Snapshot } from '../run.ts';
import { curveTicks } from './curve-ticks.ts';
import { densityHeat } from './density-heat.ts';
import { discriminatorHeat, HEAT_OPACITY } from './discriminator-heat.ts';
import { equalAspect } from './equal-aspect.ts';
import { evenlyOf, evenlyOfPoints, pushesInPlane, pushesOnLine } from './followed-gradient.ts';
import { CUT_OFF, CUT_OFF_MARK, densityTop, type FrameExtent } from './frame-extent.ts';
import { gradientArrows } from './gradient-arrows.ts';
import { densities, histogram } from './histogram.ts';
import { latentLines, latentLinesFact, latentLinesName } from './latent-lines.ts';
import { LIGHT, translucent, type Palette } from './palette.ts';
import { CONTOUR_OPACITY, targetContours } from './target-contours.ts';
import { line, outline, targetLine, type LineDataset } from './target-line.ts';
import { dots, targetPoints, type PointsDataset } from './target-points.ts';
import type { TargetShape, TargetShape1D, TargetShape2D } from './target-shape.ts';
import { BENEATH, figureOptions, linearAxis, ROUND_KEYS, TICK_FONT, withPlugins, type Figure } from './theme.ts';
import { makeRoom } from './tick-room.ts';
import { joined, outsideAxes, runTitle, threeDigits, type FigureRun } from './title.ts';

export interface DistributionFigureData {
  readonly run: FigureRun;
  readonly axes: Axes;
  readonly snapshot: Snapshot;
  /** The result of `targetShape`, computed once per run. */
  readonly target: TargetShape;
  /** Whether the averaged generator is drawn too, if the run has one. */
  readonly averaged?: boolean;
  /** Whether D(x) is drawn: in 1-D with its own axis, in 2-D as a heat map. */
  readonly discriminator?: boolean;
  /** The target's density at the points of D(x), for drawing the ideal discriminator; undefined omits it. */
  readonly density?: Float64Array | undefined;
  /** A generated value and its D(x) to mark; 1-D only. */
  readonly mark?: { readonly x: number; readonly y: number } | undefined;
  /** How far the pictures of a 1-D run reach over its epochs; undefined fits the axis to the target alone. */
  readonly extent?: FrameExtent | undefined;
  /** Whether arrows show which way the discriminator sends the samples. */
  readonly gradient?: boolean;
  /** The latent grid, drawn under the samples; 2-D only. */
  readonly latentGrid?: LatentGrid | undefined;
}

type OnLine = DistributionFigureData & { readonly frame: Frame1D; readonly target: TargetShape1D };
type InPlane = DistributionFigureData & { readonly frame: Frame2D; readonly target: TargetShape2D };

/** Samples at which arrows are drawn. */
const ARROWS_ON_LINE = 36;
const ARROWS_IN_PLANE = 160;

/**
 * The learned distribution at one epoch, with the target.
 * @throws RangeError if the target has another dimension than the snapshot.
 */
export function distributionFigure(data: DistributionFigureData, palette: Palette = LIGHT): Figure {
  const { target } = data;
  const { frame } = data.snapshot;
  if (frame.dimension === 1 && target.dimension === 1) return figureOnLine({ ...data, frame, target }, palette);
  if (frame.dimension === 2 && target.dimension === 2) return figureInPlane({ ...data, frame, target }, palette);
  throw new RangeError(
    `The snapshot has dimension ${frame.dimension}, its target ${target.dimension}; they must be equal.`,
  );
}

/** Drawn from the bottom up: target, samples, averaged generator, D(x). */
const LAYERS = { target: 3, samples: 2, averaged: 1, discriminator: 0 };

function figureOnLine(data: OnLine, palette: Palette): ChartConfiguration<'line', Point[]> {
  const { run, snapshot, frame, axes } = data;
  const [range] = axes.data;
  const { metrics } = snapshot;
  const samples = samplesDataset(data, palette);
  const top = densityTop(data.target, data.extent);
  const highest = Math.max(0, ...samples.data.flatMap(({ y }) => (y !== null && y > 0 ? [y] : [])));
  const outside = outsideAxes(snapshot.outside, frame.samples.length);
  const above = highest > top ? `highest bar: ${threeDigits(highest)}, above the axis` : '';
  const options = figureOptions(palette, {
    title: runTitle(run, [
      `epoch ${snapshot.epoch}`,
      `W1 ${threeDigits(metrics.wasserstein_1)}`,
      ...(isAveragedDrawn(data) ? [`averaged W1 ${threeDigits(snapshot.averageMetrics?.wasserstein_1)}`] : []),
      `KS ${threeDigits(metrics.ks)}`,
    ]),
    subtitle: joined([outside, above].filter((text) => text !== '')),
    keepsSubtitle: true,
  });
  return {
    type: 'line',
    data: {
      datasets: [
        samples,
        ...(data.extent === undefined ? [] : [cappedBars(samples.data, top, palette)]),
        ...averagedDataset(data, palette),
        targetLine(data.target, palette, LAYERS.target),
        ...discriminatorDataset(data, palette),
        ...markDataset(data, palette),
      ],
    },
    options: {
      // All fills are under all lines, so that the histogram does not cover the target's curve.
      ...withPlugins(options, {
        filler: { drawTime: 'beforeDatasetsDraw' },
        ...(data.gradient === true && {
          gradientArrows: {
            pushes: pushesOnLine(run.config.loss, frame.discriminator, range, evenlyOf(frame.samples, ARROWS_ON_LINE)),
            colour: palette.text,
            alongAxis: true,
          },
        }),
      }),
      scales: {
        x: linearAxis(palette, 'x', { min: range.low, max: range.high }),
        y: {
          ...linearAxis(palette, 'density', { min: 0, max: top }),
          ...(data.discriminator === true && overStrip(palette)),
        },
        ...(data.discriminator === true && { discriminator: discriminatorAxis(data, palette) }),
      },
    },
    ...(data.gradient === true && { plugins: [gradientArrows] }),
  };
}

/** The share of the plot's height for D(x), a strip below the densities with the same x axis. */
const STACK = 'values';
const WEIGHTS = { density: 3, discriminator: 1 };
/**
 * The share of the strip that stays free above its highest value, so that it ends below the base line of the densities.
 */
const HEADROOM = 0.25;
/** The most grid lines of an axis; the first, at 0, is the base line of the densities. */
const MOST_TICKS = 40;

function overStrip(palette: Palette) {
  const { grid } = linearAxis(palette, '', {});
  const colours = Array.from({ length: MOST_TICKS }, (_, tick) => (tick === 0 ? palette.mutedText : palette.grid));
  return {
    stack: STACK,
    stackWeight: WEIGHTS.density,
    weight: 1,
    grid: { ...grid, color: colours },
    afterUpdate: leaveRoomForStrip,
  };
}

/** Leaves out the densities' 0 where the strip's highest number would lie over it. */
function leaveRoomForStrip(scale: Scale): void {
  makeRoom(scale);
  // Chart.js has not divided the height between the two axes yet.
  const strip = (scale.height * WEIGHTS.discriminator) / (WEIGHTS.density + WEIGHTS.discriminator);
  const lowest = scale.ticks.at(0);
  if (lowest?.value === 0 && (strip * HEADROOM) / (1 + HEADROOM) < TICK_FONT.size) lowest.label = '';
}

function discriminatorAxis({ run, frame }: OnLine, palette: Palette) {
  const { loss } = run.config;
  const { low, high } = outputRange(loss, frame.discriminator);
  const judge = judgeName(loss);
  const title = outputKind(loss) === 'probability' ? 'D(x)' : ['output D(x)', `of the ${judge}`];
  const max = high + HEADROOM * (high - low);
  const axis = linearAxis(palette, title, { min: low, max });
  // Ticks at 0, one half and 1, one line each.
  const ticks = outputKind(loss) === 'probability' ? { ...axis.ticks, stepSize: (high - low) / 2 } : axis.ticks;
  return { ...axis, ticks, stack: STACK, stackWeight: WEIGHTS.discriminator };
}

/** A mark at the axis' end over each bar that goes beyond it. */
function cappedBars(outlined: readonly Point[], top: number, palette: Palette): LineDataset {
  const marks = outlined.flatMap(({ x, y }, index): Point[] => {
    const end = outlined.at(index + 1)?.x;
    return x !== null && y !== null && y > top && typeof end === 'number' ? [{ x: (x + end) / 2, y: top }] : [];
  });
  return {
    ...line(`${BENEATH}generator${CUT_OFF}`, palette.generator, LAYERS.samples - 0.5, marks),
    ...CUT_OFF_MARK,
  };
}

function samplesDataset({ run, frame, axes }: OnLine, palette: Palette): LineDataset {
  return {
    ...line(
      'generator',
      palette.generator,
      LAYERS.samples,
      steps(frame.samples, axes.data[0], run.config.snapshots.bins),
    ),
    stepped: 'before',
    fill: 'origin',
    borderWidth: 1,
    backgroundColor: translucent(palette.generator, 0.55),
    pointStyle: 'rect',
  };
}

const isAveragedDrawn = ({ averaged, frame }: OnLine) => averaged === true && frame.averaged !== undefined;

function averagedDataset({ run, averaged, frame, axes }: OnLine, palette: Palette): LineDataset[] {
  if (averaged !== true || frame.averaged === undefined) return [];
  const bars = steps(frame.averaged, axes.data[0], run.config.snapshots.bins);
  return [{ ...line('averaged generator', palette.averagedGenerator, LAYERS.averaged, bars), stepped: 'before' }];
}

/** Points of a step line around the histogram's bars. */
function steps(samples: Numbers, range: Range, bins: number): Point[] {
  const counted = histogram(samples, range, bins);
  return outline(counted.edges, densities(counted, samples.length));
}

function discriminatorDataset({ discriminator, density, frame, axes, run }: OnLine, palette: Palette): LineDataset[] {
  if (discriminator !== true) return [];
  const { low, high } = axes.data[0];
  const last = frame.discriminator.length - 1;
  const points = (values: ArrayLike<number>): Point[] =>
    Array.from(values, (y, index) => ({ x: low + ((high - low) * index) / last, y }));
  const axis = { yAxisID: 'discriminator' };
  const drawn = {
    ...line(
      `${judgeName(run.config.loss)} D(x)`,
      palette.discriminator,
      LAYERS.discriminator,
      points(frame.discriminator),
    ),
    ...axis,
  };
  const { loss } = run.config;
  const { bins } = run.config.snapshots;
  const best = idealOutput(loss);
  if (density === undefined || best.kind === 'unknown') return [drawn];
  const ideal = idealCurve(
    best.at,
    density,
    densities(histogram(frame.samples, axes.data[0], bins), frame.samples.length),
  );
  const label = 'ideal D*(x), from the histogram of generated samples';
  return [
    drawn,
    { ...line(label, palette.idealDiscriminator, LAYERS.discriminator, points(ideal)), ...axis, borderDash: [5, 4] },
  ];
}

/** D*(x) at evenly spaced x, with the target's density p and the histogram's q; NaN where both are 0. */
function idealCurve(at: (p: number, q: number) => number, density: Float64Array, bars: Float64Array): Float64Array {
  return density.map((p, index) => {
    const q = bars[Math.min(bars.length - 1, Math.floor((index / (density.length - 1)) * bars.length))];
    return p + q === 0 || !Number.isFinite(p) ? NaN : at(p, q);
  });
}

function markDataset({ mark, discriminator }: OnLine, palette: Palette): LineDataset[] {
  if (mark === undefined || discriminator !== true) return [];
  const dot = line(`${BENEATH}latent value`, palette.text, LAYERS.discriminator, [mark]);
  return [{ ...dot, yAxisID: 'discriminator', pointRadius: 5, pointStyle: 'circle', order: -1 }];
}

function figureInPlane(data: InPlane, palette: Palette): ChartConfiguration<'scatter', Point[]> {
  const { run, snapshot, axes, target, frame } = data;
  const [horizontal, vertical] = axes.data;
  const options = figureOptions(
    palette,
    {
      title: runTitle(run, [`epoch ${snapshot.epoch}`, ...metricFacts(data)]),
      subtitle: joined(
        [
          data.latentGrid ? latentLinesFact(data.latentGrid) : '',
          outsideAxes(snapshot.outside, run.config.snapshots.samples),
        ].filter((text) => text !== ''),
      ),
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
        targetPoints(target, palette, 3),
        ...(data.latentGrid ? [latentLines(data.latentGrid, palette)] : []),
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
              evenlyOfPoints(frame.points, ARROWS_IN_PLANE),
            ),
            colour: palette.text,
            alongAxis: false,
          },
        }),
        ...(data.latentGrid && {
          curveTicks: {
            ticks: latentGridTicks(data.latentGrid),
            curve: latentLinesName(data.latentGrid),
            colour: palette.text,
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
      ...(data.latentGrid ? [curveTicks] : []),
      ...(data.gradient === true ? [gradientArrows] : []),
    ],
  };
}

function metricFacts({ run, snapshot: { metrics, averageMetrics }, averaged, frame }: InPlane): string[] {
  const modes = metrics.modes_covered;
  return [
    `sliced W1 ${threeDigits(metrics.sliced_wasserstein_1)}`,
    ...(averaged === true && frame.averaged
      ? [`averaged sliced W1 ${threeDigits(averageMetrics?.sliced_wasserstein_1)}`]
      : []),
    ...(modes === undefined ? [] : [ruledLabel(`${counted(modes, 'mode')} covered`, 'modes_covered', run.metricRules)]),
  ];
}

function generatorPoints({ frame }: InPlane, palette: Palette): PointsDataset {
  return dots('generator', translucent(palette.generator, 0.7), frame.points, 1);
}

function averagedPoints({ averaged, frame }: InPlane, palette: Palette): PointsDataset[] {
  return averaged === true && frame.averaged
    ? [dots('averaged generator', translucent(palette.averagedGenerator, 0.7), frame.averaged, 0)]
    : [];
}

/** The meaning of both ends of the heat map. */
function heatRange({ run, frame }: InPlane): Range {
  return outputRange(run.config.loss, frame.discriminator);
}

/** The ends of the heat map in the legend; values in the middle are transparent. */
function discriminatorKeys(data: InPlane, palette: Palette): PointsDataset[] {
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
