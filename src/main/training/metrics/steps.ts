import type { Marginal } from '../../../shared/distributions/law.ts';

/** A step function as distribution function: the law of data. */
export interface Steps {
  /**
   * The values at which the function jumps, in increasing order, rounded to float32 like samples, so that a sample
   * equal to a value of the data ties with it.
   */
  readonly values: Float32Array;
  /** P(X ≤ value) at each; the last is 1. */
  readonly levels: Float64Array;
}

/** A smaller increase of the distribution function is not a jump, because data would need a billion rows for it. */
const SMALLEST_JUMP = 1e-9;
const CERTAIN = 1 - 1e-12;

/** Converts an empirical law to its jumps; undefined if it increases without jumps. */
export function stepsOf(law: Marginal): Steps | undefined {
  const values: number[] = [];
  const levels: number[] = [];
  let level = 0;
  while (level < CERTAIN) {
    const value = law.quantile(level + SMALLEST_JUMP / 2);
    const next = law.cdf(value);
    if (!(next - level >= SMALLEST_JUMP)) return undefined;
    values.push(value);
    levels.push(next);
    level = next;
  }
  levels[levels.length - 1] = 1;
  return { values: Float32Array.from(values), levels: Float64Array.from(levels) };
}

/** P(X ≤ x) of a step function. */
export function stepsCdf({ values, levels }: Steps, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : levels[low - 1];
}

/** P(X < x) of a step function. */
export function stepsCdfBelow({ values, levels }: Steps, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? 0 : levels[low - 1];
}
