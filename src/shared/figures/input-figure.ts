import type { ChartConfiguration, Point } from 'chart.js';
import type { Range } from '../run.ts';
import { densityHeat } from './density-heat.ts';
import { equalAspect } from './equal-aspect.ts';
import { LIGHT, type Palette } from './palette.ts';
import { lawLine } from './target-line.ts';
import { targetPoints } from './target-points.ts';
import type { TargetShape, TargetShape1D, TargetShape2D } from './target-shape.ts';
import { figureOptions, linearAxis, type Figure, type FigureText, withPlugins } from './theme.ts';
import { joined } from './title.ts';

/** A law as the input figure draws it: a density, bins or points over these axes. */
export interface DrawnLaw<Shape extends TargetShape = TargetShape> {
  /** A title such as `U(0, 1)`. */
  readonly label: string;
  /** Details that the label omits, such as the parameters of a mixture or the columns of a table; may be empty. */
  readonly details: string;
  readonly axes: readonly Range[];
  readonly shape: Shape;
}

/** The inputs of the networks: the noise law and the target law. */
export interface InputFigureData {
  /** One coordinate of the noise law; the first if they differ. */
  readonly noise: DrawnLaw<TargetShape1D> & { readonly dimension: number };
  readonly target: DrawnLaw;
}

/** The figures of the noise law and the target law, shown side by side. */
export function inputFigures(
  { noise, target }: InputFigureData,
  palette: Palette = LIGHT,
): { readonly noise: Figure; readonly target: Figure } {
  const { dimension } = noise;
  return {
    noise: curve(noise, palette.generator, palette, {
      title: `Noise z ~ ${noise.label}`,
      subtitle: joined([noise.details, dimension === 1 ? '' : `one of ${dimension} coordinates`].filter(isSaid)),
      axis: 'z',
    }),
    target: targetFigure(target, palette),
  };
}

const isSaid = (text: string) => text !== '';

function targetFigure({ label, details, axes, shape }: DrawnLaw, palette: Palette): Figure {
  const text = { title: `Target x ~ ${label}`, subtitle: details };
  return shape.dimension === 1
    ? curve({ label, details, axes, shape }, palette.target, palette, { ...text, axis: 'x' })
    : plane({ label, details, axes, shape }, text, palette);
}

interface CurveText {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
}

function curve(
  { label, axes: [range], shape }: DrawnLaw<TargetShape1D>,
  colour: string,
  palette: Palette,
  { axis, ...text }: CurveText,
): ChartConfiguration<'line', Point[]> {
  const options = figureOptions(palette, text, { display: false });
  return {
    type: 'line',
    data: { datasets: [lawLine(label, shape, colour, 0)] },
    options: {
      ...options,
      scales: {
        x: linearAxis(palette, axis, { min: range.low, max: range.high }),
        y: linearAxis(palette, 'density', { min: 0, grace: '10%' }),
      },
    },
  };
}

function plane(
  { axes: [horizontal, vertical], shape }: DrawnLaw<TargetShape2D>,
  text: FigureText,
  palette: Palette,
): ChartConfiguration<'scatter', Point[]> {
  const options = figureOptions(palette, text, { display: false });
  return {
    type: 'scatter',
    data: { datasets: [targetPoints(shape, palette, 0)] },
    options: {
      ...withPlugins(options, {
        ...(shape.kind === 'grid' && { densityHeat: { grid: shape, horizontal, vertical, colour: palette.target } }),
      }),
      scales: {
        x: linearAxis(palette, 'x', { min: horizontal.low, max: horizontal.high }),
        y: linearAxis(palette, 'y', { min: vertical.low, max: vertical.high }),
      },
    },
    plugins: [equalAspect, ...(shape.kind === 'grid' ? [densityHeat] : [])],
  };
}
