import cdf from '@stdlib/stats-base-dists-exponential-cdf';
import pdf from '@stdlib/stats-base-dists-exponential-pdf';
import quantile from '@stdlib/stats-base-dists-exponential-quantile';
import { closedForm } from './closed-form.ts';
import type { Law1D } from './law.ts';

export function exponential({ rate }: { readonly rate: number }): Law1D {
  const inverse = quantile.factory(rate);
  return closedForm({
    draw: (source) => inverse(source.uniform()),
    density: pdf.factory(rate),
    cdf: cdf.factory(rate),
    quantile: inverse,
    moments: { mean: 1 / rate, standardDeviation: 1 / rate, skewness: 2, excessKurtosis: 6 },
  });
}
