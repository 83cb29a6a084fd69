import { BENEATH } from './theme.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The parts of a line that are needed to read its value at a place. */
interface ReadLine {
  readonly label?: string | undefined;
  readonly data: readonly Place[];
  readonly borderColor?: unknown;
  readonly stepped?: unknown;
}

export interface ValueAt {
  readonly name: string;
  readonly colour: string;
  /** The position of the value; on a line the nearest point. */
  readonly x: number;
  readonly value: number;
}

/**
 * The value of each line of a figure at `x`: for a line that of its nearest point, for bars that of the bar there.
 * Lines with a gap there are omitted.
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

/** The index of the point nearest to `x`, for increasing x; -1 if `x` is outside. */
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
