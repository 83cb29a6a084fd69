import { createCanvas } from '@napi-rs/canvas';
import { Chart } from 'chart.js';
import { describe, expect, it } from 'vitest';
import { registerFonts } from '../../../../src/main/files/figures/fonts.ts';
import { renderPng } from '../../../../src/main/files/figures/render.ts';
import { distributionFigure } from '../../../../src/shared/figures/distribution-figure.ts';
import { pictureOf } from '../../../../src/shared/figures/picture.ts';
import { recorded2D } from '../../../shared/figures/recorded.ts';

const SIZES = [
  { width: 640, height: 480 },
  { width: 1100, height: 480 },
  { width: 700, height: 400 },
  { width: 800, height: 600 },
  { width: 480, height: 520 },
  { width: 400, height: 900 },
];

function figureOf(discriminator: boolean, averaged: boolean) {
  const data = recorded2D();
  const { frame } = data.snapshot;
  if (frame.dimension !== 2) throw new TypeError('the record lies in the plane');
  const snapshot = { ...data.snapshot, frame: { ...frame, averaged: frame.points } };
  return distributionFigure({ ...data, snapshot, discriminator, averaged });
}

/** Pixels that a unit takes on either axis, and where the plot stands, of a chart that is read by `read`. */
function withChart<Read>(
  figure: ReturnType<typeof figureOf>,
  { width, height }: (typeof SIZES)[number],
  read: (chart: Chart<'line' | 'scatter'>) => Read,
): Read {
  registerFonts();
  const chart = new Chart(createCanvas(width, height), pictureOf(figure, { scale: 1, background: '#ffffff' }));
  try {
    return read(chart);
  } finally {
    chart.destroy();
  }
}

const layoutOf = ({ chartArea, scales: { x, y } }: Chart<'line' | 'scatter'>) => ({
  ...chartArea,
  ratio: (x.getPixelForValue(2) - x.getPixelForValue(-2)) / (y.getPixelForValue(-2) - y.getPixelForValue(2)),
});

describe.each(SIZES)('a figure of the plane on $width × $height', (size) => {
  it.each([
    [false, false],
    [true, false],
    [true, true],
  ])('is not stretched, with D(x) %s and the averaged generator %s', (discriminator, averaged) => {
    withChart(figureOf(discriminator, averaged), size, (chart) => {
      const first = layoutOf(chart);
      expect(Math.abs(first.ratio - 1)).toBeLessThan(0.005);
      expect(first.width).toBeGreaterThan(0.2 * Math.min(size.width, size.height));
      for (let again = 0; again < 2; again++) {
        chart.update('none');
        expect(layoutOf(chart)).toEqual(first);
      }
    });
  });

  it('has a legend as wide as the canvas lets it be', () => {
    withChart(figureOf(true, true), size, ({ legend }) => {
      expect(legend?.width).toBeGreaterThan(size.width - 50);
    });
  });
});

it('is shaped anew when its canvas changes its size', () => {
  withChart(figureOf(true, true), { width: 1100, height: 480 }, (chart) => {
    chart.resize(400, 900);
    const { ratio, width } = layoutOf(chart);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.005);
    expect(width).toBeGreaterThan(250);
  });
});

it('is the same picture from a fresh chart and from one that has drawn before', () => {
  const figure = figureOf(true, true);
  const options = { width: 700, height: 400 };
  expect(renderPng(figure, options).equals(renderPng(figure, options))).toBe(true);
});
