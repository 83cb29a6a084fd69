import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import type { Brush } from './brush.ts';
import { contourLines } from './contour-lines.ts';
import type { TargetGrid } from './target-shape.ts';

export interface TargetContoursOptions {
  readonly grid: TargetGrid;
  readonly horizontal: Range;
  readonly vertical: Range;
  readonly colour: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    targetContours: TargetContoursOptions;
  }
}

/** Shares of the highest density at which lines are drawn: about one, one and a half and two standard deviations of a Gaussian. */
const LEVELS = [0.14, 0.32, 0.61];
const WIDTH = 1.25;
/** Of the lines: seen under the samples, and not taken for them. */
export const CONTOUR_OPACITY = 0.6;

/** Cached by grid, so that the lines of a run's target are computed once. */
const known = new WeakMap<TargetGrid, readonly Float64Array[]>();

/** Draws lines of equal density of `options.plugins.targetContours` under the datasets. */
export const targetContours: Plugin<'scatter', TargetContoursOptions> = {
  id: 'targetContours',
  beforeDatasetsDraw({ ctx, scales: { x, y } }, _, { grid, horizontal, vertical, colour }) {
    const lines = known.get(grid) ?? targetLines(grid);
    known.set(grid, lines);
    const brush = ctx as unknown as Brush;
    const across = (share: number) => x.getPixelForValue(horizontal.low + (horizontal.high - horizontal.low) * share);
    const up = (share: number) => y.getPixelForValue(vertical.low + (vertical.high - vertical.low) * share);
    brush.strokeStyle = colour;
    brush.lineWidth = WIDTH;
    brush.beginPath();
    for (const line of lines) {
      brush.moveTo(across(line[0]), up(line[1]));
      for (let at = 2; at < line.length; at += 2) brush.lineTo(across(line[at]), up(line[at + 1]));
    }
    brush.stroke();
  },
};

function targetLines(grid: TargetGrid): Float64Array[] {
  const highest = grid.density.reduce((most, value) => Math.max(most, value), 0);
  return LEVELS.flatMap((share) => contourLines(grid, share * highest));
}
