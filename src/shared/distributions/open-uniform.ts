import type { RandomSource } from './law.ts';

/** A number of (0, 1). A zero is drawn again, because its quantile may be infinite. */
export function openUniform(source: RandomSource): number {
  let value = source.uniform();
  while (value === 0) value = source.uniform();
  return value;
}
