import { describe, expect, it } from 'vitest';
import { renderPng } from '../../../../src/main/files/figures/render.ts';
import { renderVector } from '../../../../src/main/files/figures/vector.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { parseDrawing } from '../../../../src/shared/figures/drawing.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { PAGE_SIZES, pageOf, pageOfPixels } from '../../../../src/shared/figures/page.ts';
import { withoutTitle } from '../../../../src/shared/figures/vector-figure.ts';
import { PAPER_FIGURES, wordsOf } from '../../../shared/figures/paper-figures.ts';
import { figureRun, recorded1D, recordedLosses } from '../../../shared/figures/recorded.ts';
import { readPdf } from './pdf.ts';
import { readSvg } from './svg.ts';

const COLUMN = PAGE_SIZES['one-column'];

describe.each(PAPER_FIGURES)('$name in a column of 85 mm with text of 8 pt', ({ figureOf, ratio, numbers }) => {
  const page = pageOf({ width: COLUMN.width, font: 8 }, ratio);
  const render = (kind: 'svg' | 'pdf', text: 'font' | 'outlines' = 'font') =>
    renderVector([figureOf()], { kind, page, text, hasTitle: false });

  it('is a PDF of that size whose text is text in embedded TrueType fonts, every legend entry and axis title there', () => {
    const pdf = readPdf(render('pdf'));
    expect(pdf.width).toBeCloseTo((85 / 25.4) * 72, 2);
    expect(pdf.height).toBeCloseTo(pdf.width / ratio, 2);
    const words = wordsOf(withoutTitle(figureOf()));
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) expect(pdf.text.replaceAll('\n', ' ')).toContain(word);
    expect(new Set(pdf.fonts)).toEqual(new Set(['CIDFontType2']));
    expect(pdf.sizes).toContain(8);
  });

  it('is an SVG of that size whose text is text, with its font inside', () => {
    const svg = readSvg(render('svg'));
    expect(svg.width).toBeCloseTo((85 / 25.4) * 72, 2);
    expect(svg.height).toBeCloseTo(svg.width / ratio, 2);
    for (const word of wordsOf(withoutTitle(figureOf()))) expect(svg.text.replaceAll('\n', ' ')).toContain(word);
    expect(svg.sizes).toContain(8);
    expect(svg.faces.length).toBeGreaterThan(0);
    for (const face of svg.faces) expect(face.subarray(0, 4).toString('latin1')).toBe('wOF2');
  });

  it('has every number of the axes with its sign', () => {
    for (const { text } of [readPdf(render('pdf')), readSvg(render('svg'))])
      expect(text.split('\n')).toEqual(expect.arrayContaining(numbers));
  });

  it('has outlines instead of letters in an SVG where that is chosen', () => {
    const svg = readSvg(render('svg', 'outlines'));
    expect([svg.text.trim(), svg.faces]).toEqual(['', []]);
  });

  it('has the same bytes each time, and leaves those of the PNG as they were', () => {
    const png = renderPng(figureOf());
    expect(render('svg').equals(render('svg'))).toBe(true);
    expect(render('pdf').equals(render('pdf'))).toBe(true);
    expect(renderPng(figureOf()).equals(png)).toBe(true);
  });
});

describe('a vector picture', () => {
  it('has the title as large as the PNG, and says what it shows where the title is left out', () => {
    const figure = lossesFigure({ ...recordedLosses(), run: figureRun('a < b & c') });
    const page = pageOfPixels({ width: 960, height: 600 });
    const written = (hasTitle: boolean) =>
      readSvg(renderVector([figure], { kind: 'svg', page, text: 'font', hasTitle }));
    expect(written(true).text).toContain('a < b & c · seed 1');
    expect(written(false).text).not.toContain('seed 1');
    expect(written(false).title).toContain('a < b & c · seed 1');
    expect([written(true).width, written(true).height]).toEqual([720, 450]);
    const pdf = readPdf(renderVector([figure], { kind: 'pdf', page, text: 'font', hasTitle: true }));
    expect(pdf.text).toContain('a < b & c · seed 1');
    expect([pdf.width, pdf.height]).toEqual([720, 450]);
  });

  it('has letters of every script as text', () => {
    const figure = lossesFigure({ ...recordedLosses(), run: figureRun('学習率 β 실험') });
    const page = pageOfPixels({ width: 960, height: 600 });
    for (const kind of ['svg', 'pdf'] as const) {
      const file = renderVector([figure], { kind, page, text: 'font', hasTitle: true });
      const { text } = kind === 'svg' ? readSvg(file) : readPdf(file);
      // Each script is a piece of text of its own.
      for (const word of ['学習率', 'β', '실험']) expect(text.replaceAll('\n', '')).toContain(word);
    }
  });

  it('holds figures side by side', () => {
    const figures = [lossesFigure(recordedLosses()), distributionFigure(recorded1D())];
    const page = pageOf({ width: PAGE_SIZES['two-columns'].width }, 2.4);
    const { text } = readPdf(renderVector(figures, { kind: 'pdf', page, text: 'font', hasTitle: false }));
    for (const word of figures.map(withoutTitle).flatMap(wordsOf)) expect(text).toContain(word);
  });

  it('is refused where its text leaves no room for the plot', () => {
    const page = pageOf({ width: COLUMN.width, font: 24 }, 3 / 2);
    const render = () =>
      renderVector([lossesFigure(recordedLosses())], { kind: 'pdf', page, text: 'font', hasTitle: false });
    expect(render).toThrow(expect.objectContaining({ code: 'no-room' }));
  });

  it('is not drawn from steps that no figure has', () => {
    const drawing = (...steps: unknown[]) => JSON.stringify({ width: 100, height: 100, steps });
    expect(parseDrawing(drawing(['fillRect', 0, 0, 10, 10], ['font', '12px Inter'])).steps).toHaveLength(2);
    for (const steps of [[['drawImage', 'x']], [['fillRect', 1]], [['font', 3]], ['save'], [['constructor', 'x']]]) {
      expect(() => parseDrawing(drawing(...steps))).toThrow(expect.objectContaining({ code: 'bad-drawing' }));
    }
    for (const text of ['', '{}', '[]'])
      expect(() => parseDrawing(text)).toThrow(expect.objectContaining({ code: 'bad-drawing' }));
  });
});
