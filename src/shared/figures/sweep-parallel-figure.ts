import type { ChartConfiguration } from 'chart.js';
import { numberText } from '../number-text.ts';
import { numbersOf } from '../comparison/metrics-table.ts';
import type { Range } from '../run.ts';
import { mean } from '../statistics/moments.ts';
import { countedText, type ScoredArm } from '../sweep/outcome.ts';
import './figure-csv.ts';
import { LIGHT, rampColour, translucent, type Palette } from './palette.ts';
import { parallelAxes, type ParallelAxis } from './parallel-axes.ts';
import { line, type LineDataset } from './series-line.ts';
import { settingAxis, settingLabel, settingShare, type SettingAxis } from './setting-axis.ts';
import { measuredKey, measuredLabel, measuredTitle, settingCells, settingPaths, type SweptArms } from './swept-arms.ts';
import { figureOptions, withPlugins } from './theme.ts';
import { joined, shortened } from './title.ts';
import { shareOf, valueAtShare, valueScale, type ValueScale } from './value-scale.ts';

/** Brushed parts of axes, as shares from the bottom, by the axis' index from the left. */
export type ParallelBrushes = ReadonlyMap<number, Range>;

export interface SweepParallel extends SweptArms {
  /** Lines outside one of these parts are faint. */
  readonly brushes: ParallelBrushes;
}

/** The faintest part of the ramp is too similar to the background. */
const LEAST_SHARE = 0.3;

interface Course {
  readonly arm: ScoredArm;
  readonly value: number;
  /** Positions on each axis from the left; the metric's is last. */
  readonly shares: readonly number[];
}

/** The axes of a sweep: its settings, then the metric. */
interface ParallelScales {
  readonly settings: readonly SettingAxis[];
  readonly values: ValueScale;
}

function scalesOf({ arms }: SweptArms): ParallelScales {
  const settings = settingPaths(arms).map((path) =>
    settingAxis(
      path,
      arms.map((arm) => arm.settings.get(path)),
    ),
  );
  return { settings, values: valueScale(arms.map(({ cell }) => mean(numbersOf(cell)))) };
}

function courses({ arms }: SweptArms, { settings, values }: ParallelScales): Course[] {
  return arms.flatMap((arm) => {
    const value = mean(numbersOf(arm.cell));
    if (!Number.isFinite(value)) return [];
    const shares = settings.map((axis) => settingShare(axis, arm.settings.get(axis.path)));
    return [{ arm, value, shares: [...shares, shareOf(values, value)] }];
  });
}

function isInside({ shares }: Course, brushes: ParallelBrushes): boolean {
  return [...brushes].every(([axis, { low, high }]) => shares[axis] >= low && shares[axis] <= high);
}

/** The arms whose line passes through every brushed part. */
export function brushedArms(data: SweepParallel): ScoredArm[] {
  return courses(data, scalesOf(data)).flatMap((course) => (isInside(course, data.brushes) ? [course.arm] : []));
}

/** One line per arm through its settings to its mean, coloured by the mean. */
export function sweepParallelFigure(
  data: SweepParallel,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> {
  const { name, arms, brushes } = data;
  const scales = scalesOf(data);
  const { settings, values } = scales;
  const options = figureOptions(
    palette,
    {
      title: joined([shortened(name), `${measuredTitle(data)}, by all settings`]),
      subtitle: joined([`one line per arm, coloured by the mean over its runs`, countedText(arms)]),
    },
    { display: false },
  );
  const axes = [...settings.map(axisOfSetting), axisOfValues(measuredLabel(data), values)];
  return {
    type: 'line',
    data: { datasets: courses(data, scales).map((course) => lineOf(course, brushes, palette)) },
    options: {
      ...withPlugins(options, {
        figureTable: {
          heads: ['arm', ...settingPaths(arms), `mean of ${measuredKey(data)}`, 'runs'],
          rows: arms.map((arm) => [
            arm.name,
            ...settingCells(arm),
            arm.cell.n === 0 ? undefined : mean(numbersOf(arm.cell)),
            arm.cell.n,
          ]),
        },
        parallelAxes: {
          axes,
          text: palette.text,
          mutedText: palette.mutedText,
          background: palette.background,
        },
      }),
      scales: {
        x: { type: 'linear', display: false, min: -0.08, max: axes.length - 1 + 0.08 },
        // Space above for the names of the axes.
        y: { type: 'linear', display: false, min: -0.04, max: 1.04 },
        nameRoom: nameRoom(),
      },
    },
    plugins: [parallelAxes],
  };
}

function lineOf(course: Course, brushes: ParallelBrushes, palette: Palette): LineDataset {
  const { arm, shares } = course;
  const isShown = isInside(course, brushes);
  const colour = rampColour(palette.ramp, LEAST_SHARE + (1 - LEAST_SHARE) * (shares.at(-1) ?? 0));
  return {
    ...line(
      arm.name,
      isShown ? translucent(colour, 0.85) : translucent(palette.target, 0.15),
      shares.map((y, x) => ({ x, y })),
    ),
    borderWidth: isShown ? 2 : 1,
    order: isShown ? 1 : 2,
  };
}

function axisOfSetting(axis: SettingAxis): ParallelAxis {
  return {
    label: axis.label,
    ticks: axis.values.map((value) => ({
      share: settingShare(axis, value),
      text: settingLabel(value),
    })),
  };
}

const VALUE_TICKS = 5;

function axisOfValues(label: string, scale: ValueScale): ParallelAxis {
  const shares =
    scale.low === scale.high ? [0.5] : Array.from({ length: VALUE_TICKS }, (_, at) => at / (VALUE_TICKS - 1));
  return { label, ticks: shares.map((share) => ({ share, text: numberText(valueAtShare(scale, share)) })) };
}

/** An axis that only reserves height. */
function nameRoom() {
  return {
    type: 'linear',
    position: 'top',
    axis: 'x',
    min: 0,
    max: 1,
    ticks: { display: false },
    grid: { display: false },
    border: { display: false },
    afterFit: (scale: { height: number }) => {
      scale.height = 22;
    },
  } as const;
}
