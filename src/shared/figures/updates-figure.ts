import type { ChartConfiguration } from 'chart.js';
import { lossUnit } from '../discriminator-output.ts';
import { GRADIENT_NORMS, type EpochKey } from '../metrics.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import { LIGHT, type Palette } from './palette.ts';
import { referenceLine, referenceOptions } from './reference-lines.ts';
import {
  HORIZONTAL_TITLES,
  horizontalScale,
  seriesLines,
  WHOLE_VIEW,
  type LineDataset,
  type SeriesView,
} from './series-line.ts';
import { seriesTable } from './series-table.ts';
import './figure-csv.ts';
import { bandCutText, gapsText, meansText, notOnLogAxis } from './series-text.ts';
import { figureOptions, linearAxis, logarithmicAxis, withPlugins } from './theme.ts';
import { joined, runTitle, threeDigits, type FigureRun } from './title.ts';

/** The drawn quantity: the norms of both networks' gradients, or what the penalties added to the loss. */
export const UPDATES_FIGURES = ['gradient_norms', 'penalty'] as const;
export type UpdatesFigureName = (typeof UPDATES_FIGURES)[number];

export interface UpdatesFigureData {
  readonly run: FigureRun;
  readonly shows: UpdatesFigureName;
  /** Series by the keys of `EPOCH_NUMBERS`, and `seconds` if the horizontal axis is time. */
  readonly losses: SeriesChunk;
  readonly view?: SeriesView;
}

interface UpdatesLine {
  readonly key: EpochKey;
  readonly label: string;
  readonly colour: (palette: Palette) => string;
}

const LINES: Readonly<Record<UpdatesFigureName, readonly UpdatesLine[]>> = {
  gradient_norms: GRADIENT_NORMS.map(({ key, label }) => ({
    key,
    label,
    colour: (palette) => (key === 'gradient_norm_generator' ? palette.generator : palette.discriminator),
  })),
  penalty: [{ key: 'penalty', label: 'penalty', colour: (palette) => palette.discriminator }],
};

/** The keys of the drawn lines. */
export function updatesKeys(shows: UpdatesFigureName): readonly EpochKey[] {
  return LINES[shows].map(({ key }) => key);
}

/** Whether any of it was recorded. */
export function hasUpdates(losses: SeriesChunk, shows: UpdatesFigureName): boolean {
  return updatesKeys(shows).some((key) => columnOf(losses, key)?.mean.some((value) => !Number.isNaN(value)));
}

/**
 * Norms of gradients, or the penalty, over their full range. Norms are before clipping; if the run clips gradients, the
 * limit is a dashed line. Values that are not finite or not recorded are gaps.
 */
export function updatesFigure(
  data: UpdatesFigureData,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> {
  const { run, shows, losses, view = WHOLE_VIEW } = data;
  const { place } = horizontalScale(view.horizontal, losses, run.config.batches_per_epoch);
  const range = view.range ?? { low: 0, high: losses.to.at(-1) ?? 1 };
  const axis = { min: place(range.low), max: place(range.high) };
  const drawn = LINES[shows].flatMap((line) => {
    const column = columnOf(losses, line.key);
    return column ? [{ ...line, column }] : [];
  });
  const value = valueTitle(data);
  const clip = clippedAt(data);
  const options = figureOptions(palette, { title: runTitle(run, [titleOf(shows)]), subtitle: subtitle(data) });
  return {
    type: 'line',
    data: {
      datasets: drawn
        .filter(({ column }) => !view.logarithmic || column.mean.some((one) => one > 0))
        .flatMap(({ label, colour, column }) => seriesLines(label, colour(palette), losses, column, { view, place })),
    },
    options: {
      ...withPlugins(options, {
        ...referenceOptions(clip === undefined ? [] : [referenceLine('clipped to', clip, palette.target)]),
        figureTable: seriesTable({
          lines: drawn.map(({ label, column }) => ({ name: label, chunk: losses, column, place })),
          levels: clip === undefined ? [] : [{ name: 'clipped to', value: clip }],
          view,
          value,
        }),
      }),
      scales: {
        x: linearAxis(palette, HORIZONTAL_TITLES[view.horizontal], { ...axis, whole: view.horizontal !== 'time' }),
        y: view.logarithmic
          ? logarithmicAxis(palette, value)
          : linearAxis(palette, value, { grace: '3%', beginAtZero: true }),
      },
    },
  };
}

function titleOf(shows: UpdatesFigureName): string {
  return shows === 'penalty' ? 'penalty' : 'gradient norms';
}

function valueTitle({ run, shows }: UpdatesFigureData): string {
  if (shows === 'gradient_norms') return 'gradient norm';
  const unit = lossUnit(run.config.loss);
  return unit === '' ? 'penalty' : `penalty (${unit})`;
}

/** The norm to which gradients are clipped; undefined without clipping, and for a penalty. */
function clippedAt({ run, shows }: UpdatesFigureData): number | undefined {
  const { gradient_clip: clip } = run.config;
  return shows === 'gradient_norms' && clip > 0 ? clip : undefined;
}

function subtitle(data: UpdatesFigureData): string {
  const { shows, losses, view = WHOLE_VIEW } = data;
  const columns = LINES[shows].flatMap(({ key, label }) => {
    const column = columnOf(losses, key);
    return column ? [{ label, column }] : [];
  });
  const clip = clippedAt(data);
  const gaps = gapsText(
    losses,
    columns.map(({ column }) => column.mean),
  );
  return joined([
    shows === 'gradient_norms' ? 'all layers together' : 'part of the discriminator’s loss',
    ...(clip === undefined ? [] : [`before clipping to ${threeDigits(clip)} (dashed)`]),
    ...meansText(losses, 'epochs').map((text) => `${text}, bands show their range`),
    ...(view.smoothing > 0 ? [`smoothed by ${view.smoothing}, raw values faint`] : []),
    ...(gaps === undefined ? [] : [`gaps: a value is not finite in ${gaps}`]),
    ...(view.logarithmic
      ? [
          ...notOnLogAxis(columns.map(({ label, column }) => ({ name: label, values: column.mean }))),
          ...bandCutText(columns.map(({ column }) => column)),
        ]
      : []),
  ]);
}
