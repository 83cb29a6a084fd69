import type { ChartConfiguration, Point } from 'chart.js';
import { numbersOf } from '../comparison/metrics-table.ts';
import { CUT, cutInterval } from '../comparison/positive.ts';
import { settingNameInside } from '../config/setting-names.ts';
import { shortName } from '../config/short-names.ts';
import { BAND_LABELS, spreadOf, type Band } from '../statistics/band.ts';
import { countedText, settingText, type ScoredArm } from '../sweep/outcome.ts';
import './figure-csv.ts';
import { meanBars, type MeanBar } from './mean-bars.ts';
import { pointStyleOf } from './line-styles.ts';
import { LIGHT, translucent, type Palette } from './palette.ts';
import { settingAxis, settingLabel, settingPlace, settingScale, type SettingAxis } from './setting-axis.ts';
import { measuredTitle, valuesTable, type SweptArms } from './swept-arms.ts';
import type { PointsDataset } from './target-points.ts';
import { figureOptions, linearAxis, logarithmicAxis, ROUND_KEYS, withPlugins } from './theme.ts';
import { joined, shortened } from './title.ts';

export interface SweepScatter extends SweptArms {
  /** The setting on the horizontal axis. */
  readonly path: string;
  /** What the bars show. */
  readonly band: Band;
  readonly logarithmic: boolean;
}

/** With more arms than this they get no entries in the legend, which would be larger than the plot. */
const MOST_LISTED = 8;
/** The distance between arms that share a value, as a share of the axis' width. */
const STEP = 0.025;
/** The largest share of a value's width that all its arms take together. */
const MOST_SHARE = 0.7;

interface PlacedArm {
  readonly arm: ScoredArm;
  readonly x: number;
}

/** Every counting run as a dot over a setting's value, with a bar for each arm next to its dots. */
export function sweepScatterFigure(
  data: SweepScatter,
  palette: Palette = LIGHT,
): ChartConfiguration<'scatter', Point[]> {
  const { name, path, band, logarithmic } = data;
  const arms = data.arms.filter(({ cell }) => cell.n > 0);
  const axis = settingAxis(
    path,
    data.arms.map(({ settings }) => settings.get(path)),
  );
  const placed = placedArms(arms, axis);
  const bars = placed.flatMap((one) => bar(one, data, palette));
  const title = measuredTitle(data);
  // The legend is beside the plot, one line per entry, because above it would leave little height.
  const titleLines = title.split(/(?<=,) /);
  const isShared = new Set(placed.map(({ arm }) => settingText(arm.settings.get(path)))).size < placed.length;
  const options = figureOptions(
    palette,
    {
      title: joined([shortened(name), `${title}, by ${settingNameInside(path)}`]),
      subtitle: joined([
        `one dot per run, ${countedText(data.arms)}`,
        ...(bars.length > 0 ? [`bars: ${BAND_LABELS[band]}${bars.some(({ isCut }) => isCut) ? `, ${CUT}` : ''}`] : []),
        ...(isShared ? [`arms with the same ${settingNameInside(path)} are next to each other`] : []),
      ]),
    },
    { ...ROUND_KEYS, display: placed.length > 1 && placed.length <= MOST_LISTED },
  );
  return {
    type: 'scatter',
    data: {
      datasets: placed.length > MOST_LISTED ? byLook(placed, palette, logarithmic) : byArm(placed, data, palette),
    },
    options: {
      ...withPlugins(options, {
        figureTable: valuesTable(data),
        meanBars: { bars },
      }),
      scales: {
        x: settingScale(palette, axis),
        y: logarithmic ? logarithmicAxis(palette, titleLines) : linearAxis(palette, titleLines, {}),
      },
    },
    plugins: [meanBars],
  };
}

/** Arms with the same value are placed next to each other around it. */
function placedArms(arms: readonly ScoredArm[], axis: SettingAxis): PlacedArm[] {
  const alike = Map.groupBy(arms, ({ settings }) => JSON.stringify(settings.get(axis.path)));
  const most = Math.max(1, ...[...alike.values()].map((group) => group.length));
  const step = Math.min(STEP, MOST_SHARE / Math.max(1, axis.values.length) / most);
  return [...alike.values()].flatMap((group) =>
    group.map((arm, index) => ({
      arm,
      x: settingPlace(axis, arm.settings.get(axis.path), step * (index - (group.length - 1) / 2)),
    })),
  );
}

function colourOf({ colour }: ScoredArm, palette: Palette): string {
  return palette.runs[colour % palette.runs.length];
}

function points({ arm, x }: PlacedArm, logarithmic: boolean): Point[] {
  return numbersOf(arm.cell).flatMap((y) => (logarithmic && y <= 0 ? [] : [{ x, y }]));
}

function dataset(label: string, { colour, dash = [] }: ScoredArm, data: Point[], palette: Palette): PointsDataset {
  const ink = palette.runs[colour % palette.runs.length];
  const pointStyle = pointStyleOf(dash);
  return {
    label,
    data,
    parsing: false,
    order: 1,
    borderWidth: 1,
    borderColor: translucent(ink, 0.9),
    backgroundColor: translucent(ink, 0.45),
    pointRadius: pointStyle === 'circle' ? 3.5 : 4.5,
    pointStyle,
    clip: 6,
  };
}

/** The labels of the arms: what distinguishes each, and how many of its seeds count. */
function byArm(placed: readonly PlacedArm[], { logarithmic }: SweepScatter, palette: Palette): PointsDataset[] {
  return placed.map((one) => {
    const settings = [...one.arm.settings].filter(([, value]) => value !== undefined);
    const label = settings.map(([path, value]) => `${shortName(path)} ${settingLabel(value)}`);
    return dataset(joined([...label, one.arm.cell.membership.text]), one.arm, points(one, logarithmic), palette);
  });
}

/** Few datasets, for any number of arms. */
function byLook(placed: readonly PlacedArm[], palette: Palette, logarithmic: boolean): PointsDataset[] {
  const lookOf = ({ arm }: PlacedArm) => `${colourOf(arm, palette)} ${pointStyleOf(arm.dash ?? [])}`;
  return [...Map.groupBy(placed, lookOf).values()].map((all) =>
    dataset(
      'runs',
      all[0].arm,
      all.flatMap((one) => points(one, logarithmic)),
      palette,
    ),
  );
}

/** A single run has no spread, and only a dot is drawn. */
function bar(
  { arm, x }: PlacedArm,
  { band, metric, isDistance, logarithmic }: SweepScatter,
  palette: Palette,
): (MeanBar & { readonly isCut: boolean })[] {
  if (arm.cell.n < 2) return [];
  const spread = spreadOf(numbersOf(arm.cell), band);
  // A log axis has no 0, so the bar ends at the axis.
  const shown = logarithmic
    ? { low: spread.low, high: spread.high, isCut: false }
    : cutInterval(metric, spread, isDistance);
  return [{ x, centre: spread.centre, ...shown, colour: colourOf(arm, palette) }];
}
