import type { LineStyle } from '../../shared/figures/line-styles.ts';
import type { Palette } from '../../shared/figures/palette.ts';
import type { Figure } from '../../shared/figures/theme.ts';

export interface GridTile extends LineStyle {
  readonly title: string;
  /** The seeds that it shows, in words, if it stands for a group. */
  readonly seeds: string | undefined;
  /** Whether it shows several seeds. */
  readonly isPooled: boolean;
  /** The line below its name: its epoch and its distance to the target. */
  readonly facts: string;
  /** Gives undefined where there is nothing to draw. */
  readonly figure: (palette: Palette) => Figure | undefined;
  readonly isPlane: boolean;
}

export interface GridPicture {
  readonly title: string;
  readonly tiles: readonly GridTile[];
  /** Whether averaged generators are drawn as well. */
  readonly hasAveraged: boolean;
}
