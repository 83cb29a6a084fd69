import { createHash } from 'node:crypto';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { drawEveryScript } from '../../../../src/main/files/figures/fallback-fonts.ts';
import { renderPng } from '../../../../src/main/files/figures/render.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { cssFont, font } from '../../../../src/shared/figures/font.ts';
import { recorded1D, recordedLosses } from '../../../shared/figures/recorded.ts';

/** What a process of its own says of its fonts and of the figures it draws; printed as JSON. */
export interface Drawn {
  /** Font families of the machine, before a figure is drawn. */
  readonly families: number;
  /** Dark pixels of the words “vanilla · seed 1” before and after a figure is drawn. */
  readonly inkBefore: number;
  readonly inkAfter: number;
  /** SHA-256 of figures: of the losses, of a distribution, and of the losses of runs with names in other scripts. */
  readonly digests: readonly string[];
  /** The letters of those names that are drawn as an empty box. */
  readonly boxes: readonly string[];
}

/** Names in scripts that Inter has no letters of. */
const NAMES = [
  '学習率 实验 실험 עברית 🔥',
  'العربية हिन्दी ไทย বাংলা தமிழ் Հայերեն ქართული',
  '∇θ → ∞ ≤ ✓ ★ ∑ ℝ ⊗',
  'かな カナ 한국어 繁體 🚀',
];

/** Pixels that text in the figures' font darkens. */
function ink(): number {
  const canvas = createCanvas(300, 40);
  const context = canvas.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 300, 40);
  context.fillStyle = '#000000';
  context.font = '600 16px Inter';
  context.fillText('vanilla · seed 1', 5, 25);
  const { data } = context.getImageData(0, 0, 300, 40);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] < 128) dark++;
  return dark;
}

/** What a letter looks like. */
function look(letter: string): string {
  const canvas = createCanvas(60, 60);
  const context = canvas.getContext('2d');
  drawEveryScript(context);
  context.font = cssFont(font(32));
  context.fillText(letter, 10, 45);
  return createHash('sha256')
    .update(context.getImageData(0, 0, 60, 60).data)
    .digest('hex');
}

function boxes(): string[] {
  // No font has a letter there.
  const box = look('\u{10fffd}');
  const marks = /[\s\p{M}]/u;
  return Array.from(NAMES.join('')).filter((letter) => !marks.test(letter) && look(letter) === box);
}

export function draw(): Drawn {
  const families = GlobalFonts.families.length;
  const inkBefore = ink();
  const figures = [lossesFigure(recordedLosses()), distributionFigure(recorded1D({ discriminator: true }))];
  const losses = recordedLosses();
  const named = NAMES.map((name) => lossesFigure({ ...losses, run: { ...losses.run, name } }));
  const digests = [...figures, ...named].map((figure) => createHash('sha256').update(renderPng(figure)).digest('hex'));
  const inkAfter = ink();
  return { families, inkBefore, inkAfter, digests, boxes: boxes() };
}

if (import.meta.main) console.log(JSON.stringify(draw()));
