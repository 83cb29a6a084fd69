import { WorkbenchError } from '../errors.ts';
import type { Figure } from './theme.ts';

/** The size of a vector picture and of its text, in points: 1/72 inch. */
export interface Page {
  readonly width: number;
  readonly height: number;
  /** The font size of axis titles and legend; lines and all other text scale with it. */
  readonly font: number;
}

/** The same, with optional parts. */
export type PageChoice = { readonly [Key in keyof Page]?: number | undefined };

/** CSS pixels of the text to which a page's font size refers. */
export const BASE_TEXT = 13;

/** Points of each unit. */
export const POINTS = { mm: 72 / 25.4, cm: 72 / 2.54, in: 72, pt: 1 };
const POINTS_OF_PIXEL = 0.75;
const USUAL_FONT = 8;
const LEAST = { width: 20 * POINTS.mm, height: 20 * POINTS.mm, font: 4 };
const MOST = { width: 1200 * POINTS.mm, height: 1200 * POINTS.mm, font: 72 };

/** Sizes by name: columns of a journal, and a slide of 13.33 × 7.5 inches. */
export const PAGE_SIZES = {
  'one-column': { width: 85 * POINTS.mm, height: undefined, font: USUAL_FONT },
  'two-columns': { width: 174 * POINTS.mm, height: undefined, font: USUAL_FONT },
  slide: { width: 960, height: 540, font: 18 },
} as const;
export type PageSizeName = keyof typeof PAGE_SIZES;
export const PAGE_SIZE_NAMES = Object.keys(PAGE_SIZES) as readonly PageSizeName[];

const NAMES = { width: 'A width', height: 'A height', font: 'A font size' };

/** A length such as `85mm` in points. Throws WorkbenchError `bad-size`. */
export function lengthOf(text: string, side: keyof Page): number {
  const [, digits = '', unit = ''] = /^\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const points = Object.entries(POINTS).find(([name]) => name === unit.toLowerCase())?.[1];
  const example = side === 'font' ? '8pt' : '85mm';
  if (digits === '') throw badSize(`${text} is not a length; write a number and its unit, such as ${example}.`);
  if (points === undefined) {
    const given = unit === '' ? 'has no unit' : `has the unit ${unit}, which is not known`;
    throw badSize(`${text} ${given}; use mm, cm, in or pt, such as ${example}.`);
  }
  return within(Number(digits) * points, side);
}

function within(points: number, side: keyof Page): number {
  // Rounded, so that 20 mm stay 20 mm after a conversion.
  if (points >= LEAST[side] - 1e-6 && points <= MOST[side] + 1e-6) return points;
  const range =
    side === 'font'
      ? `${LEAST.font} to ${MOST.font} pt`
      : `${millimetres(LEAST[side])} to ${millimetres(MOST[side])} mm`;
  throw badSize(`${NAMES[side]} is from ${range}.`);
}

function millimetres(points: number): number {
  return Math.round(points / POINTS.mm);
}

function badSize(message: string): WorkbenchError {
  return new WorkbenchError('bad-size', message);
}

/** Width over height of a figure in a document: line charts have a fixed ratio, other figures that of their `size`. */
export function ratioOf(
  type: Figure['type'],
  { width, height }: { readonly width: number; readonly height: number },
): number {
  return type === 'line' ? 3 / 2 : width / height;
}

/** The page of a picture whose width is `ratio` times its height, unless both are chosen. Throws WorkbenchError `bad-size`. */
export function pageOf({ width, height, font = USUAL_FONT }: PageChoice, ratio: number): Page {
  const usual = width ?? (height === undefined ? PAGE_SIZES['one-column'].width : height * ratio);
  return {
    width: within(usual, 'width'),
    height: within(height ?? usual / ratio, 'height'),
    font: within(font, 'font'),
  };
}

/** The page of a picture with its size on the screen, in CSS pixels. */
export function pageOfPixels({ width, height }: { readonly width: number; readonly height: number }): Page {
  return {
    width: width * POINTS_OF_PIXEL,
    height: height * POINTS_OF_PIXEL,
    font: BASE_TEXT * POINTS_OF_PIXEL,
  };
}

/** The size of a page in CSS pixels of its figure. */
export function pixelsOf({ width, height, font }: Page): { readonly width: number; readonly height: number } {
  // Rounded, because unit conversion leaves meaningless last digits.
  const pixels = (points: number) => Math.round((points * BASE_TEXT * 1e4) / font) / 1e4;
  return { width: pixels(width), height: pixels(height) };
}
