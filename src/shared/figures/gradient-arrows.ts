import type { ChartType, Plugin } from 'chart.js';
import type { Brush } from './brush.ts';
import type { Push } from './followed-gradient.ts';

export interface GradientArrowsOptions {
  readonly pushes: readonly Push[];
  readonly colour: string;
  /** Whether they lie along the axis of x, above it, instead of at their places. */
  readonly alongAxis: boolean;
}

declare module 'chart.js' {
  // Chart.js names its type parameter so, and a declaration is merged only under the same name.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    gradientArrows: GradientArrowsOptions;
  }
}

/** Pixels of the longest arrow: of a few that are longer the length is cut, so that the others can be seen. */
const LONGEST = 30;
const LONGEST_SHARE = 0.9;
/** Shorter ones are dots. */
const SHORTEST = 2;
const HEAD = 4;
/** Along the axis, arrows beside each other are on different levels. */
const LEVELS = 3;
const LEVEL = 8;

/** Draws `options.plugins.gradientArrows` over the datasets: their lengths compare within one picture. */
export const gradientArrows: Plugin<'line' | 'scatter', GradientArrowsOptions> = {
  id: 'gradientArrows',
  afterDatasetsDraw({ ctx, scales: { x, y } }, _, { pushes, colour, alongAxis }) {
    const strengths = pushes.map(({ dx, dy }) => Math.sqrt(dx * dx + dy * dy)).sort((a, b) => a - b);
    const unit = strengths.at(Math.floor(LONGEST_SHARE * (strengths.length - 1))) ?? 0;
    if (!(unit > 0)) return;
    const brush = ctx as unknown as Brush;
    brush.strokeStyle = colour;
    brush.fillStyle = colour;
    brush.lineWidth = 1.5;
    pushes.forEach(({ x: fromX, y: fromY, dx, dy }, index) => {
      const strength = Math.sqrt(dx * dx + dy * dy);
      const length = Math.min(1, strength / unit) * LONGEST;
      const [right, down] = strength === 0 ? [0, 0] : [dx / strength, -dy / strength];
      const left = x.getPixelForValue(fromX);
      const top = alongAxis ? y.bottom - LEVEL * ((index % LEVELS) + 1) : y.getPixelForValue(fromY);
      brush.beginPath();
      if (length < SHORTEST) {
        brush.arc(left, top, 1, 0, 2 * Math.PI);
        brush.fill();
        return;
      }
      const [endX, endY] = [left + right * length, top + down * length];
      const [backX, backY] = [endX - right * HEAD, endY - down * HEAD];
      brush.moveTo(left, top);
      brush.lineTo(endX, endY);
      brush.moveTo(backX - down * HEAD * 0.7, backY + right * HEAD * 0.7);
      brush.lineTo(endX, endY);
      brush.lineTo(backX + down * HEAD * 0.7, backY - right * HEAD * 0.7);
      brush.stroke();
    });
  },
};
