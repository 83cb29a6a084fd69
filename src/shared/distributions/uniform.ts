import { closedForm } from './closed-form.ts';
import type { Law1D } from './law.ts';

export interface UniformParameters {
  readonly low: number;
  readonly high: number;
}

/** Uniform on [low, high], low < high. */
export function uniform({ low, high }: UniformParameters): Law1D {
  const width = high - low;
  return closedForm({
    draw: (source) => low + width * source.uniform(),
    density: (x) => (x >= low && x <= high ? 1 / width : 0),
    cdf: (x) => Math.min(1, Math.max(0, (x - low) / width)),
    quantile: (p) => low + width * p,
    moments: { mean: low + width / 2, standardDeviation: width / Math.sqrt(12), skewness: 0, excessKurtosis: -1.2 },
  });
}
