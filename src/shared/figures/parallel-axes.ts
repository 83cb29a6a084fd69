import type { Chart, ChartType, Plugin } from 'chart.js';
import type { Brush } from './brush.ts';
import { cssFont, font } from './font.ts';

/** One vertical axis; axes are at 0, 1, 2 and so on. */
export interface ParallelAxis {
  readonly label: string;
  /** Positions of its ticks, from 0 at the bottom to 1 at the top. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
}

export interface ParallelAxesOptions {
  readonly axes: readonly ParallelAxis[];
  readonly text: string;
  readonly mutedText: string;
  readonly background: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    parallelAxes: ParallelAxesOptions;
  }
}

/** Least pixels between two ticks of an axis. */
const LEAST_STEP = 13;

/** Draws `options.plugins.parallelAxes` over the lines. */
export const parallelAxes: Plugin<'line', ParallelAxesOptions> = {
  id: 'parallelAxes',
  afterDatasetsDraw(chart, _, { axes, text, mutedText, background }) {
    const brush = chart.ctx as unknown as Brush;
    const last = axes.length - 1;
    axes.forEach((axis, index) => {
      const across = chart.scales.x.getPixelForValue(index);
      brush.strokeStyle = mutedText;
      brush.lineWidth = 1.5;
      brush.beginPath();
      brush.moveTo(across, chart.chartArea.top);
      brush.lineTo(across, chart.chartArea.bottom);
      brush.stroke();
      brush.font = cssFont(font(12, 600));
      brush.fillStyle = text;
      brush.textAlign = index === 0 ? 'left' : index === last ? 'right' : 'center';
      brush.textBaseline = 'alphabetic';
      brush.fillText(axis.label, across + (index === 0 ? -8 : index === last ? 8 : 0), chart.chartArea.top - 6);
      drawTicks(brush, chart, axis, across, { isLast: index === last, mutedText, background });
    });
  },
};

interface TickLooks {
  /** The last axis has its ticks on the left, because nothing is to its right. */
  readonly isLast: boolean;
  readonly mutedText: string;
  readonly background: string;
}

function drawTicks(brush: Brush, chart: Chart, { ticks }: ParallelAxis, across: number, looks: TickLooks): void {
  const { isLast, mutedText, background } = looks;
  brush.font = cssFont(font(11));
  brush.textAlign = isLast ? 'right' : 'left';
  brush.textBaseline = 'middle';
  let above = Infinity;
  for (const { share, text } of ticks) {
    const height = chart.scales.y.getPixelForValue(share);
    if (above - height < LEAST_STEP) continue;
    above = height;
    brush.strokeStyle = mutedText;
    brush.lineWidth = 1;
    brush.beginPath();
    brush.moveTo(across - 3, height);
    brush.lineTo(across + 3, height);
    brush.stroke();
    const { width } = brush.measureText(text);
    const left = isLast ? across - 7 - width : across + 7;
    // A background behind the words keeps them readable over the lines.
    brush.fillStyle = background;
    brush.fillRect(left - 2, height - 7, width + 4, 14);
    brush.fillStyle = mutedText;
    brush.fillText(text, isLast ? across - 7 : across + 7, height);
  }
}
