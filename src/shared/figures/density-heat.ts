import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import { drawCells } from './heat-cells.ts';
import { translucent } from './palette.ts';
import type { TargetGrid } from './target-shape.ts';

export interface DensityHeatOptions {
  readonly grid: TargetGrid;
  readonly horizontal: Range;
  readonly vertical: Range;
  /** Colour of the densest cell; an empty cell is transparent. */
  readonly colour: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    densityHeat: DensityHeatOptions;
  }
}

const SHADES = 64;

/** Shaded densities by their grid, so that a run's target is shaded once, not for every picture. */
const shaded = new WeakMap<TargetGrid, readonly number[]>();

/**
 * Draws `options.plugins.densityHeat` behind the datasets: one square per cell, as dark as the square root of its
 * density.
 */
export const densityHeat: Plugin<'scatter', DensityHeatOptions> = {
  id: 'densityHeat',
  beforeDatasetsDraw(chart, _, { grid, horizontal, vertical, colour }) {
    const { columns, rows } = grid;
    const shades = shaded.get(grid) ?? shadesOf(grid.density);
    shaded.set(grid, shades);
    const colours = Array.from({ length: SHADES + 1 }, (_, shade) =>
      shade === 0 ? undefined : translucent(colour, shade / SHADES),
    );
    drawCells(chart, { columns, rows, horizontal, vertical, colour: (cell) => colours[shades[cell]] });
  },
};

/** 0 to `SHADES` per cell. The square root keeps broad, thin parts visible next to narrow peaks. */
function shadesOf(density: readonly number[]): number[] {
  const highest = density.reduce((most, value) => Math.max(most, value), 0);
  return density.map((value) => (highest === 0 ? 0 : Math.round(SHADES * Math.sqrt(value / highest))));
}
