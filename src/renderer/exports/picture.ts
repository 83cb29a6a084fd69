import { Chart } from 'chart.js';
import { DARK, LIGHT } from '../../shared/figures/palette.ts';
import { pictureOf } from '../../shared/figures/picture.ts';
import type { ShownFigure } from './shown-figures.svelte.ts';

export const BACKGROUNDS = ['white', 'transparent', 'dark'] as const;
export type Background = (typeof BACKGROUNDS)[number];

export interface PictureChoice {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly background: Background;
}

/** What is chosen in an export menu for whatever is drawn from it; a size that is left out is the figure's usual one. */
export interface ChosenFrame {
  /** CSS pixels; a field that was emptied holds null. */
  readonly width: number | null | undefined;
  readonly height: number | null | undefined;
  readonly background: Background;
}

/** A figure drawn anew at a size, as PNG: what is on the screen with its title, whatever the screen's own size. */
export async function drawPng({ figure }: Pick<ShownFigure, 'figure'>, choice: PictureChoice): Promise<Blob> {
  const { width, height, scale, background } = choice;
  const palette = background === 'dark' ? DARK : LIGHT;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ground = background === 'transparent' ? undefined : palette.background;
  const chart = new Chart(canvas, pictureOf(figure(palette), { scale, background: ground }));
  try {
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error(`a picture of ${width * scale} × ${height * scale} pixels cannot be drawn`));
      }, 'image/png');
    });
  } finally {
    chart.destroy();
  }
}
