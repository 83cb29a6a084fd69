import type { Law1D, RandomSource } from './law.ts';

interface ClosedForm extends Pick<Law1D, 'density' | 'cdf' | 'quantile' | 'moments'> {
  /** One draw. */
  readonly draw: (source: RandomSource) => number;
  readonly modes?: Law1D['modes'];
}

/** A law of one coordinate whose formulas are known, so that distances are measured to the law itself. */
export function closedForm({ draw, modes = [], ...formulas }: ClosedForm): Law1D {
  const law: Law1D = {
    ...formulas,
    dimension: 1,
    modes,
    sample(out, count, source) {
      for (let index = 0; index < count; index++) out[index] = draw(source);
    },
    get reference() {
      return law;
    },
  };
  return law;
}
