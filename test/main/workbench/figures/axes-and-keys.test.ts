import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import { beforeAll, expect, it } from 'vitest';
import { FIGURE_COMPONENTS } from '../../../../src/shared/figures/components.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { LIGHT } from '../../../../src/shared/figures/palette.ts';
import { pictureOf } from '../../../../src/shared/figures/picture.ts';
import { logarithmicAxis, type Figure } from '../../../../src/shared/figures/theme.ts';
import { registerFonts } from '../../../../src/main/workbench/figures/fonts.ts';
import { recorded1D } from '../../../shared/figures/recorded.ts';

beforeAll(() => {
  registerFonts();
  Chart.register(...FIGURE_COMPONENTS);
});

function drawn(figure: Figure): Chart {
  const canvas = createCanvas(700, 400);
  return new Chart(canvas, pictureOf(figure, { scale: 1, background: '#ffffff' }));
}

function logarithmicLabels(low: number, high: number): string[] {
  const chart = drawn({
    type: 'line',
    data: { datasets: [{ data: [low, high].map((y, x) => ({ x, y })), parsing: false }] },
    options: { animation: false, scales: { x: { type: 'linear' }, y: logarithmicAxis(LIGHT, 'loss') } },
  });
  const labels = chart.scales.y.ticks.map(({ label }) => String(label ?? '')).filter((label) => label !== '');
  chart.destroy();
  return labels;
}

it('a log axis is numbered at 1, 2 and 5 of each power of ten, and briefly', () => {
  expect(logarithmicLabels(0.02, 3)).toEqual(expect.arrayContaining(['0.05', '0.1', '0.2', '0.5', '1', '2']));
  for (const [low, high] of [
    [0.02, 3],
    [0.1, 1e30],
    [1e-9, 1],
    [0.61, 0.84],
  ]) {
    const labels = logarithmicLabels(low, high);
    expect(labels.length).toBeGreaterThan(1);
    for (const label of labels) {
      expect(label.length).toBeLessThanOrEqual(6);
      if (high / low > 5) expect(label.replace('−', '-')).toMatch(/^(?:0\.0*)?[125]0*(?:e-?\d+)?$/);
    }
  }
});

it('D(x) and D*(x) have keys that are told apart: another hue, and dashes where the line has them', () => {
  const data = recorded1D();
  const density = new Float64Array(128).fill(0.2);
  const chart = drawn(distributionFigure({ ...data, discriminator: true, density }));
  const items = chart.legend?.legendItems ?? [];
  const keyOf = (text: string) => items.find((item) => item.text.startsWith(text));
  expect(keyOf('ideal D*(x)')?.lineDash).toEqual([5, 4]);
  expect(keyOf('discriminator D(x)')?.lineDash ?? []).toEqual([]);
  expect(keyOf('ideal D*(x)')?.strokeStyle).not.toBe(keyOf('discriminator D(x)')?.strokeStyle);
  chart.destroy();
});
