import type { Chart, ChartType, Plugin } from 'chart.js';
import type { Brush } from './brush.ts';

/** The place of an arm's runs: a mark at the centre, and a bar from low to high if there is one. */
export interface MeanBar {
  readonly x: number;
  readonly centre: number;
  /** NaN where the bar does not exist. */
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}

export interface MeanBarsOptions {
  readonly bars: readonly MeanBar[];
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    meanBars: MeanBarsOptions;
  }
}

/** The distance to the dots in CSS pixels, so that the bar does not hide them. */
const BESIDE = 9;
const HALF_MARK = 5;
const HALF_CAP = 3;

/** Draws `options.plugins.meanBars` next to the dots of the datasets, clipped at the axes. */
export const meanBars: Plugin<'scatter', MeanBarsOptions> = {
  id: 'meanBars',
  afterDatasetsDraw(chart, _, { bars }) {
    const brush = chart.ctx as unknown as Brush;
    for (const bar of bars) drawBar(brush, chart, bar);
  },
};

function drawBar(brush: Brush, chart: Chart, { x, centre, low, high, colour }: MeanBar): void {
  const { top, bottom } = chart.chartArea;
  const across = chart.scales.x.getPixelForValue(x) + BESIDE;
  const up = (value: number) => {
    const pixel = chart.scales.y.getPixelForValue(value);
    // On a logarithmic axis, values of 0 or less are below everything.
    return Number.isFinite(pixel) ? Math.min(bottom, Math.max(top, pixel)) : bottom;
  };
  brush.strokeStyle = colour;
  brush.lineWidth = 2;
  brush.beginPath();
  const line = (fromX: number, fromY: number, toX: number, toY: number) => {
    brush.moveTo(fromX, fromY);
    brush.lineTo(toX, toY);
  };
  const middle = up(centre);
  line(across - HALF_MARK, middle, across + HALF_MARK, middle);
  if (Number.isFinite(low) && Number.isFinite(high)) {
    const [lowest, highest] = [up(low), up(high)];
    line(across, lowest, across, highest);
    if (lowest < bottom) line(across - HALF_CAP, lowest, across + HALF_CAP, lowest);
    if (highest > top) line(across - HALF_CAP, highest, across + HALF_CAP, highest);
  }
  brush.stroke();
}
