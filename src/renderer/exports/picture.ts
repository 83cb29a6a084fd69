import { Chart } from 'chart.js';
import { DARK, LIGHT } from '../../shared/figures/palette.ts';
import { pictureOf } from '../../shared/figures/picture.ts';
import type { ShownFigure } from './shown-figures.svelte.ts';

export const BACKGROUNDS = ['white', 'transparent', 'dark'] as const;
export type Background = (typeof BACKGROUNDS)[number];

/** CSS pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

export interface PictureChoice extends PictureSize {
  readonly scale: number;
  readonly background: Background;
}

/** The choices of an export menu. An omitted size means the figure's default. */
export interface ChosenFrame {
  /** CSS pixels; an empty field is null. */
  readonly width: number | null | undefined;
  readonly height: number | null | undefined;
  readonly background: Background;
}

/** CSS pixels; a smaller picture has no room for a plot beside words and numbers. */
export const SMALLEST = { width: 400, height: 300 };
export const LARGEST = 8000;

const USUAL_WIDTH = 640;
const USUAL_HEIGHT = 720;

/** The default size of a picture: that of the panel; a small panel's is enlarged to the width of a column of text. */
export function usualSize({ width, height }: PictureSize): PictureSize {
  const factor = Math.max(1, USUAL_WIDTH / Math.max(1, width));
  return {
    width: Math.round(width * factor),
    height: Math.round(Math.max(SMALLEST.height, height, Math.min(height * factor, USUAL_HEIGHT))),
  };
}

/** Draws a figure at a size, as PNG, with its title and independent of its size on the screen. */
export async function drawPng({ figure }: Pick<ShownFigure, 'figure'>, choice: PictureChoice): Promise<Blob> {
  const { width, height, scale, background } = choice;
  if (!(width >= SMALLEST.width && height >= SMALLEST.height && width <= LARGEST && height <= LARGEST)) {
    const [least, most] = [`${SMALLEST.width} × ${SMALLEST.height}`, `${LARGEST} × ${LARGEST}`];
    throw new Error(`A picture has at least ${least} and at most ${most} pixels, not ${width} × ${height}.`);
  }
  const palette = background === 'dark' ? DARK : LIGHT;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ground = background === 'transparent' ? undefined : palette.background;
  const chart = new Chart(canvas, pictureOf(figure(palette), { scale, background: ground }));
  try {
    return await pngOf(canvas);
  } finally {
    chart.destroy();
  }
}

/** The content of a canvas as a file. Rejects if the browser cannot hold that many pixels. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const { width, height } = canvas;
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error(`a picture of ${width} × ${height} pixels cannot be drawn`));
    }, 'image/png');
  });
}
