import { createCanvas, PDFDocument, SvgExportFlag, type SKRSContext2D } from '@napi-rs/canvas';
import { recordDrawing, replayDrawing, type Drawing, type Step } from '../../../shared/figures/drawing.ts';
import { BASE_TEXT, pixelsOf, type Page } from '../../../shared/figures/page.ts';
import { LIGHT } from '../../../shared/figures/palette.ts';
import { FONT_FAMILIES } from '../../../shared/figures/font.ts';
import type { Figure } from '../../../shared/figures/theme.ts';
import { titleOf, withoutTitle, type VectorKind, type VectorText } from '../../../shared/figures/vector-figure.ts';
import { drawEveryScript } from './fallback-fonts.ts';
import { registerFonts, registerPlainFonts, withPlainFonts } from './fonts.ts';
import { withPageBox } from './pdf-page.ts';
import { fontFaces } from './svg-fonts.ts';
import { withShortShapes } from './svg-shapes.ts';

export interface VectorOptions {
  readonly kind: VectorKind;
  readonly page: Page;
  /** What an SVG's text is written as; a PDF's is always letters. */
  readonly text: VectorText;
}

/**
 * Draws figures from left to right on one page, as SVG or PDF, without a window.
 * @throws WorkbenchError `no-room` where the page leaves no room for a plot, `font-missing` where the figures' font cannot be used.
 */
export function renderVector(
  figures: readonly Figure[],
  { hasTitle, ...options }: VectorOptions & { readonly hasTitle: boolean },
): Buffer {
  registerFonts();
  const measuring = createCanvas(1, 1).getContext('2d');
  drawEveryScript(measuring);
  const { width, height } = pixelsOf(options.page);
  // Chart.js takes whole pixels; the page ends before what the last one has too much, which is margin.
  const size = { width: Math.ceil(width / figures.length), height: Math.ceil(height), background: LIGHT.background };
  const drawings = figures.map((figure) => recordDrawing(hasTitle ? figure : withoutTitle(figure), size, measuring));
  return writeVector(drawings, { ...options, title: figures.map(titleOf).join(' · ') });
}

/** Writes drawings from left to right on one page; `title` is what the file says that it shows. */
export function writeVector(
  drawings: readonly Drawing[],
  { kind, page, text, title }: VectorOptions & { readonly title: string },
): Buffer {
  registerFonts();
  registerPlainFonts();
  const plain = drawings.map(inPlainFonts);
  switch (kind) {
    case 'svg':
      return svgOf(plain, page, text, title);
    case 'pdf':
      return pdfOf(plain, page, title);
  }
}

function replay(drawings: readonly Drawing[], context: SKRSContext2D): void {
  drawEveryScript(context);
  let left = 0;
  for (const drawing of drawings) {
    context.save();
    context.translate(left, 0);
    replayDrawing(drawing, context);
    context.restore();
    left += drawing.width;
  }
}

function pdfOf(drawings: readonly Drawing[], page: Page, title: string): Buffer {
  const document = new PDFDocument({ title, creator: 'GAN Workbench' });
  // The library knows whole points only. A page's context is a canvas's, which its type does not say.
  const context = document.beginPage(Math.ceil(page.width), Math.ceil(page.height)) as SKRSContext2D;
  const scale = page.font / BASE_TEXT;
  context.scale(scale, scale);
  replay(drawings, context);
  document.endPage();
  return withPageBox(document.close(), page);
}

/** The drawing in fonts whose every letter the canvas can name in a file. */
function inPlainFonts(drawing: Drawing): Drawing {
  const steps = drawing.steps.map((step): Step =>
    step[0] === 'font' ? ['font', withPlainFonts(String(step[1]))] : step,
  );
  return { ...drawing, steps };
}

function svgOf(drawings: readonly Drawing[], page: Page, text: VectorText, title: string): Buffer {
  const { width, height } = pixelsOf(page);
  const flag = text === 'outlines' ? SvgExportFlag.ConvertTextToPaths : SvgExportFlag.RelativePathEncoding;
  const canvas = createCanvas(Math.ceil(width), Math.ceil(height), flag);
  replay(drawings, canvas.getContext('2d'));
  // The canvas ends the places of letters with a comma, which other programs refuse. The weight of 600 it calls one of 500, of a family
  // of its own, which other programs do not find.
  const content = canvas
    .getContent()
    .toString('utf8')
    .replaceAll(', "', '"')
    .replaceAll('font-weight="500"', 'font-weight="600"')
    .replaceAll(`font-family="${FONT_FAMILIES.latin} SemiBold"`, `font-family="${FONT_FAMILIES.latin}"`);
  const numbered = withOwnNumbers(withShortShapes(content));
  const root =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${points(page.width)}pt" height="${points(page.height)}pt" viewBox="0 0 ${width} ${height}">\n` +
    `<title>${escaped(title)}</title>`;
  return Buffer.from(numbered.replace(/<svg\b[^>]*>/, () => root + fontFaces(numbered)));
}

/** With the ids of its own parts counted from 1: the canvas counts on over all files, so that no two would be the same. */
function withOwnNumbers(svg: string): string {
  const numbers = new Map<string, number>();
  return svg.replace(/(?<=\bid="|url\(#)(\w+?_)(\w+)(?=[")])/g, (id, kind: string) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return kind + String(number);
  });
}

function points(value: number): number {
  return Number(value.toFixed(4));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
