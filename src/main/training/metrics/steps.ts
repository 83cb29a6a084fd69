import type { Marginal } from '../../../shared/distributions/law.ts';

/** A distribution function that only jumps: the law of data. */
export interface Steps {
  /** Where it jumps, rising; rounded to float32, as samples are, so that a value of the data and a sample equal to it tie. */
  readonly values: Float32Array;
  /** P(X ≤ value) at each; the last is 1. */
  readonly levels: Float64Array;
}

/** Below this a rise of the distribution function is not a jump: data would need a billion rows. */
const SMALLEST_JUMP = 1e-9;
const CERTAIN = 1 - 1e-12;

/** Walks an empirical law from jump to jump; undefined where it rises without jumping. */
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

/** The steps of the empirical law of sorted values of equal weight. */
export function stepsOfSorted(sorted: Float32Array): Steps {
  return { values: sorted, levels: Float64Array.from(sorted, (_, index) => (index + 1) / sorted.length) };
}
