import type { ChartConfiguration, Point } from 'chart.js';
import type { Axes } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { equalAspect } from './equal-aspect.ts';
import { translucent, type Palette } from './palette.ts';
import { CONTOUR_OPACITY, targetContours } from './target-contours.ts';
import type { PointsDataset } from './target-points.ts';
import type { TargetShape2D } from './target-shape.ts';
import { linearAxis, withPlugins, type figureOptions } from './theme.ts';

/** Datasets in the plane, over the target's density where it is known on a grid, on axes of one scale. */
export function planeFigure(
  datasets: PointsDataset[],
  target: TargetShape2D,
  { data: [horizontal, vertical] }: Axes,
  options: ReturnType<typeof figureOptions>,
  palette: Palette,
): ChartConfiguration<'scatter', Point[]> {
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      ...withPlugins(options, {
        ...(target.kind === 'grid' && {
          densityHeat: { grid: target, horizontal, vertical, colour: palette.target },
          targetContours: { grid: target, horizontal, vertical, colour: translucent(palette.text, CONTOUR_OPACITY) },
        }),
      }),
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: [equalAspect, ...(target.kind === 'grid' ? [densityHeat, targetContours] : [])],
  };
}
