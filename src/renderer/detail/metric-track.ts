const WIDTH = 1000;
const HEIGHT = 24;
/** From the upper and the lower edge. */
const ROOM = 2;
/** More than a track has pixels are not seen. */
const MOST_POINTS = 400;

/**
 * Points of a polyline, 1000 wide and 24 high, of a metric over the epochs to `epochs`. It rises with the square root of the
 * value: a course that fell by a hundred times still shows where it is least.
 */
export function trackPoints(at: ArrayLike<number>, values: ArrayLike<number>, epochs: number): string {
  const step = Math.max(1, Math.ceil(values.length / MOST_POINTS));
  const kept = Array.from({ length: Math.ceil(values.length / step) }, (_, index) => index * step)
    .map((index) => ({ epoch: at[index], height: Math.sqrt(Math.max(0, values[index])) }))
    .filter(({ height }) => Number.isFinite(height));
  const low = Math.min(...kept.map(({ height }) => height));
  const span = Math.max(...kept.map(({ height }) => height)) - low || 1;
  return kept
    .map(({ epoch, height }) => {
      const y = HEIGHT - ROOM - ((HEIGHT - 2 * ROOM) * (height - low)) / span;
      return `${((WIDTH * epoch) / epochs).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
