import { numberText } from '../number-text.ts';
import { LOSSES, type LossKey } from '../metrics.ts';
import { buildOf, type Run } from '../run.ts';
import { columnOf, type SeriesChunk } from '../series/series.ts';
import type { LossesDifference } from './losses-difference.ts';
import { blend, type Palette } from './palette.ts';
import {
  horizontalScale,
  seriesLines,
  type HorizontalScale,
  type LineDataset,
  type SeriesView,
} from './series-line.ts';
import { shortened, type FigureRun } from './title.ts';

/** The losses of another run, overlaid on a run's own. */
export interface LossesOverlay {
  readonly run: FigureRun;
  readonly losses: SeriesChunk;
  /** Its name in the legend. */
  readonly label: string;
  /** The difference between both runs as a whole, whichever part is shown. */
  readonly difference: LossesDifference | undefined;
}

/** The name of the overlaid run: its engine if that differs, else its name. */
export function overlayLabel(run: Run, over: Run): string {
  const [own, other] = [run, over].map((one) => buildOf(one)?.engine);
  if (own !== undefined && other !== undefined && own !== other) return other;
  return run.name === over.name ? 'the other run' : shortened(over.name);
}

export function overlayScale({ losses, run }: LossesOverlay, view: SeriesView): HorizontalScale {
  return horizontalScale(view.horizontal, losses, run.config.batches_per_epoch);
}

/** The name of one of its losses in figures and tables. */
export function overlayName(loss: string, { label }: LossesOverlay): string {
  return `${loss} · ${label}`;
}

/**
 * Its losses above those of the run, with short dashes, so that the run's own lines are visible in between if both
 * coincide, as on two engines.
 */
export function overlayLines(
  overlay: LossesOverlay,
  view: SeriesView,
  palette: Palette,
  colourOf: (key: LossKey) => string,
): LineDataset[] {
  const { losses } = overlay;
  const { place } = overlayScale(overlay, view);
  return LOSSES.flatMap(({ key, label }) => {
    const column = columnOf(losses, key);
    if (!column || (view.logarithmic && !column.mean.some((value) => value > 0))) return [];
    const colour = blend(colourOf(key), palette.text, 0.45);
    // The range that smoothing and decimation hide is shown only for the run itself, because two could not be
    // distinguished.
    const [drawn] = seriesLines(overlayName(label, overlay), colour, losses, column, { view, place });
    return [{ ...drawn, borderColor: colour, borderDash: [3, 4], borderWidth: 1.25, order: 0 }];
  });
}

/** Its part of the subtitle. */
export function overlayText({ run, label, difference }: LossesOverlay): string[] {
  const name = shortened(run.name);
  return [
    `short dashes: ${label === name ? name : `${name} (${label})`}, seed ${run.config.seed}`,
    ...(difference && Number.isFinite(difference.largest)
      ? [`largest difference ${numberText(difference.largest)} up to epoch ${difference.through}`]
      : []),
  ];
}
