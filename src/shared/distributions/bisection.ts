/**
 * The smallest x of [low, high] with cdf(x) ≥ p, by bisection down to a width of 1e-12 (relative to the interval if
 * that is narrower than 1) or until no number lies in between. `cdf` increases, and cdf(high) ≥ p.
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
