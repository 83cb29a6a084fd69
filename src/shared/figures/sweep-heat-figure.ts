import type { ChartConfiguration, Point } from 'chart.js';
import { settingCell } from '../comparison/config-diff.ts';
import { numbersOf } from '../comparison/metrics-table.ts';
import { settingNameInside } from '../config/setting-names.ts';
import { counted } from '../counted.ts';
import { mean, median } from '../statistics/moments.ts';
import { countedText, type ScoredArm } from '../sweep/outcome.ts';
import './figure-csv.ts';
import { LIGHT, type Palette } from './palette.ts';
import { categoryAxis, indexOfValue, settingAxis, settingScale, type SettingAxis } from './setting-axis.ts';
import { measuredKey, measuredTitle, type SweptArms } from './swept-arms.ts';
import { figureOptions, withPlugins } from './theme.ts';
import { joined, shortened } from './title.ts';
import { SCALE_ROOM, valueHeat } from './value-heat.ts';
import { valueScale } from './value-scale.ts';

export const HEAT_CENTRES = ['median', 'mean'] as const;
export type HeatCentre = (typeof HEAT_CENTRES)[number];

export interface SweepHeat extends SweptArms {
  /** Two different settings. */
  readonly across: string;
  readonly up: string;
  /** The statistic over the runs of a cell, over all other settings. */
  readonly centre: HeatCentre;
}

interface HeatCell {
  readonly across: unknown;
  readonly up: unknown;
  readonly arms: number;
  readonly n: number;
  /** NaN if no run counts. */
  readonly value: number;
}

/** One cell for each pair of values of two settings, with the centre of the runs that have both. */
export function sweepHeatFigure(data: SweepHeat, palette: Palette = LIGHT): ChartConfiguration<'scatter', Point[]> {
  const { name, across, up, centre } = data;
  const [horizontal, vertical] = [across, up].map((path) => equalSteps(path, data.arms));
  const cells = heatCells(data, horizontal, vertical);
  const values = cells.map(({ value }) => value);
  const title = measuredTitle(data);
  const isPooled = cells.some(({ arms }) => arms > 1);
  const options = figureOptions(
    palette,
    {
      title: joined([shortened(name), `${title}, by ${settingNameInside(across)} and ${settingNameInside(up)}`]),
      subtitle: joined([
        `${centre} over the runs of a cell${isPooled ? ', over all other settings' : ''}`,
        countedText(data.arms),
      ]),
    },
    { display: false },
  );
  return {
    type: 'scatter',
    data: { datasets: [] },
    options: {
      ...withPlugins(options, {
        figureTable: {
          heads: [across, up, `${centre} of ${measuredKey(data)}`, 'runs', 'arms'],
          rows: cells
            .filter(({ arms }) => arms > 0)
            .map(({ n, arms, value, ...at }) => [
              settingCell(at.across),
              settingCell(at.up),
              n === 0 ? undefined : value,
              n,
              arms,
            ]),
        },
        valueHeat: {
          columns: horizontal.values.length,
          rows: vertical.values.length,
          values,
          notes: cells.map(({ n, arms }) => (arms === 0 ? '' : counted(n, 'run'))),
          scale: valueScale(values),
          ramp: palette.ramp,
          text: palette.text,
          mutedText: palette.mutedText,
          title: centre,
        },
      }),
      scales: { x: settingScale(palette, horizontal), y: settingScale(palette, vertical), scaleRoom: scaleRoom() },
    },
    plugins: [valueHeat],
  };
}

/** An axis that only reserves width, for the legend of the colours. */
function scaleRoom() {
  return {
    type: 'linear',
    position: 'right',
    min: 0,
    max: 1,
    ticks: { display: false },
    grid: { display: false },
    border: { display: false },
    afterFit: (scale: { width: number }) => {
      scale.width = SCALE_ROOM;
    },
  } as const;
}

function equalSteps(path: string, arms: readonly ScoredArm[]): SettingAxis {
  return categoryAxis(
    settingAxis(
      path,
      arms.map(({ settings }) => settings.get(path)),
    ),
  );
}

/** The arms of the cell at a place on both axes, which are counted in cells from 0. */
export function armsOfCell({ arms, across, up }: SweepHeat, column: number, row: number): readonly ScoredArm[] {
  const [horizontal, vertical] = [across, up].map((path) => equalSteps(path, arms));
  return arms.filter(
    ({ settings }) =>
      indexOfValue(horizontal, settings.get(across)) === column && indexOfValue(vertical, settings.get(up)) === row,
  );
}

function heatCells({ arms, centre }: SweepHeat, horizontal: SettingAxis, vertical: SettingAxis): HeatCell[] {
  const columns = horizontal.values.length;
  const placeOf = ({ settings }: ScoredArm) =>
    indexOfValue(vertical, settings.get(vertical.path)) * columns +
    indexOfValue(horizontal, settings.get(horizontal.path));
  const placed = Map.groupBy(arms, placeOf);
  return vertical.values.flatMap((up, row) =>
    horizontal.values.map((across, column) => {
      const inside = placed.get(row * columns + column) ?? [];
      const values = inside.flatMap(({ cell }) => numbersOf(cell));
      const value = centre === 'median' ? median(values) : mean(values);
      return { across, up, arms: inside.length, n: values.length, value };
    }),
  );
}
