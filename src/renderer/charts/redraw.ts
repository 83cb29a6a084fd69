import type { Chart, ChartData } from 'chart.js';
import equal from 'fast-deep-equal';
import type { Figure } from '../../shared/figures/theme.ts';

/** What Chart.js has no public name for: drawing the datasets and nothing else. */
interface DatasetDrawing {
  _drawDatasets: () => void;
}

/** Legend, axes and grid of a chart as they were last laid out. */
const grounds = new WeakMap<Chart, HTMLCanvasElement>();

/** Whether one figure differs from another by its data alone, and its axes do not depend on them. */
export function differsByDataAlone(before: Figure, after: Figure): boolean {
  return (
    before.data.datasets.length === after.data.datasets.length &&
    Object.values(after.options?.scales ?? {}).every((scale) => scale?.min !== undefined && scale.max !== undefined) &&
    equal(before.data.datasets.map(looks), after.data.datasets.map(looks)) &&
    equal(optionsButTitle(before), optionsButTitle(after))
  );
}

/**
 * Draws other data in an otherwise unchanged chart, on a copy of its legend and axes. A whole update would lay these out
 * and draw them anew, which takes most of the time of a picture that the player shows for a thirtieth of a second.
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
  (chart as unknown as DatasetDrawing)._drawDatasets();
}

/** To be called before a chart is laid out anew. */
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
  const drawing = chart as unknown as DatasetDrawing;
  drawing._drawDatasets = () => undefined;
  chart.draw();
  Reflect.deleteProperty(drawing, '_drawDatasets');
  const ground = document.createElement('canvas');
  ground.width = canvas.width;
  ground.height = canvas.height;
  ground.getContext('2d')?.drawImage(canvas, 0, 0);
  grounds.set(chart, ground);
}

function looks(dataset: Figure['data']['datasets'][number]): object {
  return { ...dataset, data: undefined };
}

/** The title is not on the screen. */
function optionsButTitle({ options }: Figure): object {
  return { ...options, plugins: { ...options?.plugins, title: undefined } };
}
