import type { ChartType, Plugin } from 'chart.js';
import type { Range } from '../run.ts';
import type { Brush } from './brush.ts';
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

/** The ends of line segments, as shares of the grid's width and height: x and y of one end, then of the other. */
type Pieces = readonly (readonly [number, number, number, number])[];

/** Cached by grid, so that the lines of a run's target are computed once. */
const known = new WeakMap<TargetGrid, Pieces>();

/** Draws lines of equal density of `options.plugins.targetContours` under the datasets. */
export const targetContours: Plugin<'scatter', TargetContoursOptions> = {
  id: 'targetContours',
  beforeDatasetsDraw({ ctx, scales: { x, y } }, _, { grid, horizontal, vertical, colour }) {
    const pieces = known.get(grid) ?? contoursOf(grid);
    known.set(grid, pieces);
    const brush = ctx as unknown as Brush;
    const across = (share: number) => x.getPixelForValue(horizontal.low + (horizontal.high - horizontal.low) * share);
    const up = (share: number) => y.getPixelForValue(vertical.low + (vertical.high - vertical.low) * share);
    brush.strokeStyle = colour;
    brush.lineWidth = WIDTH;
    brush.beginPath();
    for (const [x0, y0, x1, y1] of pieces) {
      brush.moveTo(across(x0), up(y0));
      brush.lineTo(across(x1), up(y1));
    }
    brush.stroke();
  },
};

/** Marching squares over the centres of the cells. */
export function contoursOf({ columns, rows, density }: TargetGrid): Pieces {
  const highest = density.reduce((most, value) => Math.max(most, value), 0);
  const pieces: (readonly [number, number, number, number])[] = [];
  for (const share of LEVELS) {
    const level = share * highest;
    for (let row = 0; row < rows - 1; row++)
      for (let column = 0; column < columns - 1; column++) {
        const at = row * columns + column;
        const corners = [density[at], density[at + 1], density[at + columns + 1], density[at + columns]];
        const ends = crossings(corners, level).map(([x, y]) => [(column + 0.5 + x) / columns, (row + 0.5 + y) / rows]);
        for (let end = 0; end + 1 < ends.length; end += 2)
          pieces.push([ends[end][0], ends[end][1], ends[end + 1][0], ends[end + 1][1]]);
      }
  }
  return pieces;
}

/** The corners of a square in their order around it. */
const CORNERS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Where a level crosses the sides of a square: none, two or four points, two for each line through it. */
function crossings(corners: readonly number[], level: number): [number, number][] {
  return CORNERS.flatMap(([x0, y0], side): [number, number][] => {
    const [x1, y1] = CORNERS[(side + 1) % 4];
    const [from, to] = [corners[side], corners[(side + 1) % 4]];
    if (from < level === to < level) return [];
    const share = (level - from) / (to - from);
    return [[x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]];
  });
}
