import { empirical1D } from './empirical-1d.ts';
import { empiricalMarginal } from './empirical.ts';
import { empirical2D } from './empirical-2d.ts';
import type { Numbers } from '../numbers.ts';
import type { Expecting, Law, NoiseLaw, RandomSource } from './law.ts';

/** A law known only by its draws: the user's own function, checked at loading and at every call. */
export interface DrawFunction<Dimension extends number = number> extends Expecting {
  readonly dimension: Dimension;
  /** Writes `count` draws into `out`, row-major `[count, dimension]`, finite in float32. */
  sample(out: Numbers, count: number, source: RandomSource): void;
}

/** The size of the fixed draw that stands for a function's law when its distribution function is needed. */
export const FIXED_DRAW = 100_000;

/** Draws by which one coordinate of many is told: a latent vector may have thousands. */
const COORDINATE_DRAWS = 4000;

function fixedDraw(draws: DrawFunction, source: RandomSource, count = FIXED_DRAW): Float32Array {
  const out = new Float32Array(count * draws.dimension);
  draws.sample(out, count, source);
  return out;
}

/**
 * A target law from the user's function. Its distribution functions, moments and reference are those of one fixed
 * draw of 100,000 from `fixed`: give a fresh stream derived from the digest of the function's source.
 */
export function functionLaw(draws: DrawFunction<1 | 2>, fixed: RandomSource): Law {
  const sample: Law['sample'] = (out, count, source) => draws.sample(out, count, source);
  const expect: Law['expect'] = (count, calls, source) => draws.expect?.(count, calls, source);
  switch (draws.dimension) {
    case 1:
      return { ...empirical1D(fixedDraw(draws, fixed)), sample, expect };
    case 2:
      return { ...empirical2D(fixedDraw(draws, fixed)), sample, expect };
  }
}

/** A latent law from the user's function; the law of a single coordinate is that of one fixed draw from `fixed`. */
export function functionNoise(draws: DrawFunction, fixed: RandomSource): NoiseLaw {
  const { dimension } = draws;
  const marginal = dimension === 1 ? empirical1D(fixedDraw(draws, fixed)) : undefined;
  let drawn: Float32Array | undefined;
  const coordinate = (index: number) => {
    const values = (drawn ??= fixedDraw(draws, fixed, COORDINATE_DRAWS));
    return empiricalMarginal(
      Float32Array.from({ length: COORDINATE_DRAWS }, (_, row) => values[row * dimension + index]).sort(),
    );
  };
  return {
    dimension,
    sample: (out, count, source) => draws.sample(out, count, source),
    expect: (count, calls, source) => draws.expect?.(count, calls, source),
    marginal,
    coordinate: (index) => marginal ?? coordinate(index),
  };
}
