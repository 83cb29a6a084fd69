import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { WorkbenchError } from '../../../shared/errors.ts';
import { FONT_FAMILIES } from '../../../shared/figures/font.ts';
import { unpackWoff } from './woff.ts';

const WEIGHTS = [400, 600];

/** The families of the same fonts without contextual forms of letters. */
const PLAIN = ' Plain';

const { resolve } = createRequire(import.meta.url);
let registered = false;
let registeredPlain = false;

/**
 * Makes the figures' font known to the canvas, once a process. Without it a machine that has no fonts draws no text.
 * @throws WorkbenchError `font-missing` where a font file cannot be read or used.
 */
export function registerFonts(): void {
  if (registered) return;
  for (const [subset, family] of Object.entries(FONT_FAMILIES)) {
    for (const weight of WEIGHTS) register(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`, family);
  }
  registered = true;
}

/**
 * Makes the same fonts known without their contextual forms, such as a minus that stands higher before a digit. The canvas does
 * not know which letter such a form is: it would be missing in an SVG, and in what is copied from a PDF.
 * @throws WorkbenchError `font-missing` where a font file cannot be read or used.
 */
export function registerPlainFonts(): void {
  if (registeredPlain) return;
  for (const [subset, family] of Object.entries(FONT_FAMILIES)) {
    for (const weight of WEIGHTS) {
      const file = `@fontsource/inter/files/inter-${subset}-${weight}-normal.woff`;
      register(file, family + PLAIN, (font) => unpackWoff(font, new Set(['GSUB'])));
    }
  }
  registeredPlain = true;
}

/** A font as a canvas takes it, with the plain families instead. */
export function withPlainFonts(font: string): string {
  // The name of one family begins those of others. Browsers give a name of one word without quotation marks.
  return Object.values(FONT_FAMILIES).reduce(
    (text, family) => text.replace(new RegExp(`(?<=[ ,])"?${family}"?(?=,|$)`), `"${family}${PLAIN}"`),
    font,
  );
}

function register(file: string, family: string, unpack = (font: Buffer): Buffer => font): void {
  // Read here and not by the canvas, whose native code cannot look into a packaged application's archive.
  const key = GlobalFonts.register(unpack(readFont(file)), family);
  if (key === null) throw unusable(file, 'it is not a font that the canvas can use');
}

function readFont(file: string): Buffer {
  try {
    return readFileSync(resolve(file));
  } catch (cause) {
    throw unusable(file, 'it cannot be read', cause);
  }
}

function unusable(file: string, reason: string, cause?: unknown): WorkbenchError {
  const message = `The figures' font ${file} is not usable: ${reason}. Install the program's packages again.`;
  return new WorkbenchError('font-missing', message, { cause });
}
