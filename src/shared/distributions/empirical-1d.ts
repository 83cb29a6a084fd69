import { empiricalMarginal, momentsOf } from './empirical.ts';
import type { Law1D } from './law.ts';

/** The law in which each of the values is equally likely: draws are taken from the values with replacement. */
export function empirical1D(values: Float32Array): Law1D {
  const law: Law1D = {
    ...empiricalMarginal(values.slice().sort()),
    dimension: 1,
    density: undefined,
    moments: momentsOf(values),
    modes: [],
    sample(out, count, source) {
      for (let index = 0; index < count; index++) out[index] = values[source.integer(values.length)];
    },
    get reference() {
      return law;
    },
  };
  return law;
}
