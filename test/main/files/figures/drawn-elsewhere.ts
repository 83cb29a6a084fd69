import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { BASE_TEXT, pixelsOf, POINTS, type Page } from '../../../../src/shared/figures/page.ts';
import { renderPng } from '../../../../src/main/files/figures/render.ts';
import { withoutTitle } from '../../../../src/shared/figures/vector-figure.ts';
import type { Figure } from '../../../../src/shared/figures/theme.ts';

/** Whether poppler's programs are on this machine. */
export const HAS_POPPLER = ['pdftoppm', 'pdftotext'].every((program) => spawnSync(program, ['-v']).error === undefined);

function run(program: string, pdf: Buffer, args: (file: string) => readonly string[], result: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'poppler-'));
  try {
    const file = join(folder, 'figure.pdf');
    writeFileSync(file, pdf);
    const { status, stderr } = spawnSync(program, args(file), { cwd: folder });
    if (status !== 0) throw new Error(`${program}: ${stderr.toString()}`);
    // Either warns on stderr of what it does not understand in a file.
    if (stderr.length > 0) throw new Error(`${program} warns: ${stderr.toString()}`);
    return readFileSync(join(folder, result));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The page of a PDF as poppler draws it, with as many pixels in an inch. */
export function drawnByPoppler(pdf: Buffer, perInch: number): PNG {
  const drawn = run('pdftoppm', pdf, (file) => ['-png', '-singlefile', '-r', `${perInch}`, file, 'drawn'], 'drawn.png');
  return PNG.sync.read(drawn);
}

/** The text of a PDF as poppler reads it, its spaces and line ends made one space each. */
export function readByPoppler(pdf: Buffer): string {
  const text = run('pdftotext', pdf, (file) => ['-enc', 'UTF-8', file, 'text'], 'text').toString('utf8');
  return text.replace(/\s+/g, ' ');
}

/** An SVG as Chromium draws it at its own size, with as many pixels in an inch. */
export async function drawnByBrowser(browser: Browser, svg: Buffer, { width, height }: Page, perInch: number) {
  const viewport = { width: Math.ceil(width / 0.75), height: Math.ceil(height / 0.75) };
  const page = await browser.newPage({ viewport, deviceScaleFactor: perInch / 96 });
  await page.setContent(
    `<body style="margin:0"><img style="display:block" src="data:image/svg+xml;base64,${svg.toString('base64')}">`,
  );
  await page.evaluate("document.querySelector('img').decode()");
  const shown = PNG.sync.read(await page.screenshot());
  await page.close();
  return shown;
}

/** The program's own picture of a page, with as many pixels in an inch. */
export function drawnHere(figure: Figure, page: Page, perInch: number, hasTitle: boolean): PNG {
  const { width, height } = pixelsOf(page);
  const size = { width: Math.ceil(width), height: Math.ceil(height) };
  const scale = (perInch / POINTS.in) * (page.font / BASE_TEXT);
  return PNG.sync.read(renderPng(hasTitle ? figure : withoutTitle(figure), { ...size, scale }));
}

export interface PictureDifference {
  /** Of all pixels, those in which red, green or blue differs by more than a quarter of its range. */
  readonly share: number;
  /**
   * The largest distance in pixels by which something is elsewhere: around each pixel of either picture, the other has within this
   * distance a darker and a lighter one, or one as dark.
   */
  readonly displacement: number;
}

const TOLERANCE = 64;
const FARTHEST = 40;

/** Compares two pictures from their upper left corners on; what one is larger by is left out. */
export function pictureDifference(one: PNG, other: PNG): PictureDifference {
  const width = Math.min(one.width, other.width);
  const height = Math.min(one.height, other.height);
  let different = 0;
  let displacement = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (isFound(one, x, y, other, 0)) continue;
      different += 1;
      for (const [from, to] of [
        [one, other],
        [other, one],
      ])
        while (displacement < FARTHEST && !isFound(from, x, y, to, displacement)) displacement += 1;
    }
  }
  return { share: different / (width * height), displacement };
}

/** Whether the colour of a pixel lies between those that the other picture has within `distance` of its place. */
function isFound(from: PNG, x: number, y: number, to: PNG, distance: number): boolean {
  const at = 4 * (y * from.width + x);
  for (let part = 0; part < 3; part++) {
    let [low, high] = [255, 0];
    for (let row = Math.max(0, y - distance); row <= Math.min(to.height - 1, y + distance); row++)
      for (let column = Math.max(0, x - distance); column <= Math.min(to.width - 1, x + distance); column++) {
        const value = to.data[4 * (row * to.width + column) + part];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    const value = from.data[at + part];
    if (value < low - TOLERANCE || value > high + TOLERANCE) return false;
  }
  return true;
}
