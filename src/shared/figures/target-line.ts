import type { ChartDataset, Point } from 'chart.js';
import { translucent, type Palette } from './palette.ts';
import type { TargetShape1D } from './target-shape.ts';

export type LineDataset = ChartDataset<'line', Point[]>;

/** A line in figures over x; a line with a lower `order` is drawn on top. */
export function line(label: string, colour: string, order: number, data: Point[]): LineDataset {
  return {
    label,
    data,
    parsing: false,
    order,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1.5,
    pointRadius: 0,
    pointStyle: 'line',
  };
}

/** A 1-D law as a filled curve, or as bars if only data is known. */
export function lawLine(label: string, shape: TargetShape1D, colour: string, order: number): LineDataset {
  return {
    ...line(label, colour, order, pointsOf(shape)),
    stepped: shape.kind === 'bins' ? 'before' : false,
    fill: 'origin',
    borderWidth: 2,
    backgroundColor: translucent(colour, 0.25),
    pointStyle: 'rect',
  };
}

/** Lines, cached by the target's shape, which is the same array in all pictures of a run. */
const known = new WeakMap<TargetShape1D, Point[]>();

function pointsOf(shape: TargetShape1D): Point[] {
  const { kind, x, density } = shape;
  const points =
    known.get(shape) ??
    (kind === 'bins'
      ? outline(x, density)
      : Array.from(density, (y, index) => ({ x: x[index], y: Number.isFinite(y) ? y : NaN })));
  known.set(shape, points);
  return points;
}

export function targetLine(shape: TargetShape1D, palette: Palette, order: number): LineDataset {
  return lawLine(shape.kind === 'curve' ? 'target density' : 'target data', shape, palette.target, order);
}

/** The outline of each run of non-empty bins: up from the axis, along the bars and down again, with gaps at empty bins. */
export function outline(edges: Float64Array, heights: Float64Array): Point[] {
  const points: Point[] = [];
  let before = 0;
  heights.forEach((height, bin) => {
    const x = edges[bin];
    if (before === 0 && height > 0) points.push({ x, y: 0 });
    if (height > 0) points.push({ x, y: height });
    else if (before > 0) points.push({ x, y: 0 }, { x, y: NaN });
    before = height;
  });
  if (before > 0) points.push({ x: edges[heights.length], y: 0 });
  return points;
}
