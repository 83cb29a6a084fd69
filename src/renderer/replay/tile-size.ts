/** Pixels between two small pictures, equal to `--space-3`. */
const GAP = 12;
/** Below this many pixels an axis has no room for its numbers. */
const LEAST_WIDTH = 168;
const MOST_COLUMNS = 5;
/** The least and largest height of a plot in pixels. */
const LEAST_HEIGHT = 110;
const MOST_HEIGHT = 300;

export interface TileSize {
  readonly columns: number;
  /** Whole CSS pixels, because a canvas at a fraction of a pixel is blurred. */
  readonly width: number;
  readonly height: number;
}

/** The number of columns and the size of `count` small pictures in a width, in rows as equal as possible. */
export function tileSize(width: number, count: number, isPlane: boolean): TileSize {
  const most = Math.min(MOST_COLUMNS, Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP))));
  const columns = Math.max(1, Math.ceil(count / Math.ceil(count / most)));
  const each = Math.floor((width - GAP * (columns - 1)) / columns);
  const height = Math.round(isPlane ? 0.9 * each : 0.6 * each);
  return { columns, width: each, height: Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, height)) };
}
