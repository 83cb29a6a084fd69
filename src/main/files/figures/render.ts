import { createCanvas, ImageData, type Canvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import { FIGURE_COMPONENTS } from '../../../shared/figures/components.ts';
import { LIGHT } from '../../../shared/figures/palette.ts';
import { pictureOf } from '../../../shared/figures/picture.ts';
import type { Figure } from '../../../shared/figures/theme.ts';
import { drawEveryScript } from './fallback-fonts.ts';
import { registerFonts } from './fonts.ts';

export interface PngOptions {
  /** CSS pixels; 960 × 600 unless given, 720 × 780 for points in the plane, whose axes have one scale. */
  readonly width?: number;
  readonly height?: number;
  /** Device pixels in a CSS pixel. */
  readonly scale?: number;
  /** Colour behind the figure. */
  readonly background?: string;
}

/** Sizes of pictures in CSS pixels; of points in the plane, whose axes have one scale, a higher one. */
export const USUAL_SIZES = { line: { width: 960, height: 600 }, scatter: { width: 720, height: 780 } };

Chart.register(...FIGURE_COMPONENTS);

/**
 * Draws a figure to a PNG file of `width · scale` × `height · scale` pixels, without a window.
 * The same figure gives the same bytes on one machine; the figure itself is left as it was.
 * @throws WorkbenchError `font-missing` where the figures' font cannot be used.
 */
export function renderPng(figure: Figure, options: PngOptions = {}): Buffer {
  return drawn(figure, options, (canvas) => canvas.toBuffer('image/png'));
}

/** As `renderPng`, for several figures of the same size, from left to right. */
export function renderSideBySide(
  figures: readonly Figure[],
  options: Required<Pick<PngOptions, 'width' | 'height'>>,
): Buffer {
  const pictures = figures.map((figure) => renderPixels(figure, options));
  const { width, height } = pictures[0];
  const whole = createCanvas(width * pictures.length, height);
  const brush = whole.getContext('2d');
  pictures.forEach(({ data }, index) => {
    brush.putImageData(new ImageData(data, width, height), width * index, 0);
  });
  return whole.toBuffer('image/png');
}

/** The pixels of a picture, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** As `renderPng`, but gives the pixels. */
export function renderPixels(figure: Figure, options: PngOptions = {}): Pixels {
  return drawn(figure, options, (canvas) => {
    const { width, height } = canvas;
    return { width, height, data: canvas.getContext('2d').getImageData(0, 0, width, height).data };
  });
}

function drawn<Read>(figure: Figure, options: PngOptions, read: (canvas: Canvas) => Read): Read {
  const usual = USUAL_SIZES[figure.type];
  const { width = usual.width, height = usual.height, scale = 2, background = LIGHT.background } = options;
  registerFonts();
  const canvas = createCanvas(width, height);
  drawEveryScript(canvas.getContext('2d'));
  const chart = new Chart(canvas, pictureOf(figure, { scale, background }));
  try {
    return read(canvas);
  } finally {
    chart.destroy();
  }
}
