import type { Axes, Snapshot } from '../run.ts';
import { distributionFigure1D } from './distribution-1d-figure.ts';
import { distributionFigure2D } from './distribution-2d-figure.ts';
import { LIGHT } from './palette.ts';
import type { Palette } from './palette.ts';
import type { FrameExtent } from './frame-extent.ts';
import type { TargetShape } from './target-shape.ts';
import type { Figure } from './theme.ts';
import type { FigureRun } from './title.ts';

export interface DistributionFigureData {
  readonly run: FigureRun;
  readonly axes: Axes;
  readonly snapshot: Snapshot;
  /** The result of `targetShape`, computed once per run. */
  readonly target: TargetShape;
  /** Whether the averaged generator is drawn too, if the run has one. */
  readonly averaged?: boolean;
  /** Whether D(x) is drawn: in 1-D with its own axis, in 2-D as a heat map. */
  readonly discriminator?: boolean;
  /** The target's density at the points of D(x), for drawing the ideal discriminator; undefined omits it. */
  readonly density?: Float64Array | undefined;
  /** A generated value and its D(x) to mark; 1-D only. */
  readonly mark?: { readonly x: number; readonly y: number } | undefined;
  /** How far the pictures of a 1-D run reach over its epochs; undefined fits the axis to the target alone. */
  readonly extent?: FrameExtent | undefined;
  /** Whether arrows show which way the discriminator sends the samples. */
  readonly gradient?: boolean;
}

/**
 * The learned distribution at one epoch, with the target.
 * @throws RangeError if the target has another dimension than the snapshot.
 */
export function distributionFigure(data: DistributionFigureData, palette: Palette = LIGHT): Figure {
  const { target } = data;
  const { frame } = data.snapshot;
  if (frame.dimension === 1 && target.dimension === 1) return distributionFigure1D({ ...data, frame, target }, palette);
  if (frame.dimension === 2 && target.dimension === 2) return distributionFigure2D({ ...data, frame, target }, palette);
  throw new RangeError(
    `The snapshot has dimension ${frame.dimension}, its target ${target.dimension}; they must be equal.`,
  );
}
