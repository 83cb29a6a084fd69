import type { RandomSource } from './law.ts';

/** A number of (0, 1): a zero, whose quantile may be infinite, is drawn again. */
export function openUniform(source: RandomSource): number {
  let value = source.uniform();
  while (value === 0) value = source.uniform();
  return value;
}
