import ln from '@stdlib/math-base-special-ln';
import pow from '@stdlib/math-base-special-pow';
import type { Range } from '../run.ts';

/** The position of a value on a scale, from 0 at its low end to 1 at its high end. */
export interface ValueScale extends Range {
  readonly logarithmic: boolean;
}

/** From this ratio on, a logarithmic scale separates values better than a linear one. */
const DECADE = 10;

/** The scale for these values: logarithmic if they are positive and span a decade. */
export function valueScale(values: readonly number[]): ValueScale {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { low: 0, high: 1, logarithmic: false };
  const low = finite.reduce((least, value) => Math.min(least, value));
  const high = finite.reduce((most, value) => Math.max(most, value));
  return { low, high, logarithmic: low > 0 && high / low >= DECADE };
}

/** The middle, for a scale of a single value. */
export function shareOf({ low, high, logarithmic }: ValueScale, value: number): number {
  if (low === high) return 0.5;
  return logarithmic ? ln(value / low) / ln(high / low) : (value - low) / (high - low);
}

/** The value at a position from 0 to 1. */
export function valueAtShare({ low, high, logarithmic }: ValueScale, share: number): number {
  return logarithmic ? low * pow(high / low, share) : low + (high - low) * share;
}
