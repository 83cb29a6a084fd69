import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import { WorkbenchError } from '../../../shared/errors.ts';
import { FONT_FAMILIES } from '../../../shared/figures/theme.ts';

const WEIGHTS = [400, 600];

const { resolve } = createRequire(import.meta.url);
let registered = false;

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

function register(file: string, family: string): void {
  // Read here and not by the canvas, whose native code cannot look into a packaged application's archive.
  const key = GlobalFonts.register(readFont(file), family);
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
