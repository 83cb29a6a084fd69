import type { Palette } from '../../shared/figures/palette.ts';
import { withScratchCourse, withScratchSamples } from '../../shared/figures/scratch-band.ts';
import type { Figure } from '../../shared/figures/theme.ts';
import { shortValue } from '../../shared/config/label.ts';
import type { Axes } from '../../shared/run.ts';
import { SEEDS, type Touch } from './touch.svelte.ts';
import { courseOf, snapshotsAt } from './touched-seeds.ts';

const nameOf = (value: number) => `${SEEDS} seeds at ${shortValue(value)}`;

export interface TouchedMetric {
  readonly metric: string;
  /** The target's own value of a moment, from which it is drawn how far off the moment is. */
  readonly truth: number | undefined;
  readonly place: (epoch: number) => number;
  readonly logarithmic: boolean;
}

/** The figure of a metric with what the seeds beside the run come to; itself where none are trained. */
export function withTouchedMetric(
  figure: Figure,
  touch: Touch | undefined,
  { metric, truth, place, logarithmic }: TouchedMetric,
  palette: Palette,
): Figure {
  if (!touch?.held || !touch.shown) return figure;
  const { value, seeds } = touch.shown;
  const points = courseOf(seeds, metric, (one) => (truth === undefined ? one : Math.abs(one - truth)));
  const placed = points.map(({ epoch, spread }) => ({ x: place(epoch), spread }));
  return withScratchCourse(figure, { name: nameOf(value), isOld: touch.isOld, points: placed, logarithmic }, palette);
}

/** As `withTouchedMetric`, for the distribution at an epoch. */
export function withTouchedSamples(
  figure: Figure,
  touch: Touch | undefined,
  { epoch, axes, bins }: { readonly epoch: number; readonly axes: Axes; readonly bins: number },
  palette: Palette,
): Figure {
  if (!touch?.held || !touch.shown) return figure;
  const { value, seeds } = touch.shown;
  const snapshots = snapshotsAt(seeds, epoch);
  return withScratchSamples(figure, { name: nameOf(value), isOld: touch.isOld, snapshots, axes, bins }, palette);
}
