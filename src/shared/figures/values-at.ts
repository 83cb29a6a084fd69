import { BENEATH } from './theme.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A line of a figure, as far as its value at a place is read. */
interface ReadLine {
  readonly label?: string | undefined;
  readonly data: readonly Place[];
  readonly borderColor?: unknown;
  readonly stepped?: unknown;
}

export interface ValueAt {
  readonly name: string;
  readonly colour: string;
  /** Where the value stands: on a line the nearest point. */
  readonly x: number;
  readonly value: number;
}

/**
 * What each line of a figure has at `x`: of a line its nearest point's value, of bars that of the one that stands there. A line
 * that has a gap there is left out.
 */
export function valuesAt(lines: readonly ReadLine[], x: number): ValueAt[] {
  return lines.flatMap(({ label = '', data, borderColor, stepped }): ValueAt[] => {
    if (label === '' || label.startsWith(BENEATH) || typeof borderColor !== 'string') return [];
    const place =
      stepped === undefined || stepped === false ? nearest(data, x) : data.findIndex((point) => point.x >= x);
    const point = place < 0 ? undefined : data.at(place);
    return point !== undefined && Number.isFinite(point.y)
      ? [{ name: label, colour: borderColor, x: point.x, value: point.y }]
      : [];
  });
}

/** Index of the point nearest to `x`, by rising x; -1 where `x` lies outside of them. */
function nearest(points: readonly Place[], x: number): number {
  let [low, high] = [0, points.length - 1];
  if (high < 0) return -1;
  const [first, last] = [points[0].x, points[high].x];
  const step = high > 0 ? (last - first) / high : 1;
  if (x < first - step || x > last + step) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle].x < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - points[low - 1].x < points[low].x - x ? low - 1 : low;
}
