import { distributionFigure } from '../../shared/figures/distribution-figure.ts';
import type { Palette } from '../../shared/figures/palette.ts';
import { runPalette, smallMultiple } from '../../shared/figures/small-multiple.ts';
import type { Figure } from '../../shared/figures/theme.ts';
import type { ReplayedRun } from './replayed-run.svelte.ts';

/** What is drawn of a replayed run in the place of `colour` in the palette; undefined while there is nothing to draw. */
export function tileFigure(
  { shown, watched: { run, reference } }: ReplayedRun,
  { colour, averaged }: { readonly colour: number; readonly averaged: boolean },
  palette: Palette,
): Figure | undefined {
  if (!shown || !reference || !run || !('axes' in run)) return undefined;
  const { axes } = run;
  const data = { run, axes, snapshot: shown, target: reference.target, averaged };
  return smallMultiple(distributionFigure(data, runPalette(palette, colour)));
}
