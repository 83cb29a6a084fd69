import { expect, test } from 'vitest';
import { renderPng, renderSideBySide } from '../../../../src/main/files/figures/render.ts';
import { previewLaws } from '../../../../src/main/files/figures/laws-preview.ts';
import { architectureFigure } from '../../../../src/shared/figures/architecture-figure.ts';
import { parseConfig } from '../../../../src/shared/config/parse.ts';
import { inputFigures } from '../../../../src/shared/figures/input-figure.ts';
import { LIGHT } from '../../../../src/shared/figures/palette.ts';
import { decodePng, near, rgb } from './pixels.ts';

const FILES = { table: undefined, modules: [] };

function configOf(input: unknown) {
  const parsed = parseConfig(input);
  if (!parsed.ok) throw new Error(parsed.refusals[0].message);
  return parsed.config;
}

async function drawn(input: unknown) {
  const { noise, target } = inputFigures(await previewLaws(configOf(input), FILES));
  return decodePng(renderSideBySide([noise, target], { width: 400, height: 400 }));
}

test('noise stands left in the generator’s colour, the target right in grey', async () => {
  const picture = await drawn({});
  expect([picture.width, picture.height]).toEqual([1600, 800]);
  const [noise, target] = [near(rgb(LIGHT.generator)), near(rgb(LIGHT.target))];
  expect(picture.count(noise, { right: 0.5 })).toBeGreaterThan(500);
  expect(picture.count(noise, { left: 0.5 })).toBe(0);
  expect(picture.count(target, { left: 0.5 })).toBeGreaterThan(500);
});

test('the noise law is drawn where it is: U(0, 1) has density 1 there and none beside it', async () => {
  const { noise } = await previewLaws(configOf({}), FILES);
  const at = (x: number) => noise.shape.density[noise.shape.x.findIndex((edge) => edge > x) - 1];
  expect(at(0.5)).toBeCloseTo(1, 10);
  expect(at(-0.1)).toBe(0);
  expect(at(1.1)).toBe(0);
});

test('a target in the plane is drawn over both axes', async () => {
  const picture = await drawn({ target: 'ring', generator: { latent_dimension: 2 }, noise: 'normal' });
  const isShaded = (red: number) => red > 110 && red < 210;
  expect(picture.count(isShaded, { left: 0.58, right: 0.85, top: 0.1, bottom: 0.8 })).toBeGreaterThan(200);
});

test('the architecture is drawn with units, connections and names, however deep the networks are', async () => {
  for (const hidden_widths of [[], [64, 32], Array.from({ length: 8 }, () => 128)]) {
    const run = { name: 'drawn', config: configOf({ generator: { hidden_widths }, discriminator: { hidden_widths } }) };
    const picture = await decodePng(renderPng(architectureFigure(run)));
    expect(picture.count(near(rgb(LIGHT.generator)))).toBeGreaterThan(300);
    for (const third of [0, 1, 2]) {
      const band = { top: 0.08 + 0.3 * third, bottom: 0.08 + 0.3 * (third + 1) };
      expect(picture.count((...pixel) => pixel.every((part) => part < 100), band)).toBeGreaterThan(100);
    }
  }
});
