// Draws six figures of a paper as PDF and SVG, has poppler and Chromium draw those as pixels, and says how they differ from the
// program's own PNG: `npm run measure:figures`. With `-- FOLDER` it writes the files and all pictures there, to be looked at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { PNG } from 'pngjs';
import { USUAL_SIZES } from '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { withoutTitle } from '../../../../src/shared/figures/vector-figure.ts';
import { PAGE_SIZES, pageOf, pageOfPixels, POINTS } from '../../../../src/shared/figures/page.ts';
import {
  drawnByBrowser,
  drawnByPoppler,
  drawnHere,
  HAS_POPPLER,
  pictureDifference,
  readByPoppler,
} from './drawn-elsewhere.ts';
import { readSvg } from './svg.ts';
import { PAPER_FIGURES, wordsOf } from '../../../shared/figures/paper-figures.ts';

const folder = process.argv.at(2);
if (folder !== undefined) mkdirSync(folder, { recursive: true });
if (!HAS_POPPLER) console.log('pdftoppm and pdftotext are not here: sudo apt-get install poppler-utils');

const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  headless: true,
});

function keep(name: string, file: Buffer): void {
  if (folder !== undefined) writeFileSync(join(folder, name), file);
}

try {
  for (const { name, figureOf, ratio } of PAPER_FIGURES) {
    const figure = figureOf();
    const pages = [
      { where: 'screen', page: pageOfPixels(USUAL_SIZES[figure.type]), perInch: 192, hasTitle: true },
      {
        where: '85 mm, 8 pt',
        page: pageOf({ width: PAGE_SIZES['one-column'].width, font: 8 }, ratio),
        perInch: 468,
        hasTitle: false,
      },
    ];
    for (const { where, page, perInch, hasTitle } of pages) {
      const [svg, pdf] = (['svg', 'pdf'] as const).map((kind) =>
        renderVector([figure], { kind, page, text: 'font', hasTitle }),
      );
      const own = drawnHere(figure, page, perInch, hasTitle);
      const others = [
        { program: 'Chromium', kind: 'SVG', drawn: await drawnByBrowser(browser, svg, page, perInch) },
        ...(HAS_POPPLER ? [{ program: 'poppler', kind: 'PDF', drawn: drawnByPoppler(pdf, perInch) }] : []),
      ];
      const words = wordsOf(hasTitle ? figure : withoutTitle(figure));
      const texts = [readSvg(svg).text.replaceAll('\n', ' '), ...(HAS_POPPLER ? [readByPoppler(pdf)] : [])];
      const found = words.filter((word) => texts.every((text) => text.includes(word))).length;
      const millimetres = [page.width, page.height].map((side) => (side / POINTS.mm).toFixed(1)).join(' × ');
      const stem = `${name.replaceAll(/\W+/g, '-')}-${where.replaceAll(/\W+/g, '-')}`;
      console.log(
        `${name}, ${where}, ${millimetres} mm: PNG ${own.width} × ${own.height}; text ${found} of ${words.length}`,
      );
      keep(`${stem}.svg`, svg);
      keep(`${stem}.pdf`, pdf);
      keep(`${stem}-png.png`, PNG.sync.write(own));
      for (const { program, kind, drawn } of others) {
        const { share, displacement } = pictureDifference(own, drawn);
        const percent = (100 * share).toFixed(2);
        console.log(
          `  ${kind} in ${program}: ${drawn.width} × ${drawn.height}; ${percent} % of the pixels differ, nothing by more than ${displacement} pixels`,
        );
        keep(`${stem}-${kind.toLowerCase()}-in-${program.toLowerCase()}.png`, PNG.sync.write(drawn));
      }
    }
  }
} finally {
  await browser.close();
}
