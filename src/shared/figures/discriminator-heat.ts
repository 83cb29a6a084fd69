import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import { drawCells } from './heat-cells.ts';
import { translucent } from './palette.ts';
import { betweenPoints, sideOf } from './square-field.ts';

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

/** The opacity of the most certain cell, low enough that points and density stay readable. */
export const HEAT_OPACITY = 0.55;

const STEPS = 32;

/** Cells between neighbouring points at which D was evaluated, in each direction. */
const FINENESS = 4;

/**
 * Draws `options.plugins.discriminatorHeat` behind everything, as a smooth field: bilinear between the points at which
 * D was evaluated.
 */
export const discriminatorHeat: Plugin<'scatter', DiscriminatorHeatOptions> = {
  id: 'discriminatorHeat',
  beforeDatasetsDraw(chart, _, { outputs, range, horizontal, vertical, real, fake }) {
    const side = sideOf(outputs);
    const shade = (colour: string, step: number) => translucent(colour, (HEAT_OPACITY * step) / STEPS);
    const colours = Array.from({ length: 2 * STEPS + 1 }, (_, index) =>
      index === STEPS ? undefined : shade(index < STEPS ? fake : real, Math.abs(index - STEPS)),
    );
    const cells = FINENESS * (side - 1);
    const shades = Array.from({ length: cells * cells }, (_, cell) => {
      const across = ((cell % cells) + 0.5) / FINENESS;
      const up = (Math.floor(cell / cells) + 0.5) / FINENESS;
      const share = (betweenPoints(outputs, side, across, up) - range.low) / (range.high - range.low);
      return Number.isFinite(share) ? colours[Math.round(2 * STEPS * Math.min(1, Math.max(0, share)))] : undefined;
    });
    drawCells(chart, { columns: cells, rows: cells, horizontal, vertical, colour: (cell) => shades[cell] });
  },
};
