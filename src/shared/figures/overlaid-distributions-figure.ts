import type { ChartConfiguration, Point } from 'chart.js';
import type { Numbers } from '../numbers.ts';
import type { Axes, Snapshot } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { densityTop } from './frame-extent.ts';
import { equalAspect } from './equal-aspect.ts';
import { pointStyleOf } from './line-styles.ts';
import { faint, LIGHT, translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import {
  distanceText,
  pooledDensity,
  pooledPoints,
  rangeText,
  samplesOf,
  type PooledDensity,
} from './pooled-density.ts';
import { CONTOUR_OPACITY, targetContours } from './target-contours.ts';
import { line, targetLine, type LineDataset } from './target-line.ts';
import { dots, targetPoints, type PointsDataset } from './target-points.ts';
import type { TargetShape, TargetShape1D, TargetShape2D } from './target-shape.ts';
import { BENEATH, figureOptions, linearAxis, type Figure, ROUND_KEYS, withPlugins } from './theme.ts';
import { joined, shortened, threeDigits } from './title.ts';

/** What one of several runs, or the seeds of one of several groups, have learned at an epoch. */
export interface LaidDistribution {
  /** The text in the legend. */
  readonly name: string;
  /** The seeds of a group, in words. */
  readonly seeds?: string | undefined;
  /** Its place in the palette of run colours. */
  readonly colour: number;
  /** The dash pattern of its line; solid if omitted. */
  readonly dash?: readonly number[] | undefined;
  /** Snapshots of the run, or of each of the seeds: at least one. */
  readonly snapshots: readonly Snapshot[];
  /** Whether the averaged generator is drawn instead of the trained one, if the run has one. */
  readonly averaged?: boolean;
  /** Whether another one is pointed at: then this one is faint. */
  readonly isFaint?: boolean;
}

export interface OverlaidDistributions {
  /** The common target, over the union of the axes. */
  readonly target: TargetShape;
  readonly axes: Axes;
  /** Bins of the histograms; 1-D only. */
  readonly bins: number;
  readonly laid: readonly LaidDistribution[];
}

/**
 * What several runs have learned, with one target. In 1-D each is a line through the centres of its histogram's bars (a
 * frequency polygon: Scott 1985), so that many can be distinguished; in 2-D points. A group combines the samples of all
 * its seeds, with a band from the lowest to the highest seed.
 * @throws RangeError if a snapshot has another dimension than the target.
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
  const top = densityTop(target);
  const densities = laid.map((one) => pooledDensity(seedsOf(one, target), range, bins));
  const lines = laid.flatMap((one, index) => [
    densityLine(one, densities[index], palette),
    ...(one.snapshots.length > 1 ? bandLines(one, densities[index], bandOpacity(laid.length), palette) : []),
  ]);
  const highest = Math.max(0, ...lines.flatMap(({ data }) => data.map(({ y }) => y ?? 0)));
  const above = highest > top ? [`highest: ${threeDigits(highest)}, above the axis`] : [];
  const hasBands = laid.some(({ snapshots }) => snapshots.length > 1);
  const options = figureOptions(palette, {
    title: titleOf(laid),
    subtitle: joined([
      `lines through the centres of ${bins} bins`,
      ...(hasBands ? ['groups: samples of all seeds; band: lowest to highest seed'] : []),
      ...above,
    ]),
  });
  return {
    type: 'line',
    data: { datasets: [...lines, targetLine(target, palette, 2)] },
    options: {
      ...withPlugins(options, { filler: { drawTime: 'beforeDatasetsDraw' } }),
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
  const points = laid.map((one): PointsDataset => {
    const colour = translucent(colourOf(one, palette), 0.7);
    return {
      ...dots(nameOf(one), colour, pooledPoints(seedsOf(one, target)), 1),
      pointStyle: pointStyleOf(one.dash ?? []),
    };
  });
  const isPooled = laid.some(({ snapshots }) => snapshots.length > 1);
  const options = figureOptions(
    palette,
    {
      title: titleOf(laid),
      subtitle: isPooled ? 'groups: the same number of points per seed, in total as many as a single run' : '',
    },
    ROUND_KEYS,
  );
  return {
    type: 'scatter',
    data: { datasets: [...points, targetPoints(target, palette, 2)] },
    options: {
      ...withPlugins(options, {
        ...(target.kind === 'grid' && {
          densityHeat: { grid: target, horizontal, vertical, colour: palette.target },
          targetContours: { grid: target, horizontal, vertical, colour: translucent(palette.text, CONTOUR_OPACITY) },
        }),
      }),
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: [equalAspect, ...(target.kind === 'grid' ? [densityHeat, targetContours] : [])],
  };
}

const isAveragedDrawn = ({ averaged, snapshots }: LaidDistribution) =>
  averaged === true && snapshots.every(({ frame }) => frame.averaged !== undefined);

/** The samples of the drawn generator, seed by seed. */
function seedsOf(one: LaidDistribution, { dimension }: TargetShape): Numbers[] {
  return one.snapshots.map((snapshot) => {
    if (snapshot.frame.dimension !== dimension) throw otherDimension(snapshot.frame.dimension, dimension);
    return samplesOf(snapshot, isAveragedDrawn(one));
  });
}

/** Through the centres of bars. */
function polygon(edges: Float64Array, heights: Float64Array): Point[] {
  return Array.from(heights, (y, bin) => ({ x: (edges[bin] + edges[bin + 1]) / 2, y }));
}

function densityLine(one: LaidDistribution, { edges, density }: PooledDensity, palette: Palette): LineDataset {
  const drawn = line(nameOf(one), colourOf(one, palette), 1, polygon(edges, density));
  return { ...drawn, borderWidth: 2, borderDash: [...(one.dash ?? [])] };
}

/** Of many bands each is so faint that the lines are seen through all of them. */
const bandOpacity = (count: number) => (count > 4 ? 0.08 : 0.2);

function bandLines(
  one: LaidDistribution,
  { edges, low, high }: PooledDensity,
  opacity: number,
  palette: Palette,
): LineDataset[] {
  const colour = colourOf(one, palette);
  const edge = (which: string, heights: Float64Array): LineDataset => ({
    ...line(`${BENEATH}${nameOf(one)}, ${which} seed`, colour, 2, polygon(edges, heights)),
    borderWidth: 0,
  });
  return [edge('lowest', low), { ...edge('highest', high), fill: '-1', backgroundColor: translucent(colour, opacity) }];
}

function nameOf(one: LaidDistribution): string {
  const name = one.seeds === undefined ? shortened(one.name) : `${shortened(one.name)} (${one.seeds})`;
  return isAveragedDrawn(one) ? `${name}, averaged` : name;
}

function colourOf({ colour, isFaint = false }: LaidDistribution, palette: Palette): string {
  const own = palette.runs[colour % palette.runs.length];
  return isFaint ? faint(own, palette) : own;
}

/** The title: the common epoch, or the epoch of each run, and each distance from the target. */
function titleOf(laid: readonly LaidDistribution[]): string {
  const epochs = laid.map(({ snapshots }) => rangeText(snapshots.map(({ epoch }) => epoch)));
  const isOne = new Set(epochs).size === 1;
  const facts = laid.map(
    (one, index) =>
      `${nameOf(one)}${isOne ? '' : ` at epoch ${epochs[index]}`}: ${distanceText(one.snapshots, isAveragedDrawn(one))}`,
  );
  return joined([...(isOne ? [`epoch ${epochs[0]}`] : []), ...facts]);
}

function otherDimension(snapshot: number, target: number): RangeError {
  return new RangeError(`A snapshot has dimension ${snapshot}, the target ${target}; they must be equal.`);
}
