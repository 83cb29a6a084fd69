import type { ChartConfiguration, Point } from 'chart.js';
import type { RunReference } from '../api/run.ts';
import type { Axes, Range, Snapshot } from '../run.ts';
import { CUT_OFF, CUT_OFF_MARK, generatorRange, type FrameExtent } from './frame-extent.ts';
import { LIGHT } from './palette.ts';
import type { Palette } from './palette.ts';
import { line, type LineDataset } from './series-line.ts';
import { BENEATH, figureOptions, linearAxis } from './theme.ts';
import { runTitle } from './title.ts';
import type { FigureRun } from './title.ts';

export interface GeneratorFigureData {
  readonly run: FigureRun;
  readonly axes: Axes;
  readonly snapshot: Snapshot;
  readonly maps: RunReference['maps'];
  /** A latent value and its G(z) to mark. */
  readonly mark?: { readonly x: number; readonly y: number } | undefined;
  /** How far the curve reaches over the epochs of the run; undefined takes the target's own axis. */
  readonly extent?: FrameExtent | undefined;
}

/** A point of a curve; outside the numbers where it has a gap. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Points, cached by the map's array, which is the same in all pictures of a run. */
const exactPoints = new WeakMap<Float64Array, Point[]>();

/**
 * G(z) with the ideal one, the monotone map of the same direction. Both F⁻¹(F_z(z)) and F⁻¹(1 − F_z(z)) map the noise
 * to the target; which one a generator finds is chance. Undefined if a run has no G(z) curve.
 */
export function generatorFigure(
  { run, axes, snapshot, maps, mark, extent }: GeneratorFigureData,
  palette: Palette = LIGHT,
): ChartConfiguration<'line', LineDataset['data']> | undefined {
  const { frame } = snapshot;
  const { latent } = axes;
  if (frame.dimension !== 1 || !frame.generator || !latent) return undefined;
  const curve = frame.generator;
  const points = (values: ArrayLike<number>) =>
    Array.from(values, (y, index) => ({
      x: latent.low + ((latent.high - latent.low) * index) / (values.length - 1),
      y: Number.isFinite(y) ? y : NaN,
    }));
  const exact = (values: Float64Array): Point[] => {
    const drawn = exactPoints.get(values) ?? points(values);
    exactPoints.set(values, drawn);
    return drawn;
  };
  const isDecreasing = correlationWithPlace(curve) < 0;
  const map = maps && (isDecreasing ? maps.decreasing : maps.increasing);
  const range = generatorRange(axes.data[0], extent, map);
  return {
    type: 'line',
    data: {
      datasets: [
        { ...line('G(z)', palette.generator, points(curve)), borderWidth: 2, order: 0 },
        ...(extent === undefined ? [] : [beyondAxis(points(curve), range, palette)]),
        ...(map
          ? [
              {
                ...line(
                  `ideal G(z), the ${isDecreasing ? 'decreasing' : 'increasing'} map from noise to target`,
                  palette.target,
                  exact(map),
                ),
                borderWidth: 2,
                order: 1,
              },
            ]
          : []),
        ...(mark
          ? [
              {
                ...line(`${BENEATH}latent value`, palette.text, [mark]),
                pointRadius: 5,
                pointStyle: 'circle' as const,
                order: -1,
              },
            ]
          : []),
      ],
    },
    options: {
      ...figureOptions(palette, {
        title: runTitle(run, [`G(z) at epoch ${snapshot.epoch}`]),
        subtitle: '',
        keepsSubtitle: true,
      }),
      scales: {
        x: linearAxis(palette, 'z', { min: latent.low, max: latent.high }),
        y: linearAxis(palette, 'G(z)', { min: range.low, max: range.high }),
      },
    },
  };
}

/** A mark at the axis' end wherever the curve leaves it or comes back. */
function beyondAxis(curve: readonly Place[], { low, high }: Range, palette: Palette): LineDataset {
  const isOutside = ({ y }: Place) => y < low || y > high;
  const marks = curve.flatMap((point, index): Point[] => {
    const isEnd = [curve.at(Math.max(0, index - 1)), curve.at(index + 1)].some(
      (beside) => beside && !isOutside(beside),
    );
    return isOutside(point) && isEnd ? [{ x: point.x, y: point.y > high ? high : low }] : [];
  });
  return {
    ...line(`${BENEATH}G(z)${CUT_OFF}`, palette.generator, marks),
    ...CUT_OFF_MARK,
    order: 0,
  };
}

/** Positive if the values increase overall, negative if they decrease; only the sign has a meaning. */
export function correlationWithPlace(values: ArrayLike<number>): number {
  const middle = (values.length - 1) / 2;
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (index - middle) * values[index];
  return sum;
}
