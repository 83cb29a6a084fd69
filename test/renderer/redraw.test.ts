import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { Chart, type Point } from 'chart.js';
import { beforeAll, expect, it, vi } from 'vitest';
import { differsByDataAlone, GROUND_PLUGIN, redraw } from '../../src/renderer/charts/redraw.ts';
import { FIGURE_COMPONENTS } from '../../src/shared/figures/components.ts';
import { densityHeat } from '../../src/shared/figures/density-heat.ts';
import { discriminatorHeat } from '../../src/shared/figures/discriminator-heat.ts';
import { DARK, LIGHT, type Palette } from '../../src/shared/figures/palette.ts';
import { pictureOf } from '../../src/shared/figures/picture.ts';
import { targetContours } from '../../src/shared/figures/target-contours.ts';
import { line, targetLine } from '../../src/shared/figures/target-line.ts';
import { figureOptions, linearAxis, type Figure } from '../../src/shared/figures/theme.ts';

beforeAll(() => {
  Chart.register(GROUND_PLUGIN, ...FIGURE_COMPONENTS);
  // The ground is drawn on a canvas of the page.
  Object.assign(globalThis, { document: { createElement: () => createCanvas(1, 1) } });
});

const AXIS = { low: -4, high: 4 };
const x = Float64Array.from({ length: 41 }, (_, index) => -4 + index / 5);
const SHAPE = { dimension: 1, kind: 'curve', x, density: x.map((at) => 1 / (1 + at * at)) } as const;
const GRID = { columns: 8, rows: 8, density: Array.from({ length: 64 }, (_, cell) => cell % 7) };
/** It also leaves the plot, where it is cut off. */
const points = (moved: number): Point[] => Array.from(x, (at) => ({ x: at + moved, y: 1.4 / (1 + at * at) }));

function lineFigure(moved: number, palette: Palette): Figure {
  const options = figureOptions(palette, { title: 'a run', subtitle: '' });
  return {
    type: 'line',
    data: {
      datasets: [line('generator', palette.generator, 1, points(moved)), targetLine(SHAPE, palette, 2)],
    },
    options: {
      ...options,
      plugins: { ...options.plugins, filler: { drawTime: 'beforeDatasetsDraw' } },
      scales: {
        x: linearAxis(palette, 'x', { min: AXIS.low, max: AXIS.high }),
        y: linearAxis(palette, 'density', { min: 0, max: 1.2 }),
      },
    },
  };
}

function planeFigure(moved: number, palette: Palette): Figure {
  const options = figureOptions(palette, { title: 'a run', subtitle: '' });
  return {
    type: 'scatter',
    data: {
      datasets: [
        { label: 'generator', data: points(moved), parsing: false, backgroundColor: palette.generator, pointRadius: 5 },
      ],
    },
    options: {
      ...options,
      plugins: {
        ...options.plugins,
        densityHeat: { grid: GRID, horizontal: AXIS, vertical: AXIS, colour: palette.target },
      },
      scales: {
        x: linearAxis(palette, 'x', { min: AXIS.low, max: AXIS.high }),
        y: linearAxis(palette, 'y', { min: AXIS.low, max: AXIS.high }),
      },
    },
    plugins: [densityHeat],
  };
}

/** Over colours that are nearly opaque, lines can be seen only where they are drawn after them. */
function fieldFigure(moved: number, palette: Palette): Figure {
  const figure = planeFigure(moved, palette);
  const outputs = Float32Array.from({ length: 64 }, (_, at) => (at % 8) / 7);
  const places = { horizontal: AXIS, vertical: AXIS };
  const range = { low: 0, high: 1 };
  const plugins = {
    ...figure.options?.plugins,
    discriminatorHeat: { ...places, outputs, range, real: palette.discriminatorReal, fake: palette.discriminatorFake },
    targetContours: { ...places, grid: GRID, colour: palette.text },
  };
  return {
    ...figure,
    options: { ...figure.options, plugins },
    plugins: [discriminatorHeat, targetContours],
  } as Figure;
}

function drawn(figure: Figure): { readonly chart: Chart; readonly canvas: Canvas } {
  const canvas = createCanvas(500, 400);
  const picture = pictureOf(figure, { scale: 2, background: undefined });
  const data = { datasets: picture.data.datasets.map((dataset) => ({ ...dataset })) };
  return { chart: new Chart(canvas as unknown as HTMLCanvasElement, { ...picture, data }), canvas };
}

const pixelsOf = (canvas: Canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
const areEqual = (one: Uint8ClampedArray, other: Uint8ClampedArray) => one.every((value, at) => value === other[at]);

it.each([
  ['on the line', LIGHT, lineFigure],
  ['on the line', DARK, lineFigure],
  ['in the plane', LIGHT, planeFigure],
  ['in the plane', DARK, planeFigure],
  ['over the field of D', LIGHT, fieldFigure],
  ['over the field of D', DARK, fieldFigure],
])('a picture %s that follows another has the pixels of one that is drawn anew', (_where, palette, figureOf) => {
  const [before, after] = [0, 0.7].map((moved) => figureOf(moved, palette));
  expect(differsByDataAlone(before, after)).toBe(true);
  const { chart, canvas } = drawn(before);
  const anew = drawn(after);
  const first = pixelsOf(canvas);
  expect(areEqual(first, pixelsOf(anew.canvas))).toBe(false);
  redraw(chart, after.data.datasets);
  expect(areEqual(pixelsOf(canvas), pixelsOf(anew.canvas))).toBe(true);
  // And again, on the ground that is known now.
  redraw(chart, before.data.datasets);
  expect(areEqual(pixelsOf(canvas), first)).toBe(true);
  chart.destroy();
  anew.chart.destroy();
});

it.each([
  ['in the plane', planeFigure],
  ['over the field of D', fieldFigure],
])('what lies under the samples %s is not drawn anew with each picture', (_where, figureOf) => {
  const [before, after, last] = [0, 0.3, 0.7].map((moved) => figureOf(moved, LIGHT));
  const { chart } = drawn(before);
  redraw(chart, after.data.datasets);
  const filled = vi.spyOn(chart.ctx, 'fillRect');
  redraw(chart, last.data.datasets);
  expect(filled).not.toHaveBeenCalled();
  chart.destroy();
});
