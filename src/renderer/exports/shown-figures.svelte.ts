import type { Palette } from '../../shared/figures/palette.ts';
import type { Figure } from '../../shared/figures/theme.ts';

/** A figure that is on the screen. */
export interface ShownFigure {
  /** The name of its files, without an ending. */
  readonly fileName: string;
  readonly figure: (palette: Palette) => Figure;
  /** The same of every epoch that was recorded, for its table; left out where the figure shows all there is. */
  readonly wholeFigure?: (() => Promise<Figure>) | undefined;
  /** CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

/** Every figure on the screen, from the top. */
class ShownFigures {
  readonly #all = new Set<() => ShownFigure>();

  get all(): ShownFigure[] {
    return [...this.#all].map((read) => read());
  }

  /** Counts a figure as shown until the function returned is called. */
  add(read: () => ShownFigure): () => void {
    this.#all.add(read);
    return () => this.#all.delete(read);
  }
}

export const shownFigures = new ShownFigures();
