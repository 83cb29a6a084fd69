import { describe, expect, it } from 'vitest';
import { USUAL_SIZES } from '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { PAGE_SIZES, pageOf, pageOfPixels } from '../../../../src/shared/figures/page.ts';
import { withoutTitle } from '../../../../src/shared/figures/vector-figure.ts';
import { PAPER_FIGURES, wordsOf } from '../../../shared/figures/paper-figures.ts';
import { drawnByPoppler, drawnHere, HAS_POPPLER, pictureDifference, readByPoppler } from './drawn-elsewhere.ts';

/** Pixels in an inch: two in a CSS pixel of the screen's size, four in one of a column with text of 8 pt. */
const SCREEN_DENSITY = 192;
const COLUMN_DENSITY = 468;
/** CSS pixels. */
const MOST_DISPLACEMENT = 1.5;

if (!HAS_POPPLER) {
  const reason = 'pdftoppm and pdftotext are not here; this would make it run: sudo apt-get install poppler-utils';
  console.warn(`Skipped: PDF in another program: ${reason}`);
  it.skip(`PDF in another program (${reason})`, () => undefined);
}

describe.runIf(HAS_POPPLER).each(PAPER_FIGURES)('the PDF of $name', ({ figureOf, ratio }) => {
  it('has in another program its size in a column, and every legend entry and axis title as text', () => {
    const page = pageOf({ width: PAGE_SIZES['one-column'].width, font: 8 }, ratio);
    const pdf = renderVector([figureOf()], { kind: 'pdf', page, text: 'font', hasTitle: false });
    const { width, height } = drawnByPoppler(pdf, COLUMN_DENSITY);
    expect(width).toBe(Math.ceil((85 / 25.4) * COLUMN_DENSITY));
    expect(height).toBe(Math.ceil((85 / ratio / 25.4) * COLUMN_DENSITY));
    const text = readByPoppler(pdf);
    const words = wordsOf(withoutTitle(figureOf()));
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) expect(text).toContain(word);
  });

  it.each(['on the screen', 'in a column'] as const)(
    'is in another program the picture that this one draws %s, all but edges of letters and lines',
    (where) => {
      const figure = figureOf();
      const isColumn = where === 'in a column';
      const page = isColumn
        ? pageOf({ width: PAGE_SIZES['one-column'].width, font: 8 }, ratio)
        : pageOfPixels(USUAL_SIZES[figure.type]);
      const perInch = isColumn ? COLUMN_DENSITY : SCREEN_DENSITY;
      const pdf = renderVector([figure], { kind: 'pdf', page, text: 'font', hasTitle: !isColumn });
      const { share, displacement } = pictureDifference(
        drawnByPoppler(pdf, perInch),
        drawnHere(figure, page, perInch, !isColumn),
      );
      // A letter or a line that is missing, or in another font, is more. A column has more letters and lines on the same page.
      expect(share).toBeLessThan(isColumn ? 0.02 : 0.01);
      expect(displacement / (isColumn ? 4 : 2)).toBeLessThanOrEqual(MOST_DISPLACEMENT);
    },
  );
});
