import type { ChartType, Plugin } from 'chart.js';
import type { LatentTick } from '../latent-grid.ts';
import type { Brush } from './brush.ts';

export interface CurveTicksOptions {
  readonly ticks: readonly LatentTick[];
  /** The dataset of the curve: without it there are no ticks either. */
  readonly curve: string;
  readonly colour: string;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    curveTicks: CurveTicksOptions;
  }
}

/** Half the length of a tick, in pixels. */
const HALF = 7;

/**
 * Draws `options.plugins.curveTicks` across their curve: perpendicular on the picture, where a unit of x may be longer than one of y.
 * They are over the samples, because the samples of one latent number all lie on its curve.
 */
export const curveTicks: Plugin<'scatter', CurveTicksOptions> = {
  id: 'curveTicks',
  afterDatasetsDraw({ ctx, data, chartArea, scales }, _, { ticks, curve, colour }) {
    if (!data.datasets.some(({ label }) => label === curve)) return;
    const brush = ctx as unknown as Brush;
    brush.strokeStyle = colour;
    brush.lineWidth = 1.5;
    for (const { x, y, towards } of ticks) {
      const [left, top] = [scales.x.getPixelForValue(x), scales.y.getPixelForValue(y)];
      if (left < chartArea.left || left > chartArea.right || top < chartArea.top || top > chartArea.bottom) continue;
      const [right, down] = [scales.x.getPixelForValue(towards.x) - left, scales.y.getPixelForValue(towards.y) - top];
      const length = Math.sqrt(right * right + down * down);
      // Where the curve stands still, the tick stands upright.
      const [across, along] = length > 0 ? [(-down / length) * HALF, (right / length) * HALF] : [0, HALF];
      brush.beginPath();
      brush.moveTo(left - across, top - along);
      brush.lineTo(left + across, top + along);
      brush.stroke();
    }
  },
};
