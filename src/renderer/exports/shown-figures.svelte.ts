import type { Palette } from '../../shared/figures/palette.ts';
import type { Figure } from '../../shared/figures/theme.ts';

/** A figure that is on the screen. */
export interface ShownFigure {
  /** The name of its files, without an ending. */
  readonly fileName: string;
  readonly figure: (palette: Palette) => Figure;
  /** The same with every recorded epoch, for its table; omitted if the figure already shows all of them. */
  readonly wholeFigure?: (() => Promise<Figure>) | undefined;
  /** CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
}

/** All figures on the screen, from top to bottom. */
class ShownFigures {
  readonly #all = new Set<() => ShownFigure>();

  get all(): ShownFigure[] {
    return [...this.#all].map((read) => read());
  }

  /** Adds a figure until the returned function is called. */
  add(read: () => ShownFigure): () => void {
    this.#all.add(read);
    return () => this.#all.delete(read);
  }
}

export const shownFigures = new ShownFigures();
