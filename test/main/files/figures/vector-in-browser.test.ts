import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { USUAL_SIZES } from '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { pageOfPixels } from '../../../../src/shared/figures/page.ts';
import { PAPER_FIGURES } from '../../../shared/figures/paper-figures.ts';
import { drawnByBrowser, drawnHere, pictureDifference } from './drawn-elsewhere.ts';

let browser: Browser;
const ARGUMENTS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const DENSITY = 192;
/** CSS pixels. */
const MOST_DISPLACEMENT = 1.5;

beforeAll(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGUMENTS,
    headless: true,
  });
});
afterAll(() => browser.close());

it.each(PAPER_FIGURES)(
  'a browser shows the SVG of $name as the PNG: all but edges of letters and lines',
  async ({ figureOf }) => {
    const figure = figureOf();
    const page = pageOfPixels(USUAL_SIZES[figure.type]);
    const svg = renderVector([figure], { kind: 'svg', page, text: 'font', hasTitle: true });
    const shown = await drawnByBrowser(browser, svg, page, DENSITY);
    const drawn = drawnHere(figure, page, DENSITY, true);
    expect([shown.width, shown.height]).toEqual([drawn.width, drawn.height]);
    const { share, displacement } = pictureDifference(shown, drawn);
    // A letter or a line that is missing, or in another font, is more.
    expect(share).toBeLessThan(0.01);
    expect(displacement / 2).toBeLessThanOrEqual(MOST_DISPLACEMENT);
  },
);
