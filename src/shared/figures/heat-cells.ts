import type { Chart } from 'chart.js';
import type { Range } from '../run.ts';
import type { Brush } from './brush.ts';

/** Cells of equal size over two axes, row by row from low y to high y, low x first. */
export interface HeatCells {
  readonly columns: number;
  readonly rows: number;
  readonly horizontal: Range;
  readonly vertical: Range;
  /** The colour of a cell; undefined leaves it clear. */
  readonly colour: (cell: number) => string | undefined;
}

/** Fills the cells that lie inside the plot of a chart with axes `x` and `y`. */
export function drawCells(chart: Chart, { columns, rows, horizontal, vertical, colour }: HeatCells): void {
  const { x, y } = chart.scales;
  const brush = chart.ctx as unknown as Brush;
  // Whole device pixels: cells that share an edge leave no seam.
  const ratio = chart.currentDevicePixelRatio;
  const snapped = (pixel: number) => Math.round(pixel * ratio) / ratio;
  const { left, right, top, bottom } = chart.chartArea;
  const across = edges(horizontal, columns, (value) =>
    snapped(Math.min(right, Math.max(left, x.getPixelForValue(value)))),
  );
  const up = edges(vertical, rows, (value) => snapped(Math.min(bottom, Math.max(top, y.getPixelForValue(value)))));
  for (let row = 0; row < rows; row++)
    for (let column = 0, end = 1; column < columns; column = end, end++) {
      const fill = colour(row * columns + column);
      // Neighbours of one colour are one rectangle: of a smooth field there are few.
      while (end < columns && colour(row * columns + end) === fill) end++;
      if (fill === undefined) continue;
      brush.fillStyle = fill;
      brush.fillRect(across[column], up[row + 1], across[end] - across[column], up[row] - up[row + 1]);
    }
}

function edges({ low, high }: Range, cells: number, pixel: (value: number) => number): number[] {
  return Array.from({ length: cells + 1 }, (_, index) => pixel(low + ((high - low) * index) / cells));
}
