import { distributionFigure } from '../../shared/figures/distribution-figure.ts';
import type { Palette } from '../../shared/figures/palette.ts';
import { pooledDistributionFigure } from '../../shared/figures/pooled-distribution-figure.ts';
import { runPalette, SMALL_POINTS, smallMultiple } from '../../shared/figures/small-multiple.ts';
import type { Figure } from '../../shared/figures/theme.ts';
import { shownSnapshots, type ReplayedMember } from './replayed-member.ts';
import { axesOf } from '../../shared/run.ts';

/** The figure of a run or of the seeds of a group, in its colour; undefined while there is nothing to draw. */
export function tileFigure(replayed: ReplayedMember, averaged: boolean, palette: Palette): Figure | undefined {
  const { member, runs } = replayed;
  const first = runs.find(({ shown, watched: { reference } }) => shown !== undefined && reference !== undefined);
  if (!first?.shown) return undefined;
  const { shown, watched } = first;
  const { run, reference } = watched;
  const axes = run && axesOf(run);
  if (!reference || !run || !axes) return undefined;
  const own = runPalette(palette, member.colour);
  const { target } = reference;
  if (runs.length === 1) {
    return smallMultiple(distributionFigure({ run, axes, snapshot: shown, target, averaged }, own));
  }
  const { title: name, seeds = '' } = member;
  const { bins } = run.config.snapshots;
  const snapshots = shownSnapshots(replayed);
  const mostPoints = SMALL_POINTS;
  return smallMultiple(
    pooledDistributionFigure({ name, seeds, snapshots, target, axes, bins, averaged, mostPoints }, own),
  );
}
