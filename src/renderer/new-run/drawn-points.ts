/** The settings of a target whose density the user writes or draws: they are shown together, not among all settings. */
export const OWN_DENSITY = ['target.density', 'target.range', 'target.positions', 'target.heights'];

/** One point of a drawn density. */
export interface DrawnPoint {
  readonly x: number;
  readonly height: number;
}

/** What of the plane is drawn on. */
export interface DrawnView {
  readonly low: number;
  readonly high: number;
  readonly top: number;
}

/** The largest number of points that the schema allows. */
export const MOST_POINTS = 200;
export const FEWEST_POINTS = 2;

/** The points of a target as it is written; undefined where its lists do not belong together. */
export function pointsOf(positions: unknown, heights: unknown): readonly DrawnPoint[] | undefined {
  if (!isNumbers(positions) || !isNumbers(heights) || positions.length !== heights.length) return undefined;
  if (positions.length < FEWEST_POINTS || positions.length > MOST_POINTS) return undefined;
  const points = positions.map((x, index) => ({ x, height: heights[index] }));
  const isRight = points.every(({ x, height }, index) => height >= 0 && (index === 0 || x > points[index - 1].x));
  return isRight ? points : undefined;
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one));

/** The range of all points, with a margin. */
export function viewOf(points: readonly DrawnPoint[]): DrawnView {
  const [first, last] = [points[0].x, points[points.length - 1].x];
  const room = 0.12 * (last - first);
  const highest = Math.max(...points.map(({ height }) => height));
  return { low: first - room, high: last + room, top: highest > 0 ? 1.25 * highest : 1 };
}

/** A number with the decimals that a step of a 500th of `span` needs. */
function rounded(value: number, span: number): number {
  let decimals = 0;
  for (let unit = span; unit < 500 && decimals < 15; unit *= 10) decimals++;
  return Number(value.toFixed(decimals));
}

const roundedPoint = ({ x, height }: DrawnPoint, { low, high, top }: DrawnView): DrawnPoint => ({
  x: rounded(x, high - low),
  height: Math.max(0, rounded(height, top)),
});

/** The points with one moved, between its neighbours and not below 0. */
export function moved(
  points: readonly DrawnPoint[],
  index: number,
  to: DrawnPoint,
  view: DrawnView,
): readonly DrawnPoint[] {
  const point = roundedPoint(to, view);
  const isBetween =
    (index === 0 || point.x > points[index - 1].x) && (index === points.length - 1 || point.x < points[index + 1].x);
  return points.with(index, isBetween ? point : { ...point, x: points[index].x });
}

/** The points with one more, and its index; undefined if there are enough, or if one is already there. */
export function added(
  points: readonly DrawnPoint[],
  at: DrawnPoint,
  view: DrawnView,
): { readonly points: readonly DrawnPoint[]; readonly index: number } | undefined {
  const point = roundedPoint(at, view);
  if (points.length >= MOST_POINTS || points.some(({ x }) => x === point.x)) return undefined;
  const behind = points.findIndex(({ x }) => x > point.x);
  const index = behind < 0 ? points.length : behind;
  return { points: points.toSpliced(index, 0, point), index };
}

/** The points without one; undefined where no fewer make a density. */
export function removed(points: readonly DrawnPoint[], index: number): readonly DrawnPoint[] | undefined {
  const left = points.toSpliced(index, 1);
  return left.length >= FEWEST_POINTS && left.some(({ height }) => height > 0) ? left : undefined;
}

/** The place for a new point between two others: halfway, on the line. */
export function halfway(points: readonly DrawnPoint[], index: number): DrawnPoint {
  const [one, other] =
    index + 1 < points.length ? [points[index], points[index + 1]] : [points[index - 1], points[index]];
  return { x: (one.x + other.x) / 2, height: (one.height + other.height) / 2 };
}
