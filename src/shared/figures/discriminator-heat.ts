import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import { drawCells } from './heat-cells.ts';
import { translucent } from './palette.ts';

export interface DiscriminatorHeatOptions {
  /** D(x) on a square grid whose outer points lie on the ends of the axes, row by row from low y, low x first. */
  readonly outputs: Float32Array;
  /** The range of the colours; its middle is transparent. */
  readonly range: Range;
  readonly horizontal: Range;
  readonly vertical: Range;
  /** Colours of the high and of the low end. */
  readonly real: string;
  readonly fake: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    discriminatorHeat: DiscriminatorHeatOptions;
  }
}

/** The opacity of the most certain cell, with which points and density stay readable. */
export const HEAT_OPACITY = 0.55;

const STEPS = 32;

/** Draws `options.plugins.discriminatorHeat` behind everything: a square around each point where D was evaluated. */
export const discriminatorHeat: Plugin<'scatter', DiscriminatorHeatOptions> = {
  id: 'discriminatorHeat',
  beforeDatasetsDraw(chart, _, { outputs, range, horizontal, vertical, real, fake }) {
    const side = Math.round(Math.sqrt(outputs.length));
    const shade = (colour: string, step: number) => translucent(colour, (HEAT_OPACITY * step) / STEPS);
    const colours = Array.from({ length: 2 * STEPS + 1 }, (_, index) =>
      index === STEPS ? undefined : shade(index < STEPS ? fake : real, Math.abs(index - STEPS)),
    );
    drawCells(chart, {
      columns: side,
      rows: side,
      horizontal: around(horizontal, side),
      vertical: around(vertical, side),
      colour: (cell) => {
        const share = (outputs[cell] - range.low) / (range.high - range.low);
        return Number.isFinite(share) ? colours[Math.round(2 * STEPS * share)] : undefined;
      },
    });
  },
};

/** The cells around the points of a grid stand out over its ends by half a cell. */
function around({ low, high }: Range, points: number): Range {
  const half = (high - low) / (points - 1) / 2;
  return { low: low - half, high: high + half };
}
