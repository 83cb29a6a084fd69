import { LineElement, type Chart, type ChartData, type ChartMeta, type Plugin } from 'chart.js';
import { clipArea, getDatasetClipArea, unclipArea } from 'chart.js/helpers';
import equal from 'fast-deep-equal';
import { densityHeat } from '../../shared/figures/density-heat.ts';
import { discriminatorHeat } from '../../shared/figures/discriminator-heat.ts';
import { targetContours } from '../../shared/figures/target-contours.ts';
import type { Figure } from '../../shared/figures/theme.ts';

/** Legend, axes and grid of a chart as they were last laid out, and what else stays as it is under its datasets. */
const grounds = new WeakMap<Chart, HTMLCanvasElement>();

/** Charts that are drawn without their datasets at this moment. */
const bare = new WeakSet<Chart>();

/** Leaves the datasets out of the ground. To be registered before other plugins, which draw what belongs to the datasets. */
export const GROUND_PLUGIN: Plugin = {
  id: 'ground',
  beforeDatasetsDraw: (chart) => (bare.has(chart) ? false : undefined),
};

/** Plugins whose drawing under the datasets does not depend on these: it belongs to the ground. */
const STILL: ReadonlySet<string> = new Set([densityHeat.id, discriminatorHeat.id, targetContours.id]);

/** Calls the plugins before the datasets are drawn: those of the ground, or the others. */
function drawUnder(chart: Chart, isGround: boolean): void {
  // Chart.js takes a filter, although its types do not say so.
  const notify = chart.notifyPlugins.bind(chart) as (
    hook: string,
    args: object,
    filter: (descriptor: { readonly plugin: Plugin }) => boolean,
  ) => void;
  notify('beforeDatasetsDraw', { cancelable: true }, ({ plugin }) => STILL.has(plugin.id) === isGround);
}

/**
 * Whether one figure differs from another by its data alone, and its axes do not depend on them. The title is not in the chart, nor is
 * the subtitle where it `isBare`.
 */
export function differsByDataAlone(before: Figure, after: Figure, isBare = false): boolean {
  return (
    before.data.datasets.length === after.data.datasets.length &&
    Object.values(after.options?.scales ?? {}).every((scale) => scale?.min !== undefined && scale.max !== undefined) &&
    equal(before.data.datasets.map(looks), after.data.datasets.map(looks)) &&
    equal(optionsInChart(before, isBare), optionsInChart(after, isBare))
  );
}

/**
 * Draws new data in an otherwise unchanged chart, over a copy of its legend and axes. A full update would lay these out and draw
 * them again, which takes most of the time of a picture that the player shows for a thirtieth of a second.
 */
export function redraw(chart: Chart, datasets: ChartData['datasets']): void {
  chart.data.datasets.forEach((dataset, index) => {
    const { data } = datasets[index];
    if (dataset.data === data) return;
    dataset.data = data;
    const { controller } = chart.getDatasetMeta(index);
    controller.buildOrUpdateElements();
    controller.update('none');
  });
  drawGround(chart);
  drawDatasets(chart);
}

/** Call this before a chart is laid out again. */
export function forgetGround(chart: Chart): void {
  grounds.delete(chart);
}

function drawGround(chart: Chart): void {
  const { canvas, ctx } = chart;
  const known = grounds.get(chart);
  if (known?.width === canvas.width && known.height === canvas.height) {
    ctx.save();
    ctx.resetTransform();
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(known, 0, 0);
    ctx.restore();
    return;
  }
  bare.add(chart);
  chart.draw();
  bare.delete(chart);
  drawUnder(chart, true);
  const ground = document.createElement('canvas');
  ground.width = canvas.width;
  ground.height = canvas.height;
  ground.getContext('2d')?.drawImage(canvas, 0, 0);
  grounds.set(chart, ground);
}

/**
 * Draws what Chart.js draws between grid and legend: the datasets, the last one first and each within its own area, and what
 * plugins add to them.
 */
function drawDatasets(chart: Chart): void {
  drawUnder(chart, false);
  for (const meta of chart.getSortedVisibleDatasetMetas().toReversed()) drawDataset(chart, meta);
  chart.notifyPlugins('afterDatasetsDraw');
}

function drawDataset(chart: Chart, meta: ChartMeta): void {
  const area = getDatasetClipArea(chart, meta);
  chart.notifyPlugins('beforeDatasetDraw', { meta, index: meta.index, cancelable: true });
  // Of lines between scattered points Chart.js does this only where it draws the whole chart.
  if (meta.dataset instanceof LineElement) meta.dataset.updateControlPoints(chart.chartArea);
  if (area !== false) clipArea(chart.ctx, area);
  meta.controller.draw();
  if (area !== false) unclipArea(chart.ctx);
  chart.notifyPlugins('afterDatasetDraw', { meta, index: meta.index, cancelable: false });
}

function looks(dataset: Figure['data']['datasets'][number]): object {
  return { ...dataset, data: undefined };
}

function optionsInChart({ options }: Figure, isBare: boolean): object {
  const plugins = { ...options?.plugins, title: undefined, ...(isBare && { subtitle: undefined }) };
  return { ...options, plugins };
}
