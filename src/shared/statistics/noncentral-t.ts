import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import log1p from '@stdlib/math-base-special-log1p';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';

/** A value of s = √(χ²/ν), the ratio of an estimated standard error to the true one, and its weight. */
interface Node {
  readonly s: number;
  readonly weight: number;
}

/** Terms whose logarithm is smaller than the largest one's by this no longer change a double. */
const NEGLIGIBLE = -42;

/**
 * The law of s = √(χ²/ν) in nodes for integrals over it. In u = ln s its density, exp(ν (u − e²ᵘ/2)), is smooth and
 * vanishes on both sides, so that sums at equal steps are accurate to the last digits (Trefethen and Weideman, "The
 * exponentially convergent trapezoidal rule", SIAM Review 56 (2014), 385-458). The step also resolves Φ(δ − c s), which
 * rises over a width of 1/δ.
 */
export function scaleNodes(degreesOfFreedom: number, noncentrality: number): readonly Node[] {
  const width = 1 / Math.sqrt(2 * degreesOfFreedom);
  const step = Math.min(0.1, width / 2, 1 / (2 * Math.max(1, Math.abs(noncentrality))));
  const nodes: Node[] = [];
  let sum = 0;
  for (const way of [1, -1]) {
    for (let index = way === 1 ? 0 : 1; ; index += 1) {
      const u = way * index * step;
      const logarithm = degreesOfFreedom * (u - (exp(2 * u) - 1) / 2);
      if (logarithm < NEGLIGIBLE) break;
      const weight = exp(logarithm);
      nodes.push({ s: exp(u), weight });
      sum += weight;
    }
  }
  return nodes.map(({ s, weight }) => ({ s, weight: weight / sum }));
}

/** The standard normal distribution function; beyond nine standard deviations 0 or 1. */
function below(z: number): number {
  if (z < -9) return 0;
  return z > 9 ? 1 : normalCdf(z, 0, 1);
}

/**
 * The probability that |t| is above `critical` for a non-central t with this noncentrality; `nodes` belong to its
 * degrees of freedom.
 */
export function outside(critical: number, noncentrality: number, nodes: readonly Node[]): number {
  let sum = 0;
  for (const { s, weight } of nodes) {
    sum += weight * (below(noncentrality - critical * s) + below(-noncentrality - critical * s));
  }
  return sum;
}

/**
 * The probability that a non-central t, T = (Z + δ) / √(χ²/ν), is at most `t`: by integration over the root (Johnson, Kotz and
 * Balakrishnan, "Continuous Univariate Distributions", volume 2, 2nd edition (1995), chapter 31).
 */
export function noncentralTCdf(t: number, degreesOfFreedom: number, noncentrality: number): number {
  let sum = 0;
  for (const { s, weight } of scaleNodes(degreesOfFreedom, noncentrality)) sum += weight * below(t * s - noncentrality);
  return sum;
}

/**
 * The law of a share, Beta(a, b), as nodes for integrals: like `scaleNodes`, in the logarithm of share / (1 − share).
 */
export function shareNodes(a: number, b: number): readonly { readonly share: number; readonly weight: number }[] {
  const middle = ln(a / b);
  const logarithmAt = (v: number) => -a * log1p(exp(-v)) - b * log1p(exp(v));
  const step = Math.min(0.4, Math.sqrt(1 / a + 1 / b) / 1.8);
  const nodes: { share: number; weight: number }[] = [];
  let sum = 0;
  for (const way of [1, -1]) {
    for (let index = way === 1 ? 0 : 1; ; index += 1) {
      const v = middle + way * index * step;
      const logarithm = logarithmAt(v) - logarithmAt(middle);
      if (logarithm < NEGLIGIBLE) break;
      const weight = exp(logarithm);
      nodes.push({ share: 1 / (1 + exp(-v)), weight });
      sum += weight;
    }
  }
  return nodes.map(({ share, weight }) => ({ share, weight: weight / sum }));
}
