import type { Numbers } from '../numbers.ts';
import type { CoordinateScale } from '../run.ts';
import type { DrawFunction } from './function-law.ts';
import { heldOutRows, type Table } from './held-out.ts';
import type { Law, Law1D, Law2D, Marginal, Moments, RandomSource } from './law.ts';

/*
 * Scaling of standardized targets. Networks compute in float32 and begin around 0, so they see (x − mean) / standard
 * deviation. Only such values are kept in float32 arrays. People and files get the data's own units in float64, which
 * can still represent 1.7e9 + 0.001.
 */

/** Mean and standard deviation (divisor n) of each coordinate of `values`, `[n, dimension]` row-major. */
function scalesOf(values: Float64Array, dimension: number): CoordinateScale[] {
  const count = values.length / dimension;
  return Array.from({ length: dimension }, (_, coordinate) => {
    // Sums differences from the first value, because a sum of numbers around 1.7e9 would round away their differences.
    const origin = values[coordinate];
    let sum = 0;
    for (let index = coordinate; index < values.length; index += dimension) sum += values[index] - origin;
    const shift = sum / count;
    let squares = 0;
    for (let index = coordinate; index < values.length; index += dimension) {
      const distance = values[index] - origin - shift;
      squares += distance * distance;
    }
    return { mean: origin + shift, standardDeviation: Math.sqrt(squares / count) };
  });
}

/** Mean and standard deviation of the rows of a table that are trained on. `split` is the stream that chooses them. */
export function tableScales({ values, dimension }: Table, split: RandomSource): CoordinateScale[] {
  const isHeldOut = heldOutRows(values.length / dimension, split);
  return scalesOf(
    values.filter((_, cell) => isHeldOut[Math.floor(cell / dimension)] === 0),
    dimension,
  );
}

/** The table, scaled to standard deviations from the mean. */
export function standardizedTable(table: Table, scales: readonly CoordinateScale[]): Table {
  const { values, dimension } = table;
  return { dimension, values: values.map((value, cell) => standardized(value, scales[cell % dimension])) };
}

/** Mean and standard deviation of `count` draws of a function. */
export function drawnScales(draws: DrawFunction, count: number, source: RandomSource): CoordinateScale[] {
  const values = new Float64Array(count * draws.dimension);
  draws.sample(values, count, source);
  return scalesOf(values, draws.dimension);
}

/** Draws, scaled to standard deviations from the mean. */
export function standardizedDraws<Dimension extends number>(
  draws: DrawFunction<Dimension>,
  scales: readonly CoordinateScale[],
): DrawFunction<Dimension> {
  const { dimension } = draws;
  let drawn = new Float64Array(0);
  return {
    dimension,
    expect: (count, calls, source) => draws.expect?.(count, calls, source),
    sample(out, count, source) {
      if (drawn.length !== count * dimension) drawn = new Float64Array(count * dimension);
      draws.sample(drawn, count, source);
      for (let index = 0; index < drawn.length; index++)
        out[index] = standardized(drawn[index], scales[index % dimension]);
    },
  };
}

function standardized(value: number, { mean, standardDeviation }: CoordinateScale): number {
  return (value - mean) / standardDeviation;
}

/** Converts a value that networks see to the data's own units. */
export function inOwnUnits(value: number, { mean, standardDeviation }: CoordinateScale): number {
  return mean + value * standardDeviation;
}

/**
 * Converts values that networks see, `[n, coordinates]` row-major, to the data's own units. Without standardization
 * they stay as they are.
 */
export function valuesInOwnUnits(values: Numbers, scales: readonly CoordinateScale[] | undefined): Numbers {
  if (scales === undefined) return values;
  return Float64Array.from(values, (value, index) => inOwnUnits(value, scales[index % scales.length]));
}

/**
 * Converts the law that networks learn to the data's own units. Without standardization it stays as it is. Only tables
 * and functions are standardized, which have no density and no modes.
 */
export function lawInOwnUnits(law: Law, scales: readonly CoordinateScale[] | undefined): Law {
  if (scales === undefined) return law;
  return law.dimension === 1 ? inOwnUnits1D(law, scales) : inOwnUnits2D(law, scales);
}

function inOwnUnits1D(law: Law1D, scales: readonly CoordinateScale[]): Law1D {
  const reference = law.reference === law ? undefined : inOwnUnits1D(law.reference, scales);
  const own: Law1D = {
    ...marginalInOwnUnits(law, scales[0]),
    dimension: 1,
    density: undefined,
    moments: momentsInOwnUnits(law.moments, scales[0]),
    modes: [],
    sample: samplesInOwnUnits(law, scales),
    get reference() {
      return reference ?? own;
    },
  };
  return own;
}

function inOwnUnits2D(law: Law2D, scales: readonly CoordinateScale[]): Law2D {
  const reference = law.reference === law ? undefined : inOwnUnits2D(law.reference, scales);
  const [x, y] = law.marginals;
  const own: Law2D = {
    dimension: 2,
    density: undefined,
    marginals: [marginalInOwnUnits(x, scales[0]), marginalInOwnUnits(y, scales[1])],
    modes: [],
    sample: samplesInOwnUnits(law, scales),
    get reference() {
      return reference ?? own;
    },
  };
  return own;
}

function samplesInOwnUnits(law: Law, scales: readonly CoordinateScale[]): Law['sample'] {
  return (out, count, source) => {
    law.sample(out, count, source);
    for (let index = 0; index < count * law.dimension; index++)
      out[index] = inOwnUnits(out[index], scales[index % law.dimension]);
  };
}

function marginalInOwnUnits({ cdf, quantile }: Marginal, scale: CoordinateScale): Marginal {
  return {
    // Rounded to float32 like the law's own values, so that a value of the data is found exactly.
    cdf: (x) => cdf(Math.fround(standardized(x, scale))),
    quantile: (p) => inOwnUnits(quantile(p), scale),
  };
}

function momentsInOwnUnits({ mean, standardDeviation, ...shape }: Moments, scale: CoordinateScale): Moments {
  return {
    mean: mean === undefined ? undefined : inOwnUnits(mean, scale),
    standardDeviation: standardDeviation === undefined ? undefined : standardDeviation * scale.standardDeviation,
    ...shape,
  };
}
