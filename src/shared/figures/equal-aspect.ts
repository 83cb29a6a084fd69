import type { Chart, Plugin, ScriptableContext } from 'chart.js';
import { MARGIN } from './theme.ts';
import type { Margin } from './theme.ts';

const paddings = new WeakMap<Chart, Margin>();
const refitted = new WeakSet<Chart>();

/** `layout.padding` of a chart that `equalAspect` shapes. */
export function equalAspectPadding({ chart }: Pick<ScriptableContext<'scatter'>, 'chart'>): Margin {
  return paddings.get(chart) ?? MARGIN;
}

/**
 * Gives a unit of x and a unit of y the same length: the plot is made narrower or lower inside its canvas.
 * How much room axes and titles take is known only once they are laid out, so the chart is laid out twice, and not
 * more often, however the ticks of the second layout differ.
 */
export const equalAspect: Plugin<'scatter'> = {
  id: 'equalAspect',
  afterUpdate(chart) {
    if (refitted.has(chart)) return;
    paddings.set(chart, fittingPadding(chart, equalAspectPadding({ chart })));
    refitted.add(chart);
    chart.update('none');
    refitted.delete(chart);
  },
};

function fittingPadding(chart: Chart, { right, bottom }: Margin): Margin {
  const { x, y } = chart.scales;
  const units = { across: x.max - x.min, up: y.max - y.min };
  const width = chart.chartArea.width + right - MARGIN.right;
  const height = chart.chartArea.height + bottom - MARGIN.bottom;
  const pixelsPerUnit = Math.min(width / units.across, height / units.up);
  return {
    ...MARGIN,
    right: MARGIN.right + Math.max(0, width - pixelsPerUnit * units.across),
    bottom: MARGIN.bottom + Math.max(0, height - pixelsPerUnit * units.up),
  };
}
