import pow from '@stdlib/math-base-special-pow';
import type { Chart, ChartType, Plugin } from 'chart.js';
import { numberText } from '../number-text.ts';
import type { Brush } from './brush.ts';
import { drawCells } from './heat-cells.ts';
import { rampColour } from './palette.ts';
import { cssFont, font } from './font.ts';
import { shareOf, valueAtShare, type ValueScale } from './value-scale.ts';

export interface ValueHeatOptions {
  readonly columns: number;
  readonly rows: number;
  /** The value of each cell, row by row from the lowest, the first column first; NaN if there is none. */
  readonly values: readonly number[];
  /** The second line in each cell, under the value. */
  readonly notes: readonly string[];
  readonly scale: ValueScale;
  readonly ramp: readonly string[];
  readonly text: string;
  readonly mutedText: string;
  /** The title of the scale. */
  readonly title: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    valueHeat: ValueHeatOptions;
  }
}

/** Space to the right of the plot for the scale, in CSS pixels. */
export const SCALE_ROOM = 76;

const BAR_WIDTH = 14;
/** Of the plot's height, above the scale, for what it counts. */
const HEADING = 16;
const BAR_STEPS = 64;
const SCALE_TICKS = 5;
const LARGE_TEXT = 13;
const SMALL_TEXT = 10;
/** Free width in a cell, beside its number. */
const CELL_MARGIN = 8;
/** Smaller cells have no number. */
const LEAST_CELL = { width: 30, height: 16, heightWithNote: 34 };

/**
 * Draws `options.plugins.valueHeat` over axes with a cell at each whole number: the value in each cell, and the scale
 * beside the plot.
 */
export const valueHeat: Plugin<'scatter', ValueHeatOptions> = {
  id: 'valueHeat',
  beforeDatasetsDraw(chart, _, options) {
    const { columns, rows, scale, ramp } = options;
    const values = [...options.values];
    const colours = values.map((value) =>
      Number.isFinite(value) ? rampColour([...ramp], shareOf(scale, value)) : undefined,
    );
    drawCells(chart, {
      columns,
      rows,
      horizontal: { low: -0.5, high: columns - 0.5 },
      vertical: { low: -0.5, high: rows - 0.5 },
      colour: (cell) => colours[cell],
    });
    const brush = chart.ctx as unknown as Brush;
    values.forEach((value, cell) => {
      writeCell(brush, chart, cell, numberText(value), colours[cell], options);
    });
    drawScale(brush, chart, options);
  },
};

function writeCell(
  brush: Brush,
  chart: Chart,
  cell: number,
  text: string,
  ground: string | undefined,
  { columns, rows, notes, mutedText }: ValueHeatOptions,
): void {
  const { x, y } = chart.scales;
  const width = x.width / columns;
  const height = y.height / rows;
  if (width < LEAST_CELL.width || height < LEAST_CELL.height) return;
  const across = x.getPixelForValue(cell % columns);
  const middle = y.getPixelForValue(Math.floor(cell / columns));
  const hasNote = height >= LEAST_CELL.heightWithNote;
  brush.fillStyle = ground === undefined ? mutedText : readableOn(ground);
  brush.textAlign = 'center';
  brush.textBaseline = 'middle';
  brush.font = cssFont(font(LARGE_TEXT, 600));
  // A number that touches that of the next cell reads as one with it.
  const share = (width - CELL_MARGIN) / brush.measureText(text).width;
  if (share < 1) brush.font = cssFont(font(Math.max(SMALL_TEXT, LARGE_TEXT * share), 600));
  brush.fillText(text, across, hasNote ? middle - 7 : middle);
  if (!hasNote) return;
  brush.font = cssFont(font(SMALL_TEXT));
  brush.fillText(notes[cell], across, middle + 9);
}

function drawScale(brush: Brush, chart: Chart, { scale, ramp, text, mutedText, title }: ValueHeatOptions): void {
  const { top, bottom, right } = chart.chartArea;
  const left = right + 12;
  // Below what it counts, which else would touch the chart's edge.
  const barTop = top + HEADING;
  const height = bottom - barTop;
  const colours = [...ramp];
  for (let step = 0; step < BAR_STEPS; step++) {
    brush.fillStyle = rampColour(colours, step / (BAR_STEPS - 1));
    const edge = Math.floor(bottom - (height * (step + 1)) / BAR_STEPS);
    brush.fillRect(left, edge, BAR_WIDTH, Math.ceil(height / BAR_STEPS) + 1);
  }
  brush.textAlign = 'left';
  brush.font = cssFont(font(11));
  const ticks = scale.low === scale.high ? 1 : SCALE_TICKS;
  for (let tick = 0; tick < ticks; tick++) {
    const share = ticks === 1 ? 0.5 : tick / (ticks - 1);
    brush.fillStyle = mutedText;
    brush.textBaseline = 'middle';
    const inset = share === 0 ? -5 : share === 1 ? 5 : 0;
    brush.fillText(numberText(valueAtShare(scale, share)), left + BAR_WIDTH + 5, bottom - height * share + inset);
  }
  brush.fillStyle = text;
  brush.textBaseline = 'alphabetic';
  brush.fillText(title, left, top + 9);
}

/** The relative luminance of a colour (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** With pure black, one of the two has a contrast of at least 4.5 on any ground. */
const DARK_INK = '#000000';
const LIGHT_INK = '#ffffff';

/** Black or white, whichever is more readable on a background. */
export function readableOn(ground: string): string {
  const own = luminance(ground);
  const contrast = (other: number) => (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05);
  return contrast(luminance(DARK_INK)) >= contrast(luminance(LIGHT_INK)) ? DARK_INK : LIGHT_INK;
}
