import type { Point } from 'chart.js';
import type { Numbers } from '../numbers.ts';
import type { PointsDataset } from './target-points.ts';

/** Bends lines so little that they stay straight: only bent ones are drawn through every point by Chart.js. */
const STRAIGHT = 1e-6;

/** Several lines in the plane as one dataset, each x and y alternating; with a lower `order` they are drawn on top. */
export function planeLines(label: string, colour: string, lines: readonly Numbers[], order: number): PointsDataset {
  return {
    label,
    data: lines.flatMap((line, index): Point[] => [
      // A gap before each but the first.
      ...(index === 0 ? [] : [{ x: NaN, y: NaN }]),
      ...Array.from({ length: line.length / 2 }, (_, point) => ({ x: line[2 * point], y: line[2 * point + 1] })),
    ]),
    order,
    showLine: true,
    tension: STRAIGHT,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1,
    pointRadius: 0,
    pointStyle: 'line',
  };
}
