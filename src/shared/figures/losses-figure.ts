import type { ChartConfiguration } from 'chart.js';
import type { TextTable } from '../comparison/table-text.ts';
import { lossUnit } from '../discriminator-output.ts';
import { equilibrium } from '../equilibrium.ts';
import { LOSSES } from '../metrics.ts';
import type { LossKey } from '../metrics.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import { overlayLines, overlayName, overlayScale, overlayText, type LossesOverlay } from './losses-overlay.ts';
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
import { referenceLine, referenceOptions, type ReferenceLines } from './reference-lines.ts';
import { seriesTable, type TabledLine } from './series-table.ts';
import { bandCutText, gapsText, meansText, notOnLogAxis } from './series-text.ts';
import './figure-csv.ts';
import { figureOptions, linearAxis, logarithmicAxis, withPlugins } from './theme.ts';
import { joined, runTitle, threeDigits } from './title.ts';
import type { FigureRun } from './title.ts';

export interface LossesFigureData {
  readonly run: FigureRun;
  /** Series by the keys of `LOSSES`, and `seconds` if the horizontal axis is time. */
  readonly losses: SeriesChunk;
  /** Its `ideal_discriminator_loss`, if present, gives the ideal discriminator's line. */
  readonly metrics: SeriesChunk;
  readonly view?: SeriesView;
  readonly over?: LossesOverlay | undefined;
}

const valueTitle = ({ config }: FigureRun) =>
  lossUnit(config.loss) === '' ? 'loss' : `loss (${lossUnit(config.loss)})`;
const IDEAL = 'ideal discriminator, mean of its losses on real and fake';

type LossesFigure = ChartConfiguration<'line', LineDataset['data']>;

/**
 * Losses over their full range, their values at equilibrium (dashed), and the loss of the ideal discriminator, which is
 * comparable with the mean of the losses on real and fake samples. A loss that is not finite is a gap. The losses of an
 * overlaid run have short dashes.
 */
export function lossesFigure(data: LossesFigureData, palette: Palette = LIGHT): LossesFigure {
  const { run, losses, metrics, view = WHOLE_VIEW, over } = data;
  const { place } = horizontalScale(view.horizontal, losses, run.config.batches_per_epoch);
  const range = view.range ?? { low: 0, high: losses.to.at(-1) ?? 1 };
  // The axis is as long as the longer of two runs.
  const overEnd = over && !view.range ? overlayScale(over, view).place(over.losses.to.at(-1) ?? 0) : -Infinity;
  const axis = { min: place(range.low), max: Math.max(place(range.high), overEnd) };
  const drawing = { view, place };
  const ideal = columnOf(metrics, 'ideal_discriminator_loss');
  const options = figureOptions(palette, { title: runTitle(run, []), subtitle: subtitle(data) });
  return {
    type: 'line',
    data: {
      datasets: [
        ...LOSSES.flatMap(({ key, label }) => {
          const column = columnOf(losses, key);
          const isDrawn = !view.logarithmic || column?.mean.some((value) => value > 0);
          return column && isDrawn ? seriesLines(label, lossColour(key, palette), losses, column, drawing) : [];
        }),
        ...(over ? overlayLines(over, view, palette, (key) => lossColour(key, palette)) : []),
        ...(ideal?.mean.some((value) => !Number.isNaN(value))
          ? seriesLines(IDEAL, palette.idealDiscriminator, metrics, ideal, drawing)
          : []),
      ],
    },
    options: {
      ...withPlugins(options, {
        ...referenceOptions(equilibriumLines(run, palette, view.logarithmic)),
        figureTable: lossesTable(data, place),
      }),
      scales: {
        x: linearAxis(palette, HORIZONTAL_TITLES[view.horizontal], { ...axis, whole: view.horizontal !== 'time' }),
        y: view.logarithmic
          ? logarithmicAxis(palette, valueTitle(run))
          : linearAxis(palette, valueTitle(run), { grace: '3%' }),
      },
    },
  };
}

/** A table of all values that the figure draws, including those outside its axis. */
function lossesTable(
  { run, losses, metrics, view = WHOLE_VIEW, over }: LossesFigureData,
  place: TabledLine['place'],
): TextTable {
  const linesOf = (chunk: SeriesChunk, placed: TabledLine['place'], nameOf: (label: string) => string) =>
    LOSSES.flatMap(({ key, label }) => {
      const column = columnOf(chunk, key);
      return column ? [{ name: nameOf(label), chunk, column, place: placed }] : [];
    });
  const ideal = columnOf(metrics, 'ideal_discriminator_loss');
  const others = over ? linesOf(over.losses, overlayScale(over, view).place, (label) => overlayName(label, over)) : [];
  return seriesTable({
    lines: [
      ...linesOf(losses, place, (label) => label),
      ...others,
      ...(ideal ? [{ name: IDEAL, chunk: metrics, column: ideal, place }] : []),
    ],
    levels: levels(run).map(({ value, keys }) => ({ name: `equilibrium, ${labelsOf(keys)}`, value })),
    view,
    value: valueTitle(run),
  });
}

function lossColour(key: LossKey, palette: Palette): string {
  switch (key) {
    case 'loss_generator':
      return palette.generator;
    case 'loss_real':
      return palette.discriminatorReal;
    case 'loss_fake':
      return palette.discriminatorFake;
  }
}

/** One dashed line per value. Losses with the same equilibrium share a line of a neutral colour. */
function equilibriumLines(run: FigureRun, palette: Palette, logarithmic: boolean): ReferenceLines {
  const drawn = levels(run).filter(({ value }) => !logarithmic || value > 0);
  return drawn.map(({ value, keys }) =>
    referenceLine(
      `equilibrium, ${labelsOf(keys)}`,
      value,
      keys.length === 1 ? lossColour(keys[0], palette) : palette.equilibrium,
    ),
  );
}

interface Level {
  readonly value: number;
  readonly keys: readonly LossKey[];
}

function levels(run: FigureRun): Level[] {
  const settled = equilibrium(run.config.loss).losses;
  const values = [...new Set(LOSSES.flatMap(({ key }) => settled[key] ?? []))];
  return values.map((value) => ({ value, keys: LOSSES.map(({ key }) => key).filter((key) => settled[key] === value) }));
}

function labelsOf(keys: readonly LossKey[]): string {
  const listed = LOSSES.filter(({ key }) => keys.includes(key)).map(({ label }) => label);
  return listed.length === LOSSES.length ? 'all losses' : listed.join(' and ');
}

function subtitle({ run, losses, view = WHOLE_VIEW, over }: LossesFigureData): string {
  const values = levels(run).map(({ value, keys }) => `${labelsOf(keys)} ${threeDigits(value)}`);
  const { note } = equilibrium(run.config.loss);
  const gaps = gapsText(
    losses,
    LOSSES.flatMap(({ key }) => columnOf(losses, key)?.mean ?? []),
  );
  return joined([
    ...(values.length > 0 ? [`dashed line: equilibrium, ${values.join('; ')}`] : []),
    ...(note === undefined ? [] : [values.length > 0 ? note : `no equilibrium line: ${note}`]),
    ...(over ? overlayText(over) : []),
    ...meansText(losses, 'epochs').map((text) => `${text}, bands show their range`),
    ...(view.smoothing > 0 ? [`smoothed by ${view.smoothing}, raw values faint`] : []),
    ...(gaps === undefined ? [] : [`gaps: a loss is not finite in ${gaps}`]),
    ...(view.logarithmic ? notDrawnText(run, losses) : []),
  ]);
}

/** What a logarithmic axis cannot show, in words. */
function notDrawnText(run: FigureRun, losses: SeriesChunk): string[] {
  const settled = equilibrium(run.config.loss).losses;
  const isBelow = (key: LossKey) => (settled[key] ?? 1) <= 0;
  const lines = LOSSES.map(({ key, label }) => ({ name: label, values: columnOf(losses, key)?.mean ?? [] }));
  const isDrawn = (key: LossKey) => columnOf(losses, key)?.mean.some((value) => value > 0) ?? false;
  const levels = LOSSES.filter(({ key }) => isBelow(key) && isDrawn(key)).map(({ label }) => label);
  return [
    ...notOnLogAxis(lines),
    ...(levels.length === 0 ? [] : [`the equilibrium of ${levels.join(', ')} is not shown on a log axis`]),
    ...bandCutText(LOSSES.flatMap(({ key }) => columnOf(losses, key) ?? [])),
  ];
}
