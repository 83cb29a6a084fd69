import type { Chart } from 'chart.js';
import type { Range } from '../run.ts';
import type { Brush } from './brush.ts';

/** Cells of equal size over two axes, row by row from low y to high y, low x first. */
export interface HeatCells {
  readonly columns: number;
  readonly rows: number;
  readonly horizontal: Range;
  readonly vertical: Range;
  /** The colour of a cell; undefined leaves it transparent. */
  readonly colour: (cell: number) => string | undefined;
}

/** Fills the cells inside the plot of a chart with axes `x` and `y`. */
export function drawCells(chart: Chart, { columns, rows, horizontal, vertical, colour }: HeatCells): void {
  const { x, y } = chart.scales;
  const brush = chart.ctx as unknown as Brush;
  // Whole device pixels, so that adjacent cells have no gap.
  const ratio = chart.currentDevicePixelRatio;
  const snapped = (pixel: number) => Math.round(pixel * ratio) / ratio;
  const { chartArea } = chart;
  const across = edges(horizontal, columns, (value) =>
    snapped(Math.min(chartArea.right, Math.max(chartArea.left, x.getPixelForValue(value)))),
  );
  const up = edges(vertical, rows, (value) =>
    snapped(Math.min(chartArea.bottom, Math.max(chartArea.top, y.getPixelForValue(value)))),
  );
  // Colour by colour, because no two overlap: a file then has them as one shape.
  const byColour = new Map<string, (readonly [number, number, number, number])[]>();
  for (let row = 0; row < rows; row++)
    for (let column = 0, end = 1; column < columns; column = end, end++) {
      const fill = colour(row * columns + column);
      // Neighbours of the same colour form one rectangle, so a smooth field has few.
      while (end < columns && colour(row * columns + end) === fill) end++;
      if (fill === undefined) continue;
      const [left, top] = [across[column], up[row + 1]];
      const cells = byColour.get(fill) ?? [];
      cells.push([left, top, across[end] - left, up[row] - top]);
      byColour.set(fill, cells);
    }
  for (const [fill, cells] of byColour) {
    brush.fillStyle = fill;
    for (const [left, top, width, height] of cells) brush.fillRect(left, top, width, height);
  }
}

function edges({ low, high }: Range, cells: number, pixel: (value: number) => number): number[] {
  return Array.from({ length: cells + 1 }, (_, index) => pixel(low + ((high - low) * index) / cells));
}
