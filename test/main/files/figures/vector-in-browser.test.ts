import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderPng, USUAL_SIZES } from '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { pageOfPixels } from '../../../../src/shared/figures/page.ts';
import { recorded1D, recorded2D, recordedLosses } from '../../../shared/figures/recorded.ts';

let browser: Browser;
const ARGUMENTS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

beforeAll(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ARGUMENTS,
    headless: true,
  });
});
afterAll(() => browser.close());

it.each([
  ['losses', lossesFigure(recordedLosses())],
  ['a distribution', distributionFigure(recorded1D({ discriminator: true }))],
  ['a distribution in the plane', distributionFigure(recorded2D({ discriminator: true }))],
])('a browser shows the SVG of %s as the PNG: all but edges of letters and lines', async (_name, figure) => {
  const size = USUAL_SIZES[figure.type];
  const svg = renderVector([figure], { kind: 'svg', page: pageOfPixels(size), text: 'font', hasTitle: true });
  const page = await browser.newPage({ viewport: size, deviceScaleFactor: 2 });
  await page.setContent(
    `<body style="margin:0"><img style="display:block" src="data:image/svg+xml;base64,${svg.toString('base64')}">`,
  );
  await page.evaluate("document.querySelector('img').decode()");
  const shown = PNG.sync.read(await page.screenshot());
  await page.close();
  const drawn = PNG.sync.read(renderPng(figure));
  expect([shown.width, shown.height]).toEqual([drawn.width, drawn.height]);
  const pixels = drawn.width * drawn.height;
  let different = 0;
  for (let at = 0; at < 4 * pixels; at += 4) {
    if ([0, 1, 2].some((part) => Math.abs(shown.data[at + part] - drawn.data[at + part]) > 64)) different++;
  }
  // A letter or a line that is missing, or in another font, is more.
  expect(different / pixels).toBeLessThan(0.01);
});
