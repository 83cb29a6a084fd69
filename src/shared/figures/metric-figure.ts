import type { ChartConfiguration } from 'chart.js';
import { ruledLabel } from '../metric-rules.ts';
import { METRICS, type MetricKey, type NoiseFloor } from '../metrics.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import { distanceColumn, distanceLabel, targetMoment } from '../target-moments.ts';
import { LIGHT } from './palette.ts';
import type { Palette } from './palette.ts';
import {
  HORIZONTAL_TITLES,
  horizontalScale,
  seriesLines,
  WHOLE_VIEW,
  type LineDataset,
  type SeriesView,
} from './series-line.ts';
import { referenceBand, referenceLine, referenceOptions, type ReferenceLines } from './reference-lines.ts';
import { seriesTable } from './series-table.ts';
import './figure-csv.ts';
import { bandCutText, meansText, notOnLogAxis } from './series-text.ts';
import { figureOptions, linearAxis, logarithmicAxis, withPlugins } from './theme.ts';
import { joined, runTitle, threeDigits } from './title.ts';
import type { FigureRun } from './title.ts';

export interface MetricFigureData {
  readonly run: FigureRun;
  readonly metric: MetricKey;
  /** Series by metric; those of the averaged generator have the prefix `ema_`. */
  readonly metrics: SeriesChunk;
  /** Losses of the run, which have the seconds of its epochs. */
  readonly losses: SeriesChunk;
  readonly floor: NoiseFloor | undefined;
  readonly view?: SeriesView;
}

/** A metric of the generator and of its average over the run, with the noise floor as a band. */
export function metricFigure(
  { run, metric, metrics, losses, floor, view = WHOLE_VIEW }: MetricFigureData,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> {
  const { place } = horizontalScale(view.horizontal, losses, run.config.batches_per_epoch);
  const range = view.range ?? { low: 0, high: Math.max(losses.to.at(-1) ?? 1, metrics.to.at(-1) ?? 1) };
  const axis = { min: place(range.low), max: place(range.high) };
  const { label: plain, unit } = METRICS.find(({ key }) => key === metric) ?? METRICS[0];
  const truth = targetMoment(run, metric);
  const ruled = ruledLabel(plain, metric, run.metricRules);
  const label = truth === undefined ? ruled : distanceLabel(ruled);
  const drawing = { view, place };
  const title = unit === '' ? label : `${label} (${unit})`;
  const drawn = [
    { key: metric, name: label, colour: palette.generator },
    { key: `ema_${metric}`, name: `${label}, averaged generator`, colour: palette.averagedGenerator },
  ].flatMap(({ key, name, colour }) => {
    const recorded = columnOf(metrics, key);
    const column = recorded && truth !== undefined ? distanceColumn(recorded, truth) : recorded;
    return column ? [{ name, colour, column, values: column.mean }] : [];
  });
  const lines = drawn.flatMap(({ name, colour, column }) => seriesLines(name, colour, metrics, column, drawing));
  const options = figureOptions(palette, {
    title: runTitle(run, [label]),
    subtitle: joined([
      ...(floor ? [floorText(floor)] : []),
      ...meansText(metrics, 'snapshots', truth !== undefined).map((text) => `${text}, bands show their range`),
      ...(view.smoothing > 0 ? [`smoothed by ${view.smoothing}, raw values faint`] : []),
      ...(view.logarithmic
        ? [...notOnLogAxis(drawn, { alone: true }), ...bandCutText(drawn.map(({ column }) => column))]
        : []),
    ]),
  });
  return {
    type: 'line',
    data: { datasets: lines },
    options: {
      ...withPlugins(options, {
        ...referenceOptions(floor ? floorBand(floor, palette) : []),
        figureTable: seriesTable({
          lines: drawn.map(({ name, column }) => ({ name, chunk: metrics, column, place })),
          levels: floor
            ? [
                { name: 'noise floor', value: floor.mean },
                { name: 'bound of the noise floor (95 %)', value: floor.bound95 },
              ]
            : [],
          view,
          value: title,
        }),
      }),
      scales: {
        x: linearAxis(palette, HORIZONTAL_TITLES[view.horizontal], { ...axis, whole: view.horizontal !== 'time' }),
        y: view.logarithmic
          ? logarithmicAxis(palette, title)
          : // A distance is never below 0, and neither is its axis.
            linearAxis(palette, title, { grace: '3%', beginAtZero: truth !== undefined }),
      },
    },
  };
}

export function floorText({ mean, bound95 }: NoiseFloor): string {
  return `noise floor ${threeDigits(mean)} (95 %: ${threeDigits(bound95)})`;
}

/** The band from the mean to the bound of the noise floor. */
export function floorBand({ mean, bound95 }: NoiseFloor, palette: Palette): ReferenceLines {
  return [
    referenceLine('noise floor', mean, palette.target, 'noise floor'),
    referenceBand('bound of the noise floor', mean, bound95, palette.target),
  ];
}
