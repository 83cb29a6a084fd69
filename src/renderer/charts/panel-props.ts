import type { Snippet } from 'svelte';
import type { Palette } from '../../shared/figures/palette.ts';
import type { Figure } from '../../shared/figures/theme.ts';

/** What every panel with a chart takes. */
export interface PanelProps {
  readonly title: string;
  /** The name of its files, without an ending. */
  readonly fileName: string;
  readonly figure: (palette: Palette) => Figure;
  /** The same of every epoch, for its table. */
  readonly wholeFigure?: (() => Promise<Figure>) | undefined;
  readonly label: string;
  /** Pixels; undefined takes what room there is. */
  readonly height?: number | undefined;
  /** Stands in the title's row. */
  readonly heading?: Snippet | undefined;
  /** A fact of the chart that is said in its title's row where it has room. */
  readonly note?: string;
  /** Seen while the panel is pointed at or has the keyboard. */
  readonly tools?: Snippet | undefined;
  /** Off where the page has a legend of its own. */
  readonly legend?: boolean;
}
