import cdf from '@stdlib/stats-base-dists-normal-cdf';
import pdf from '@stdlib/stats-base-dists-normal-pdf';
import quantile from '@stdlib/stats-base-dists-normal-quantile';
import { closedForm } from './closed-form.ts';
import type { Law1D } from './law.ts';

export interface NormalParameters {
  readonly mean: number;
  readonly standard_deviation: number;
}

export function normal({ mean, standard_deviation: standardDeviation }: NormalParameters): Law1D {
  return closedForm({
    draw: (source) => mean + standardDeviation * source.normal(),
    density: pdf.factory(mean, standardDeviation),
    cdf: cdf.factory(mean, standardDeviation),
    quantile: quantile.factory(mean, standardDeviation),
    moments: { mean, standardDeviation, skewness: 0, excessKurtosis: 0 },
  });
}
