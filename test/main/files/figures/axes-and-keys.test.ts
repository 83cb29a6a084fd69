import { createCanvas } from '@napi-rs/canvas';
import { Chart, type Scale } from 'chart.js';
import { beforeAll, expect, it } from 'vitest';
import { FIGURE_COMPONENTS } from '../../../../src/shared/figures/components.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { LIGHT } from '../../../../src/shared/figures/palette.ts';
import { pictureOf } from '../../../../src/shared/figures/picture.ts';
import { settingAxis, settingScale } from '../../../../src/shared/figures/setting-axis.ts';
import { cssFont, font } from '../../../../src/shared/figures/font.ts';
import { logarithmicAxis, type Figure } from '../../../../src/shared/figures/theme.ts';
import { registerFonts } from '../../../../src/main/files/figures/fonts.ts';
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

it('labels of values near each other do not run into one another, and none is lost where there is room', () => {
  const labelsAt = (width: number): string[] => {
    const canvas = createCanvas(width, 300);
    const axis = settingScale(LIGHT, settingAxis('optimizer.generator.learning_rate', [1e-5, 4e-4, 5e-4, 1e-3]));
    const figure: Figure = {
      type: 'scatter',
      data: { datasets: [{ data: [{ x: 1e-5, y: 0 }], parsing: false }] },
      options: { animation: false, scales: { x: axis, y: { type: 'linear' } } },
    };
    const chart = new Chart(canvas, pictureOf(figure, { scale: 1, background: '#ffffff' }));
    const { x } = chart.scales;
    const context = canvas.getContext('2d');
    context.font = cssFont(font(12));
    const shown = x.ticks.flatMap(({ label }, index) => {
      const text = String(label ?? '');
      const half = context.measureText(text).width / 2;
      return text === '' ? [] : [{ text, from: x.getPixelForTick(index) - half, to: x.getPixelForTick(index) + half }];
    });
    shown.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThan(shown[index].to));
    chart.destroy();
    return shown.map(({ text }) => text);
  };
  expect(labelsAt(420)).toEqual(['1e−5', '4e−4', '1e−3']);
  expect(labelsAt(1600)).toEqual(['1e−5', '4e−4', '5e−4', '1e−3']);
});

it('the numbers of the densities stand above those of D(x), at any height of the two', () => {
  const figure = distributionFigure({ ...recorded1D(), discriminator: true });
  for (let height = 160; height <= 480; height += 20) {
    const picture = pictureOf(figure, { scale: 1, background: '#ffffff' });
    const chart = new Chart(createCanvas(500, height), picture);
    const placesOf = (scale: Scale) =>
      scale.ticks.flatMap(({ label }, index) => (label === '' ? [] : [scale.getPixelForTick(index)]));
    const lowest = Math.max(...placesOf(chart.scales.y));
    const highest = Math.min(...placesOf(chart.scales.discriminator));
    expect(highest - lowest).toBeGreaterThanOrEqual(12);
    chart.destroy();
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
