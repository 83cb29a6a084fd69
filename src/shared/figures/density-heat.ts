import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import { translucent } from './palette.ts';
import type { TargetGrid } from './target-shape.ts';

export interface DensityHeatOptions {
  readonly grid: TargetGrid;
  readonly horizontal: Range;
  readonly vertical: Range;
  /** Colour of the densest cell; an empty cell is clear. */
  readonly colour: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    densityHeat: DensityHeatOptions;
  }
}

/** What is needed of a canvas context. */
interface Brush {
  fillStyle: string;
  fillRect(x: number, y: number, width: number, height: number): void;
}

const SHADES = 64;

/** Draws `options.plugins.densityHeat` behind the datasets: a square a cell, as dark as the square root of its density. */
export const densityHeat: Plugin<'scatter', DensityHeatOptions> = {
  id: 'densityHeat',
  beforeDatasetsDraw(chart, _, { grid, horizontal, vertical, colour }) {
    const { x, y } = chart.scales;
    const brush = chart.ctx as unknown as Brush;
    const { columns, rows, density } = grid;
    // Whole device pixels: cells that share an edge leave no seam.
    const ratio = chart.currentDevicePixelRatio;
    const snapped = (pixel: number) => Math.round(pixel * ratio) / ratio;
    const left = edges(horizontal, columns, (value) => snapped(x.getPixelForValue(value)));
    const bottom = edges(vertical, rows, (value) => snapped(y.getPixelForValue(value)));
    shades(density).forEach((shade, cell) => {
      if (shade === 0) return;
      const column = cell % columns;
      const row = Math.floor(cell / columns);
      brush.fillStyle = translucent(colour, shade / SHADES);
      brush.fillRect(left[column], bottom[row + 1], left[column + 1] - left[column], bottom[row] - bottom[row + 1]);
    });
  },
};

function edges({ low, high }: Range, cells: number, pixel: (value: number) => number): number[] {
  return Array.from({ length: cells + 1 }, (_, index) => pixel(low + ((high - low) * index) / cells));
}

/** 0 to `SHADES` a cell. The square root keeps broad, thin parts visible beside narrow peaks. */
function shades(density: readonly number[]): number[] {
  const highest = density.reduce((most, value) => Math.max(most, value), 0);
  return density.map((value) => (highest === 0 ? 0 : Math.round(SHADES * Math.sqrt(value / highest))));
}
