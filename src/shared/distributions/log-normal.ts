import exp from '@stdlib/math-base-special-exp';
import expm1 from '@stdlib/math-base-special-expm1';
import cdf from '@stdlib/stats-base-dists-lognormal-cdf';
import pdf from '@stdlib/stats-base-dists-lognormal-pdf';
import quantile from '@stdlib/stats-base-dists-lognormal-quantile';
import { closedForm } from './closed-form.ts';
import type { Law1D } from './law.ts';

export interface LogNormalParameters {
  readonly log_mean: number;
  readonly log_standard_deviation: number;
}

export function logNormal({ log_mean: mu, log_standard_deviation: sigma }: LogNormalParameters): Law1D {
  const variance = sigma * sigma;
  const mean = exp(mu + variance / 2);
  const growth = expm1(variance);
  return closedForm({
    draw: (source) => exp(mu + sigma * source.normal()),
    density: pdf.factory(mu, sigma),
    cdf: cdf.factory(mu, sigma),
    quantile: quantile.factory(mu, sigma),
    moments: {
      mean,
      standardDeviation: mean * Math.sqrt(growth),
      skewness: (growth + 3) * Math.sqrt(growth),
      // e^4v + 2 e^3v + 3 e^2v − 6, without losing the digits of a small v.
      excessKurtosis: expm1(4 * variance) + 2 * expm1(3 * variance) + 3 * expm1(2 * variance),
    },
  });
}
