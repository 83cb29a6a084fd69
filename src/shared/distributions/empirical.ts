import type { Marginal, Moments } from './law.ts';

/** The marginal law of the values of a column, each equally likely. `values` are sorted and finite. */
export function empiricalMarginal(sorted: Float32Array): Marginal {
  const count = sorted.length;
  return {
    cdf: (x) => {
      let low = 0;
      let high = count;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (sorted[middle] <= x) low = middle + 1;
        else high = middle;
      }
      return low / count;
    },
    quantile: (p) => {
      // The smallest rank with rank / count ≥ p, by the same division as in `cdf`, because p × count may round past it.
      let rank = Math.min(count, Math.max(1, Math.ceil(p * count)));
      if (rank > 1 && (rank - 1) / count >= p) rank--;
      else if (rank < count && rank / count < p) rank++;
      return sorted[rank - 1];
    },
  };
}

/**
 * Moments of the law in which each value is equally likely (so the divisor is n). Without skewness and kurtosis if all
 * values are equal.
 */
export function momentsOf(values: Float32Array): Moments {
  const count = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / count;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const value of values) {
    const distance = value - mean;
    const square = distance * distance;
    second += square;
    third += square * distance;
    fourth += square * square;
  }
  const variance = second / count;
  const standardDeviation = Math.sqrt(variance);
  if (variance === 0) return { mean, standardDeviation, skewness: undefined, excessKurtosis: undefined };
  return {
    mean,
    standardDeviation,
    skewness: third / count / (variance * standardDeviation),
    excessKurtosis: fourth / count / (variance * variance) - 3,
  };
}
