/** Steps from one end of an axis to the other, and how many of them are taken with Shift. */
const STEPS = 100;
const LARGE_STEP = 10;

interface Axis {
  readonly low: number;
  readonly high: number;
  /** The least distance from one place to the next. */
  readonly least?: number;
}

/** Where a crosshair at `at` goes by a key along an axis; undefined for a key that does not move it. It begins in the middle. */
export function placeOfKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  at: number | undefined,
  { low, high, least = 0 }: Axis,
): number | undefined {
  const step = Math.max(least, (high - low) / STEPS) * (shiftKey ? LARGE_STEP : 1);
  const moved = (by: number) => (at === undefined ? (low + high) / 2 : Math.min(high, Math.max(low, at + by)));
  switch (key) {
    case 'ArrowLeft':
      return moved(-step);
    case 'ArrowRight':
      return moved(step);
    case 'Home':
      return low;
    case 'End':
      return high;
    default:
      return undefined;
  }
}
