/**
 * The smallest x of [low, high] with cdf(x) ≥ p, by bisection until 1e-12 is left (of the interval, where that is
 * narrower than 1) or no number lies between. `cdf` rises, and cdf(high) ≥ p.
 */
export function bisect(cdf: (x: number) => number, p: number, low: number, high: number): number {
  const tolerance = 1e-12 * Math.min(1, high - low);
  let below = low;
  let above = high;
  while (above - below > tolerance) {
    const middle = below + (above - below) / 2;
    if (middle === below || middle === above) break;
    if (cdf(middle) < p) below = middle;
    else above = middle;
  }
  return above;
}
