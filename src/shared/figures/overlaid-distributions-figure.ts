import type { ChartConfiguration, Point } from 'chart.js';
import type { Axes } from '../run.ts';
import { densityTop } from './frame-extent.ts';
import { colourOf, nameOf, seedsOf, titleOf, type LaidDistribution } from './laid-distribution.ts';
import { overlaidPlaneFigure } from './overlaid-plane-figure.ts';
import { LIGHT, translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { pooledDensity, type PooledDensity } from './pooled-density.ts';
import { line, targetLine, type LineDataset } from './target-line.ts';
import type { TargetShape, TargetShape1D } from './target-shape.ts';
import { BENEATH, figureOptions, linearAxis, type Figure, withPlugins } from './theme.ts';
import { joined, threeDigits } from './title.ts';

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
 * frequency polygon: Scott 1985), so that many can be distinguished; in 2-D lines around the densest 50 % and 90 % of
 * its kernel density, with the samples where it is alone or pointed at. A group combines the samples of all its seeds, in 1-D with a
 * band: lowest to highest seed.
 * @throws RangeError if a snapshot has another dimension than the target.
 */
export function overlaidDistributionsFigure(data: OverlaidDistributions, palette: Palette = LIGHT): Figure {
  const { target } = data;
  return target.dimension === 1 ? overLine(data, target, palette) : overlaidPlaneFigure(data, target, palette);
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
      ...(hasBands ? ['each group: samples of all its seeds, band: lowest to highest seed'] : []),
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
