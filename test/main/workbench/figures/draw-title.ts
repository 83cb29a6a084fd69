import { createHash } from 'node:crypto';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { renderPng } from '../../../../src/main/workbench/figures/render.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { lossesFigure } from '../../../../src/shared/figures/losses-figure.ts';
import { recorded1D, recordedLosses } from '../../../shared/figures/recorded.ts';

/** What a process of its own says of its fonts and of the figures it draws; printed as JSON. */
export interface Drawn {
  /** Font families of the machine, before a figure is drawn. */
  readonly families: number;
  /** Dark pixels of the words “vanilla · seed 1” before and after a figure is drawn. */
  readonly inkBefore: number;
  readonly inkAfter: number;
  /** SHA-256 of the two figures. */
  readonly digests: readonly string[];
}

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

export function draw(): Drawn {
  const families = GlobalFonts.families.length;
  const inkBefore = ink();
  const figures = [lossesFigure(recordedLosses()), distributionFigure(recorded1D({ discriminator: true }))];
  const digests = figures.map((figure) => createHash('sha256').update(renderPng(figure)).digest('hex'));
  const inkAfter = ink();
  return { families, inkBefore, inkAfter, digests };
}

if (import.meta.main) console.log(JSON.stringify(draw()));
