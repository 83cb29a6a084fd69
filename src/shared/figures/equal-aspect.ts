import type { Chart, Plugin, ScriptableContext } from 'chart.js';

interface Padding {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

const MARGIN: Padding = { top: 14, right: 22, bottom: 12, left: 12 };
const paddings = new WeakMap<Chart, Padding>();

/** `layout.padding` of a chart that `equalAspect` shapes. */
export function equalAspectPadding({ chart }: Pick<ScriptableContext<'scatter'>, 'chart'>): Padding {
  return paddings.get(chart) ?? MARGIN;
}

/**
 * Gives a unit of x and a unit of y the same length: the plot is made narrower or lower inside its canvas.
 * How much room axes and titles take is known only once they are laid out, so the chart is laid out twice.
 */
export const equalAspect: Plugin<'scatter'> = {
  id: 'equalAspect',
  afterUpdate(chart) {
    const before = equalAspectPadding({ chart });
    const after = fittingPadding(chart, before);
    const unchanged = Math.abs(after.right - before.right) < 1 && Math.abs(after.bottom - before.bottom) < 1;
    if (unchanged) return;
    paddings.set(chart, after);
    chart.update('none');
  },
};

function fittingPadding(chart: Chart, { right, bottom }: Padding): Padding {
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
