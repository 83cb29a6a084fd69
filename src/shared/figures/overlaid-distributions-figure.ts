import type { ChartConfiguration, Point } from 'chart.js';
import type { Axes, Frame1D, Frame2D, Numbers, Snapshot } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { highestShown } from './distribution-1d-figure.ts';
import { equalAspect } from './equal-aspect.ts';
import { densities, histogram } from './histogram.ts';
import { LIGHT, translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { line, targetLine, type LineDataset } from './target-line.ts';
import { dots, targetPoints, type PointsDataset } from './target-points.ts';
import type { TargetShape, TargetShape1D, TargetShape2D } from './target-shape.ts';
import { figureOptions, linearAxis, type Figure } from './theme.ts';
import { joined, shortened, threeDigits } from './title.ts';

/** What one run of several has learned at its epoch. */
export interface LaidDistribution {
  /** In the legend. */
  readonly name: string;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  readonly snapshot: Snapshot;
  /** Whether the averaged generator is drawn, where the run keeps one, in place of the trained one. */
  readonly averaged?: boolean;
}

export interface OverlaidDistributions {
  /** The target of all of them, over the axes of all of them. */
  readonly target: TargetShape;
  readonly axes: Axes;
  /** Bars of the histograms that the lines are drawn through; 1-D only. */
  readonly bins: number;
  readonly laid: readonly LaidDistribution[];
}

/** Of lines and points that have one colour the second and the third. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3]];
const POINT_STYLES = ['circle', 'triangle', 'rectRot'] as const;

/**
 * What several runs have learned over one target. In 1-D lines, each through the middles of its histogram's bars (a
 * frequency polygon: Scott 1985), so that many can be told apart; in the plane points.
 * @throws RangeError where a snapshot has another dimension than the target.
 */
export function overlaidDistributionsFigure(data: OverlaidDistributions, palette: Palette = LIGHT): Figure {
  const { target } = data;
  return target.dimension === 1 ? overLine(data, target, palette) : overPlane(data, target, palette);
}

function overLine(
  { axes, bins, laid }: OverlaidDistributions,
  target: TargetShape1D,
  palette: Palette,
): ChartConfiguration<'line', Point[]> {
  const [range] = axes.data;
  const top = highestShown(target);
  const lines = laid.map((one, index): LineDataset => {
    const frame = one.snapshot.frame;
    if (frame.dimension !== 1) throw otherDimension(frame.dimension, target.dimension);
    const samples = samplesOf(one, frame);
    const counted = histogram(samples, range, bins);
    const heights = densities(counted, samples.length);
    const { edges } = counted;
    const points = Array.from(heights, (y, bin) => ({ x: (edges[bin] + edges[bin + 1]) / 2, y }));
    const drawn = line(nameOf(one), colourOf(one, palette), 1, points);
    return { ...drawn, borderWidth: 2, borderDash: [...DASHES[repetition(laid, index) % DASHES.length]] };
  });
  const highest = Math.max(0, ...lines.flatMap(({ data }) => data.map(({ y }) => y ?? 0)));
  const above = highest > top ? [`the highest reaches ${threeDigits(highest)}, above the axis`] : [];
  const options = figureOptions(palette, {
    title: titleOf(laid),
    subtitle: joined([`lines through the middles of ${bins} bars`, ...above]),
  });
  return {
    type: 'line',
    data: { datasets: [...lines, targetLine(target, palette, 2)] },
    options: {
      ...options,
      plugins: { ...options.plugins, filler: { drawTime: 'beforeDatasetsDraw' } },
      scales: {
        x: linearAxis(palette, 'x', { min: range.low, max: range.high }),
        y: linearAxis(palette, 'density', { min: 0, max: top }),
      },
    },
  };
}

function overPlane(
  { axes, laid }: OverlaidDistributions,
  target: TargetShape2D,
  palette: Palette,
): ChartConfiguration<'scatter', Point[]> {
  const [horizontal, vertical] = axes.data;
  const points = laid.map((one, index): PointsDataset => {
    const frame = one.snapshot.frame;
    if (frame.dimension !== 2) throw otherDimension(frame.dimension, target.dimension);
    const drawn = dots(nameOf(one), translucent(colourOf(one, palette), 0.7), samplesOf(one, frame), 1);
    return { ...drawn, pointStyle: POINT_STYLES[repetition(laid, index) % POINT_STYLES.length] };
  });
  const options = figureOptions(palette, { title: titleOf(laid), subtitle: '' });
  return {
    type: 'scatter',
    data: { datasets: [...points, targetPoints(target, palette, 2)] },
    options: {
      ...options,
      plugins: {
        ...options.plugins,
        legend: { ...options.plugins.legend, labels: { ...options.plugins.legend.labels, pointStyleWidth: 0 } },
        ...(target.kind === 'grid' && { densityHeat: { grid: target, horizontal, vertical, colour: palette.target } }),
      },
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: [equalAspect, ...(target.kind === 'grid' ? [densityHeat] : [])],
  };
}

const isAveragedDrawn = ({ averaged, snapshot }: LaidDistribution) =>
  averaged === true && snapshot.frame.averaged !== undefined;

/** Of the generator that is drawn. */
function samplesOf(one: LaidDistribution, frame: Frame1D | Frame2D): Numbers {
  const trained = frame.dimension === 1 ? frame.samples : frame.points;
  return isAveragedDrawn(one) && frame.averaged ? frame.averaged : trained;
}

function nameOf(one: LaidDistribution): string {
  const name = shortened(one.name);
  return isAveragedDrawn(one) ? `${name}, averaged` : name;
}

function colourOf({ colour }: LaidDistribution, { runs }: Palette): string {
  return runs[colour % runs.length];
}

/** How many before this one have its colour. */
function repetition(laid: readonly LaidDistribution[], index: number): number {
  const placeOf = ({ colour }: LaidDistribution) => colour % LIGHT.runs.length;
  return laid.slice(0, index).filter((one) => placeOf(one) === placeOf(laid[index])).length;
}

/** The epoch where all stand at one, and of each its own otherwise; how far each is from the target. */
function titleOf(laid: readonly LaidDistribution[]): string {
  const [first] = laid.map(({ snapshot }) => snapshot.epoch);
  const isOne = laid.every(({ snapshot }) => snapshot.epoch === first);
  const facts = laid.map((one) => {
    const { epoch, metrics, averageMetrics = metrics } = one.snapshot;
    const { wasserstein_1, sliced_wasserstein_1 } = isAveragedDrawn(one) ? averageMetrics : metrics;
    const distance =
      sliced_wasserstein_1 === undefined
        ? `W1 ${threeDigits(wasserstein_1)}`
        : `sliced W1 ${threeDigits(sliced_wasserstein_1)}`;
    return `${nameOf(one)}${isOne ? '' : ` at epoch ${epoch}`}: ${distance}`;
  });
  return joined([...(isOne && laid.length > 0 ? [`epoch ${first}`] : []), ...facts]);
}

function otherDimension(snapshot: number, target: number): RangeError {
  return new RangeError(`A snapshot has dimension ${snapshot}, the target ${target}; they must be equal.`);
}
