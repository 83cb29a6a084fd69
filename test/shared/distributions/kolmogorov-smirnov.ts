/** √n times the largest distance between the distribution function of `values` and `cdf`; above 2.3 once in 20,000. */
export function kolmogorovSmirnov(values: Float32Array, cdf: (x: number) => number): number {
  const sorted = values.slice().sort();
  const count = sorted.length;
  let largest = 0;
  sorted.forEach((value, index) => {
    const expected = cdf(value);
    largest = Math.max(largest, expected - index / count, (index + 1) / count - expected);
  });
  return largest * Math.sqrt(count);
}
