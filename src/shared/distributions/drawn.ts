import { closedForm } from './closed-form.ts';
import type { Law1D, Mode, Moments } from './law.ts';
import { openUniform } from './open-uniform.ts';
import { piecewiseLinear, type PiecewiseLinear } from './piecewise-linear.ts';
import { separatePeaks } from './separate-peaks.ts';

export interface DrawnParameters {
  /** The x of the points, in increasing order. */
  readonly positions: readonly number[];
  /** The density at the points; only ratios matter. */
  readonly heights: readonly number[];
}

/** A density drawn as straight lines between points; it is 0 outside them. */
export function drawn({ positions, heights }: DrawnParameters): Law1D {
  const { density, cdf, quantile, mass } = piecewiseLinear(positions, heights);
  return closedForm({
    draw: (source) => quantile(openUniform(source)),
    density,
    cdf,
    quantile,
    moments: momentsOf(positions, heights, mass),
    modes: modesOf({ positions, heights }, cdf),
  });
}

/** Gauss-Legendre with three points, which is exact for the fourth power times a straight line. */
const NODES = [-Math.sqrt(3 / 5), 0, Math.sqrt(3 / 5)];
const WEIGHTS = [5 / 18, 8 / 18, 5 / 18];

function momentsOf(positions: readonly number[], heights: readonly number[], mass: number): Moments {
  const integral = (of: (x: number) => number) => {
    let sum = 0;
    for (let piece = 0; piece + 1 < positions.length; piece++) {
      const width = positions[piece + 1] - positions[piece];
      for (const [index, node] of NODES.entries()) {
        const share = (1 + node) / 2;
        const height = heights[piece] + share * (heights[piece + 1] - heights[piece]);
        sum += width * WEIGHTS[index] * height * of(positions[piece] + share * width);
      }
    }
    return sum / mass;
  };
  const mean = integral((x) => x);
  const square = (x: number) => (x - mean) * (x - mean);
  const variance = integral(square);
  const standardDeviation = Math.sqrt(variance);
  return {
    mean,
    standardDeviation,
    skewness: integral((x) => square(x) * (x - mean)) / (variance * standardDeviation),
    excessKurtosis: integral((x) => square(x) * square(x)) / (variance * variance) - 3,
  };
}

/**
 * The separate peaks, each from the lowest point before it to the lowest point after it; empty if there is only one.
 */
function modesOf({ positions, heights }: DrawnParameters, cdf: PiecewiseLinear['cdf']): Mode[] {
  const peaks = separatePeaks(heights, (point) =>
    [point - 1, point + 1].filter((other) => other >= 0 && other < heights.length),
  );
  if (peaks.length < 2) return [];
  const tops = peaks.map(({ top }) => top);
  const edges = [0, ...tops.slice(1).map((top, index) => lowestBetween(heights, tops[index], top)), heights.length - 1];
  return tops.map((top, index) => {
    const [from, to] = [edges[index], edges[index + 1]];
    const part = [positions.slice(from, to + 1), heights.slice(from, to + 1)] as const;
    const { mean = 0, standardDeviation = 0 } = momentsOf(...part, piecewiseLinear(...part).mass);
    const centre = (positions[top] + positions[lastAsHigh(heights, top)]) / 2;
    return {
      centre: [centre],
      weight: cdf(positions[to]) - cdf(positions[from]),
      // Around the peak, which may differ from the mean.
      standardDeviation: Math.sqrt(standardDeviation * standardDeviation + (mean - centre) * (mean - centre)),
    };
  });
}

/** The last point of a flat top. */
function lastAsHigh(heights: readonly number[], top: number): number {
  let last = top;
  while (last + 1 < heights.length && heights[last + 1] === heights[top]) last++;
  return last;
}

function lowestBetween(heights: readonly number[], from: number, to: number): number {
  let lowest = from;
  for (let point = from; point <= to; point++) if (heights[point] < heights[lowest]) lowest = point;
  return lowest;
}
