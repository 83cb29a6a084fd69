import type { ChartConfiguration, Plugin, Point } from 'chart.js';
import type { Brush } from './brush.ts';
import type { Figure } from './theme.ts';
import { withWrappedText } from './wrapped-text.ts';

export interface PictureOptions {
  /** Device pixels per CSS pixel. */
  readonly scale: number;
  /** The background colour; undefined is transparent. */
  readonly background: string | undefined;
}

/**
 * The figure as one finished drawing, with its background if it has one, from which every exported picture is drawn.
 * Chart.js modifies its arguments, so it gets copies.
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
