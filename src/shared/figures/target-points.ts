import type { ChartDataset, Point } from 'chart.js';
import type { Numbers } from '../numbers.ts';
import { translucent, type Palette } from './palette.ts';
import type { TargetShape2D } from './target-shape.ts';

export type PointsDataset = ChartDataset<'scatter', Point[]>;

/**
 * Points in 2-D, x and y alternating; points with a lower `order` are drawn on top. Chart.js parses them: it would take what it does
 * not parse to be sorted by x, and leave out the part of it that lies before or behind a point outside the axes.
 */
export function dots(label: string, colour: string, points: Numbers, order: number): PointsDataset {
  return {
    label,
    data: Array.from({ length: points.length / 2 }, (_, index) => ({ x: points[2 * index], y: points[2 * index + 1] })),
    order,
    borderWidth: 0,
    backgroundColor: colour,
    pointRadius: 2,
    pointStyle: 'circle',
  };
}

/** If the density is drawn as squares, the dataset is empty and only provides the legend entry. */
export function targetPoints(target: TargetShape2D, palette: Palette, order: number): PointsDataset {
  switch (target.kind) {
    case 'grid':
      return { ...dots('target density', palette.target, new Float32Array(0), order), pointStyle: 'rect' };
    case 'points':
      return dots('target data', translucent(palette.target, 0.6), target.points, order);
  }
}
