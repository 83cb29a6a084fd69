import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import { describe, expect, it } from 'vitest';
import { drawEveryScript } from '../../../../src/main/files/figures/fallback-fonts.ts';
import { registerFonts } from '../../../../src/main/files/figures/fonts.ts';
import { USUAL_SIZES } from '../../../../src/main/files/figures/render.ts';
import { FIGURE_COMPONENTS } from '../../../../src/shared/figures/components.ts';
import { recordDrawing } from '../../../../src/shared/figures/drawing.ts';
import { PAGE_SIZES, pageOf, pixelsOf } from '../../../../src/shared/figures/page.ts';
import { DARK, LIGHT } from '../../../../src/shared/figures/palette.ts';
import type { Figure } from '../../../../src/shared/figures/theme.ts';
import { withoutTitle } from '../../../../src/shared/figures/vector-figure.ts';
import { PAPER_FIGURES } from '../../../shared/figures/paper-figures.ts';
import { drawnTexts, overlap, type DrawnText } from './drawn-texts.ts';
import { over, rgb } from './pixels.ts';

/** WCAG 2.2, 1.4.3: of text that is neither large nor bold. */
const LEAST_CONTRAST = 4.5;

function luminance(colour: readonly number[]): number {
  const [red, green, blue] = colour.map((part) => {
    const channel = part / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of a text to what lies under it (WCAG 2.2, "contrast ratio"). */
function contrast({ colour, ground }: DrawnText): number {
  const opacity = colour.length === 9 ? Number.parseInt(colour.slice(7), 16) / 255 : 1;
  const [lighter, darker] = [over(rgb(colour), opacity, ground), ground].map(luminance).sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function textsOf(figure: Figure, size: { readonly width: number; readonly height: number }, background: string) {
  registerFonts();
  Chart.register(...FIGURE_COMPONENTS);
  const measuring = createCanvas(1, 1).getContext('2d');
  drawEveryScript(measuring);
  return drawnTexts(recordDrawing(figure, { ...size, background }, measuring), measuring);
}

const ceiled = ({ width, height }: { readonly width: number; readonly height: number }) => ({
  width: Math.ceil(width),
  height: Math.ceil(height),
});

describe.each(PAPER_FIGURES)('the texts of $name', ({ figureOf, ratio }) => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)(`have a contrast of at least ${LEAST_CONTRAST} to what lies under them, %s`, (_theme, palette) => {
    const figure = figureOf(palette);
    const texts = textsOf(figure, USUAL_SIZES[figure.type], palette.background);
    expect(texts.length).toBeGreaterThan(8);
    expect(texts.filter((text) => contrast(text) < LEAST_CONTRAST)).toEqual([]);
  });

  it.each(['on the screen', 'in a column of 85 mm with text of 8 pt'])(
    'lie %s within it, none over another',
    (where) => {
      const figure = figureOf();
      const isScreen = where === 'on the screen';
      const column = pixelsOf(pageOf({ width: PAGE_SIZES['one-column'].width, font: 8 }, ratio));
      const size = isScreen ? USUAL_SIZES[figure.type] : column;
      const texts = textsOf(isScreen ? figure : withoutTitle(figure), ceiled(size), LIGHT.background);
      expect(texts.length).toBeGreaterThan(8);
      for (const [index, { text, box }] of texts.entries()) {
        expect(box.left >= 0 && box.top >= 0 && box.right <= size.width && box.bottom <= size.height, text).toBe(true);
        const hidden = texts.slice(index + 1).filter((other) => overlap(box, other.box) > 0);
        expect(hidden.map((other) => `${text} and ${other.text}`)).toEqual([]);
      }
    },
  );
});

it('the title of an axis that is shorter than it takes several lines, so that it does not reach into the legend', () => {
  const figure = PAPER_FIGURES.find(({ name }) => name === 'a comparison')?.figureOf();
  if (!figure) throw new Error('there is no comparison');
  const written = (width: number) =>
    textsOf(withoutTitle(figure), { width, height: width / 1.5 }, LIGHT.background).map(({ text }) => text);
  expect(written(960)).toContain('sliced Wasserstein-1');
  expect(written(300)).toEqual(expect.arrayContaining(['sliced', 'Wasserstein-1']));
});
