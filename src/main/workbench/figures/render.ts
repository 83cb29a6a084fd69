import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import type { ChartConfiguration, Plugin, Point } from 'chart.js';
import { FIGURE_COMPONENTS } from '../../../shared/figures/components.ts';
import { LIGHT } from '../../../shared/figures/palette.ts';
import type { Figure } from '../../../shared/figures/theme.ts';
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

const SIZES = { line: { width: 960, height: 600 }, scatter: { width: 720, height: 780 } };

Chart.register(...FIGURE_COMPONENTS);

/**
 * Draws a figure to a PNG file of `width · scale` × `height · scale` pixels, without a window.
 * The same figure gives the same bytes on one machine; the figure itself is left as it was.
 * @throws WorkbenchError `font-missing` where the figures' font cannot be used.
 */
export function renderPng(figure: Figure, options: PngOptions = {}): Buffer {
  const usual = SIZES[figure.type];
  const { width = usual.width, height = usual.height, scale = 2, background = LIGHT.background } = options;
  registerFonts();
  const canvas = createCanvas(width, height);
  const chart = new Chart(canvas, still(figure, scale, background));
  try {
    return canvas.toBuffer('image/png');
  } finally {
    chart.destroy();
  }
}

/** The figure as one finished drawing on a ground of its own. Chart.js writes into what it is given, so it is given copies. */
function still(figure: Figure, scale: number, background: string): ChartConfiguration<'line' | 'scatter', Point[]> {
  return {
    ...figure,
    data: { ...figure.data },
    options: { ...figure.options, animation: false, responsive: false, devicePixelRatio: scale, events: [] },
    plugins: [...(figure.plugins ?? []), ground(background)],
  };
}

interface Brush {
  fillStyle: string;
  fillRect(x: number, y: number, width: number, height: number): void;
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
