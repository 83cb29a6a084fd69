import type { ChartConfiguration, Point } from 'chart.js';
import type { Numbers } from '../numbers.ts';
import type { Axes, Range } from '../run.ts';
import { contourLines } from './contour-lines.ts';
import { colourOf, nameOf, seedsOf, titleOf, type LaidDistribution } from './laid-distribution.ts';
import { pointStyleOf } from './line-styles.ts';
import { translucent } from './palette.ts';
import type { Palette } from './palette.ts';
import { BANDWIDTH, DENSITY_CELLS, planeDensity, regionLevels } from './plane-density.ts';
import { planeLines } from './plane-lines.ts';
import { planeFigure } from './plane-figure.ts';
import { pooledPoints } from './pooled-density.ts';
import { dots, targetPoints, type PointsDataset } from './target-points.ts';
import type { TargetShape2D } from './target-shape.ts';
import { BENEATH, figureOptions } from './theme.ts';
import { joined } from './title.ts';

interface OverlaidPlane {
  readonly axes: Axes;
  readonly laid: readonly LaidDistribution[];
}

/** Of the thin lines of more than four, so that the thick ones are seen. */
const MANY = 4;
const MANY_OPACITY = 0.4;

/** Shares of a kernel density that its lines hold: the inner one is thick. */
const REGIONS = [0.5, 0.9] as const;
const percent = (share: number) => `${Math.round(100 * share)} %`;

/** What several runs or groups have learned in the plane, as lines around their densest regions, over the target. */
export function overlaidPlaneFigure(
  { axes, laid }: OverlaidPlane,
  target: TargetShape2D,
  palette: Palette,
): ChartConfiguration<'scatter', Point[]> {
  const hasFaint = laid.some(({ isFaint }) => isFaint);
  const drawn = laid.flatMap((one): PointsDataset[] => {
    const isLit = hasFaint && one.isFaint !== true;
    const thin = laid.length > MANY && !isLit ? MANY_OPACITY : 1;
    // The points of many hide each other.
    const hasPoints = laid.length === 1 || isLit;
    return [
      ...contours(one, densestLines(one, target, axes), thin, palette),
      ...(hasPoints ? [samples(one, seedsOf(one, target), palette)] : []),
    ];
  });
  const isPooled = laid.some(({ snapshots }) => snapshots.length > 1);
  const options = figureOptions(palette, {
    title: titleOf(laid),
    subtitle: joined([
      `lines around the densest ${percent(REGIONS[0])} (thick) and ${percent(REGIONS[1])} of the samples within the axes${isPooled ? ' (of all seeds)' : ''}, by a kernel density`,
      `kernel: Gaussian, standard deviation ${percent(BANDWIDTH)} of each axis`,
    ]),
  });
  return planeFigure([...drawn, targetPoints(target, palette, 4)], target, axes, options, palette);
}

/** Lines around the densest regions, one list for each of `REGIONS`, by the first of the seeds that they are of. */
const known = new WeakMap<
  Numbers,
  { readonly seeds: readonly Numbers[]; readonly axes: Axes; readonly regions: Numbers[][] }
>();

/** Memory for each density, which is needed only until its lines are found. */
const space = new Float64Array(DENSITY_CELLS);

/**
 * The lines around the densest regions of what one run or group has learned, in the data's units. They are kept as long as its samples
 * are: whoever finds them before the figure is drawn takes work from it.
 */
export function densestLines(one: LaidDistribution, target: TargetShape2D, axes: Axes): readonly Numbers[][] {
  const seeds = seedsOf(one, target);
  const before = known.get(seeds[0]);
  if (before?.axes === axes && areSame(before.seeds, seeds)) return before.regions;
  const [horizontal, vertical] = axes.data;
  const density = planeDensity(seeds, axes.data, space);
  const at = ({ low, high }: Range, share: number) => low + (high - low) * share;
  const regions = regionLevels(density, REGIONS).map((level) => {
    const lines = level === undefined ? [] : contourLines(density, level);
    return lines.map((line) => line.map((share, place) => at(place % 2 === 0 ? horizontal : vertical, share)));
  });
  known.set(seeds[0], { seeds, axes, regions });
  return regions;
}

const areSame = (some: readonly Numbers[], others: readonly Numbers[]) =>
  some.length === others.length && some.every((one, index) => one === others[index]);

/** The lines around the densest regions of the samples of all seeds, as a kernel density shows them; `thin` is the opacity of the thin ones. */
function contours(
  one: LaidDistribution,
  regions: readonly Numbers[][],
  thin: number,
  palette: Palette,
): PointsDataset[] {
  return regions.map((lines, index) => {
    const name = index === 0 ? nameOf(one) : `${BENEATH}${nameOf(one)}, ${percent(REGIONS[index])}`;
    const colour = index === 0 || thin === 1 ? colourOf(one, palette) : translucent(colourOf(one, palette), thin);
    return {
      ...planeLines(name, colour, lines, one.isFaint === true ? 2 : 1),
      borderWidth: index === 0 ? 2 : 1,
      borderDash: [...(one.dash ?? [])],
    };
  });
}

/** As many points of a group as of a run, the same number of each seed. */
function samples(one: LaidDistribution, seeds: readonly Numbers[], palette: Palette): PointsDataset {
  const colour = translucent(colourOf(one, palette), 0.45);
  return {
    ...dots(`${BENEATH}${nameOf(one)}, samples`, colour, pooledPoints(seeds), 3),
    pointStyle: pointStyleOf(one.dash ?? []),
  };
}
