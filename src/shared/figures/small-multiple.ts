import type { Point } from 'chart.js';
import type { Palette } from './palette.ts';
import { font } from './font.ts';
import type { Figure } from './theme.ts';

const TICK_FONT = font(11);
const MARGIN = { top: 4, right: 10, bottom: 2, left: 2 };
/** The approximate number of ticks on an axis. */
const STEPS = 4;
/** The most points of a curve; with more, several would fall on one pixel. */
const CURVE_POINTS = 160;
/** The most points in 2-D; more would overlap, and each takes time to draw. */
export const SMALL_POINTS = 500;

/** The colours of a figure among those of other runs: the samples have the run's colour. */
export function runPalette(palette: Palette, colour: number): Palette {
  // A run's colour may be that of the averaged generator.
  return { ...palette, generator: palette.runs[colour % palette.runs.length], averagedGenerator: palette.text };
}

/**
 * A figure as one of several small ones of the same kind. The common parts, such as legend and axis names, are shown
 * once for all; the title of each is above it.
 */
export function smallMultiple<Shown extends Figure>(figure: Shown): Shown {
  const { options } = figure;
  const { scales = {}, plugins } = options ?? {};
  return {
    ...figure,
    data: {
      datasets: figure.data.datasets.map((dataset) => ({
        ...dataset,
        data: thinned(dataset.data, mostPoints(figure.type, dataset)),
      })),
    },
    options: {
      ...options,
      layout: { padding: MARGIN },
      plugins: {
        ...plugins,
        title: { display: false },
        subtitle: { display: false },
        legend: { display: false },
      },
      scales: Object.fromEntries(
        Object.entries(scales).map(([key, scale]) => [
          key,
          {
            ...scale,
            title: { display: false },
            ticks: { ...scale?.ticks, font: TICK_FONT, stepSize: roundStep(scale ?? {}), padding: 2 },
          },
        ]),
      ),
    },
  };
}

/** On a short axis Chart.js shows only zero if the next round number is beyond its ends. */
function roundStep({ min, max }: { readonly min?: unknown; readonly max?: unknown }): number | undefined {
  if (typeof min !== 'number' || typeof max !== 'number' || !(max > min)) return undefined;
  const exponent = Number(((max - min) / STEPS).toExponential().split('e')[1]);
  const candidates = [`1e${exponent}`, `2e${exponent}`, `5e${exponent}`, `1e${exponent + 1}`].map(Number);
  const distance = (step: number) => Math.abs((max - min) / step - STEPS);
  return candidates.reduce((best, step) => (distance(step) < distance(best) ? step : best));
}

/** All corners of a histogram are needed. */
function mostPoints(type: Figure['type'], dataset: Figure['data']['datasets'][number]): number {
  if (type === 'scatter') return SMALL_POINTS;
  return 'stepped' in dataset && dataset.stepped === false ? CURVE_POINTS : Infinity;
}

/** Thinned curves, cached by their points: a target's curve is the same array in all pictures of a run. */
const known = new WeakMap<readonly Point[], Point[]>();

function thinned(points: Point[], most: number): Point[] {
  const step = Math.ceil(points.length / most);
  if (step <= 1) return points;
  const kept = known.get(points) ?? points.filter((_, index) => index % step === 0 || index === points.length - 1);
  known.set(points, kept);
  return kept;
}
