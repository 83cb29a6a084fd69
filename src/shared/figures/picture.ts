import type { ChartConfiguration, Plugin, Point } from 'chart.js';
import type { Brush } from './brush.ts';
import type { Figure } from './theme.ts';
import { withWrappedText } from './wrapped-text.ts';

export interface PictureOptions {
  /** Device pixels in a CSS pixel. */
  readonly scale: number;
  /** Colour behind the figure; undefined leaves it clear. */
  readonly background: string | undefined;
}

/**
 * The figure as one finished drawing, on a ground of its own where it has one: what every exported picture is drawn from.
 * Chart.js writes into what it is given, so it is given copies.
 */
export function pictureOf(
  figure: Figure,
  { scale, background }: PictureOptions,
): ChartConfiguration<'line' | 'scatter', Point[]> {
  return {
    ...figure,
    data: { ...figure.data },
    options: {
      ...withWrappedText(figure.options),
      animation: false,
      responsive: false,
      devicePixelRatio: scale,
      events: [],
    },
    plugins: [...(figure.plugins ?? []), ...(background === undefined ? [] : [ground(background)])],
  };
}

function ground(colour: string): Plugin {
  return {
    id: 'ground',
    beforeDraw({ ctx, width, height }) {
      const brush = ctx as unknown as Brush;
      brush.fillStyle = colour;
      brush.fillRect(0, 0, width, height);
    },
  };
}
