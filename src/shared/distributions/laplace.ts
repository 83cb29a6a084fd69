import cdf from '@stdlib/stats-base-dists-laplace-cdf';
import pdf from '@stdlib/stats-base-dists-laplace-pdf';
import quantile from '@stdlib/stats-base-dists-laplace-quantile';
import { closedForm } from './closed-form.ts';
import type { Law1D } from './law.ts';
import { openUniform } from './open-uniform.ts';

export interface LaplaceParameters {
  readonly location: number;
  readonly scale: number;
}

export function laplace({ location, scale }: LaplaceParameters): Law1D {
  const inverse = quantile.factory(location, scale);
  return closedForm({
    draw: (source) => inverse(openUniform(source)),
    density: pdf.factory(location, scale),
    cdf: cdf.factory(location, scale),
    quantile: inverse,
    moments: { mean: location, standardDeviation: scale * Math.SQRT2, skewness: 0, excessKurtosis: 3 },
  });
}
