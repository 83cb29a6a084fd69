import type { Axes, Range, Snapshot } from '../run.ts';
import { densities, histogram } from './histogram.ts';
import type { TargetShape1D } from './target-shape.ts';

/** How far the pictures of a 1-D run reach over its epochs, but for the hundredth that reaches farthest. */
export interface FrameExtent {
  /** The density of the bars. */
  readonly density: number;
  /** G(z); undefined where the run has no such curve. */
  readonly generator: Range | undefined;
}

/** The share of the values that may lie beyond an end of an axis. The exact map has no end where the target has none. */
const BEYOND = 0.01;

/** Ends the names of the datasets that mark what an axis does not reach: they are marks, and no data. */
export const CUT_OFF = ', cut off at the end of the axis';

/** How such a dataset is drawn: a triangle at the axis' end for each value beyond it. */
export const CUT_OFF_MARK = { clip: false, pointRadius: 4, pointStyle: 'triangle', showLine: false } as const;

/** The extent of these snapshots; undefined in the plane, and where nothing was drawn. */
export function frameExtent(snapshots: Iterable<Snapshot>, axes: Axes, bins: number): FrameExtent | undefined {
  const bars: number[] = [];
  const values: number[] = [];
  for (const { frame } of snapshots) {
    if (frame.dimension !== 1) return undefined;
    const counted = histogram(frame.samples, axes.data[0], bins);
    for (const bar of densities(counted, frame.samples.length)) if (bar > 0) bars.push(bar);
    for (const value of frame.generator ?? []) if (Number.isFinite(value)) values.push(value);
  }
  if (bars.length === 0) return undefined;
  return {
    density: reached(bars).high,
    generator: values.length === 0 ? undefined : reached(values),
  };
}

/** How far these values reach, but for those that may lie beyond either end. There has to be one. */
function reached(values: readonly number[]): Range {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(BEYOND), high: at(1 - BEYOND) };
}

/** Both together: the axes of a run that trains only grow. */
export function joinedExtent(one: FrameExtent | undefined, other: FrameExtent | undefined): FrameExtent | undefined {
  if (!one || !other) return one ?? other;
  const [a, b] = [one.generator, other.generator];
  return {
    density: Math.max(one.density, other.density),
    generator: a && b ? { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) } : (a ?? b),
  };
}

/** Ends of the density axis as multiples of the target's peak, which the axis of a run that trains goes through one by one. */
const TOPS = [1.15, 1.35, 1.6, 2, 2.5, 3, 4] as const;
/** Where it is not known how high the bars of the other epochs are. */
const USUAL_TOP = 2;

/** The end of the density axis: the same for every snapshot, so that an animation stands still where the target does. */
export function densityTop({ density }: TargetShape1D, extent?: FrameExtent): number {
  const peak = density.reduce(
    (most, value) => (Number.isFinite(value) && value > most ? value : most),
    Number.MIN_VALUE,
  );
  const highest = extent === undefined ? USUAL_TOP * peak : extent.density;
  return peak * (TOPS.find((top) => top * peak >= highest) ?? TOPS[TOPS.length - 1]);
}

/** The G(z) axis ends at one of so many places on the target's. */
const STEPS = 20;

/** The ends of the G(z) axis: both the exact map and G over the run fit, and nothing beyond the target's own axis. */
export function generatorRange(
  range: Range,
  extent: FrameExtent | undefined,
  map: ArrayLike<number> | undefined,
): Range {
  const drawn = extent?.generator;
  if (!drawn) return range;
  const exact = map ? Array.from(map).filter(Number.isFinite) : [];
  const shown = exact.length === 0 ? [drawn] : [drawn, reached(exact)];
  const step = (range.high - range.low) / STEPS;
  const low = Math.floor((Math.min(...shown.map((one) => one.low)) - range.low) / step);
  const high = Math.ceil((Math.max(...shown.map((one) => one.high)) - range.low) / step);
  const from = Math.min(STEPS - 1, Math.max(0, low));
  const to = Math.min(STEPS, Math.max(from + 1, high));
  return { low: range.low + from * step, high: to === STEPS ? range.high : range.low + to * step };
}
