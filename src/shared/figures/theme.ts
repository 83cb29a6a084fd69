import { defaults, Ticks } from 'chart.js';
import type { Chart, ChartConfiguration, LegendItem, Point, Scale, ScaleOptionsByType, Tick } from 'chart.js';
import { font } from './font.ts';
import type { Palette } from './palette.ts';
import { REFERENCE_DASH, referenceLinesOf } from './reference-lines.ts';
import { makeRoom } from './tick-room.ts';
import { withMinus } from './title.ts';

/** A figure: drawn on the screen and in every export alike. */
export type Figure = ChartConfiguration<'line', Point[]> | ChartConfiguration<'scatter', Point[]>;

export const TITLE_FONT = font(16, 600);
export const SUBTITLE_FONT = font(12);
export const AXIS_TITLE_FONT = font(13);
export const TICK_FONT = font(12);

/** Datasets that lie faintly under a line of the same name, such as its values before smoothing. */
export const BENEATH = 'raw values, ';

function isListed(item: LegendItem): boolean {
  return !item.text.startsWith(BENEATH);
}

/** Chart.js takes a legend key from the points, which have no dashes, so a dashed line needs its own dashed key. */
function legendItems(chart: Chart): LegendItem[] {
  const items = defaults.plugins.legend.labels.generateLabels(chart).map((item): LegendItem => {
    const dataset = chart.data.datasets[item.datasetIndex ?? 0];
    const lineDash = 'borderDash' in dataset && Array.isArray(dataset.borderDash) ? dataset.borderDash : undefined;
    // If some points are dots, the key is still that of a line.
    const hasDots = 'pointRadius' in dataset && Array.isArray(dataset.pointRadius);
    return { ...item, ...(hasDots && { pointStyle: 'line' }), ...(lineDash && { lineDash: lineDash.map(Number) }) };
  });
  return [...items, ...referenceItems(chart)];
}

/** Named reference lines follow the datasets. */
function referenceItems(chart: Chart): LegendItem[] {
  return referenceLinesOf(chart.options.plugins).flatMap((line): LegendItem[] => {
    if (line.type !== 'line' || line.label.content === '') return [];
    const colour = line.borderColor;
    const item: LegendItem = {
      text: line.label.content,
      datasetIndex: chart.data.datasets.length,
      fontColor: String(chart.options.plugins?.legend?.labels?.color),
      fillStyle: colour,
      strokeStyle: colour,
      lineWidth: line.borderWidth,
      lineDash: [...REFERENCE_DASH],
      pointStyle: 'line',
    };
    return [item];
  });
}

/** Entries have the order of the datasets; `order` decides which dataset is drawn on top. */
function asDatasets(one: LegendItem, other: LegendItem): number {
  return (one.datasetIndex ?? 0) - (other.datasetIndex ?? 0);
}

export interface Margin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The margin around a figure, in CSS pixels. */
export const MARGIN: Margin = { top: 14, right: 22, bottom: 12, left: 12 };

export interface FigureText {
  readonly title: string;
  /** Empty if there is nothing to add. */
  readonly subtitle: string;
  /** Whether an empty subtitle keeps its line, so that successive pictures do not move. */
  readonly keepsSubtitle?: boolean;
}

/** What a figure's legend has of its own. */
interface LegendOptions {
  readonly display?: boolean;
  readonly labels?: {
    readonly padding?: number;
    readonly pointStyleWidth?: number;
    readonly filter?: (item: LegendItem) => boolean;
  };
}

/** Keys of dots: 0 makes them as wide as high. */
export const ROUND_KEYS: LegendOptions = { labels: { pointStyleWidth: 0 } };

/** The options that all figures share. */
export function figureOptions(
  palette: Palette,
  { title, subtitle, keepsSubtitle = false }: FigureText,
  legend: LegendOptions = {},
) {
  const hasSubtitle = keepsSubtitle || subtitle !== '';
  return {
    animation: false,
    maintainAspectRatio: false,
    // Without it, ticks would use the number format of the reader's system, and exports would differ between machines.
    locale: 'en-US',
    layout: { padding: MARGIN },
    plugins: {
      title: {
        display: true,
        text: title,
        align: 'start',
        color: palette.text,
        font: TITLE_FONT,
        padding: { top: 0, bottom: hasSubtitle ? 4 : 6 },
      },
      subtitle: {
        display: hasSubtitle,
        text: subtitle,
        align: 'start',
        color: palette.mutedText,
        font: SUBTITLE_FONT,
        padding: { top: 0, bottom: 6 },
      },
      legend: {
        display: legend.display ?? true,
        position: 'top',
        align: 'start',
        labels: {
          color: palette.text,
          font: font(13),
          usePointStyle: true,
          pointStyleWidth: 26,
          boxHeight: 8,
          padding: 14,
          filter: isListed,
          sort: asDatasets,
          generateLabels: legendItems,
          ...legend.labels,
        },
      },
    },
  } as const;
}

/** `options` of a figure with what its plugins draw. */
export function withPlugins<P extends object>(options: ReturnType<typeof figureOptions>, plugins: P) {
  return { ...options, plugins: { ...options.plugins, ...plugins } };
}

export interface AxisOptions extends Partial<
  Pick<ScaleOptionsByType<'linear'>, 'min' | 'max' | 'position' | 'grace' | 'beginAtZero'>
> {
  /** Whether ticks are at whole numbers only. */
  readonly whole?: boolean;
}

/** A title is one line, or several. */
export function linearAxis(palette: Palette, title: string | string[], options: AxisOptions) {
  return { type: 'linear', ...axis(palette, title, options) } as const;
}

/** A logarithmic axis, which cannot show values of 0 or less. */
export function logarithmicAxis(palette: Palette, title: string | string[]) {
  const options = axis(palette, title, {});
  return { type: 'logarithmic', ...options, ticks: { ...options.ticks, callback: logarithmicTickLabel } } as const;
}

function axis(palette: Palette, title: string | string[], { whole = false, ...range }: AxisOptions) {
  return {
    ...range,
    afterUpdate: makeRoom,
    title: { display: true, text: title, color: palette.text, font: AXIS_TITLE_FONT, padding: 6 },
    ticks: {
      callback: tickLabel,
      ...(whole && { precision: 0 }),
      color: palette.mutedText,
      font: TICK_FONT,
      includeBounds: false,
      maxRotation: 0,
      autoSkipPadding: 12,
      padding: 4,
    },
    grid: { color: palette.grid, drawTicks: false, drawOnChartArea: range.position !== 'right' },
    border: { color: palette.mutedText },
  } as const;
}

function tickLabel(this: Scale, value: number | string, index: number, ticks: Tick[]): string {
  const step = smallestStep(ticks);
  const largest = Math.max(...ticks.map((tick) => Math.abs(tick.value)));
  if (step > 0 && (largest < SMALL || step >= LARGE_STEP)) return powerLabel(Number(value), step);
  return withMinus(Ticks.formatters.numeric.call(this, Number(value), index, ticks));
}

/** Ticks with steps above this are shown without their last digits. */
const LARGE_STEP = 1e6;

/** The smallest distance of two neighbouring ticks; 0 if there is only one. */
function smallestStep(ticks: readonly Tick[]): number {
  const steps = ticks.slice(1).map((tick, index) => Math.abs(tick.value - ticks[index].value));
  return steps.length === 0 ? 0 : Math.min(...steps);
}

const exponentOf = (value: number) => Number(value.toExponential().split('e')[1]);

/** `2.5e-12`, with enough digits to distinguish neighbouring ticks. */
function powerLabel(value: number, step: number): string {
  // A 0 with rounding error from adding up steps.
  if (Math.abs(value) < step / 1000) return '0';
  const digits = Math.min(15, Math.max(0, exponentOf(value) - exponentOf(step)));
  const [mantissa, exponent] = Math.abs(value).toExponential(digits).split('e');
  return `${value < 0 ? '−' : ''}${Number(mantissa)}e${Number(exponent)}`;
}

/** From here on numbers are written in exponential notation. */
const LARGE = 1e5;
const SMALL = 1e-4;

/** Ticks at 1, 2 and 5 of each power of ten; at all digits if the axis is too short for two of those. */
function logarithmicTickLabel(this: Scale, value: number | string, _index: number, ticks: Tick[]): string | null {
  const number = Number(value);
  if (ticks.filter((tick) => isRound(tick.value)).length > 1 && !isRound(number)) return null;
  const shown = Number(number.toPrecision(3));
  return shown >= LARGE || shown < SMALL ? withMinus(shown.toExponential().replace('e+', 'e')) : String(shown);
}

function isRound(value: number): boolean {
  return ['1', '2', '5'].includes(value.toExponential(3).replace(/\.?0*e.*$/, ''));
}
