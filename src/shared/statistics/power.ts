import { LEVEL, pairedLevel } from './level.ts';
import { outside, scaleNodes, shareNodes } from './noncentral-t.ts';
import { tQuantile } from './student-t.ts';
import { differenceError, type Sample } from './welch.ts';

/** The least number of values per side: two values give no useful spread. */
export const FEWEST_SEEDS = 3;

/** The search for a number of seeds ends here. */
const MOST_SEEDS = 10_000;

/** The power: the share of comparisons that should find an existing difference. */
export const POWER = 0.8;

/** The data of a planned test: the differences within pairs, or the values of two sides. */
export type Design =
  | { readonly kind: 'paired'; readonly differences: Sample }
  | { readonly kind: 'welch'; readonly values: Sample; readonly base: Sample };

/** A two-sided test: |t| must exceed a bound that depends on the observed spreads. */
interface Bounds {
  /** The true standard error of the difference. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Bounds in units of the true error, over s = √(χ²/ν), each with its probability. */
  readonly bounds: readonly { readonly critical: number; readonly weight: number }[];
}

/** For several comparisons the level is that of Holm's first step, the strictest: the test's own divided by their number. */
function boundsOf(design: Design, comparisons: number): Bounds {
  const level = design.kind === 'paired' ? pairedLevel(design.differences.count) : LEVEL;
  const critical = (degreesOfFreedom: number) => tQuantile(1 - level / 2 / comparisons, degreesOfFreedom);
  if (design.kind === 'paired') {
    const { deviation, count } = design.differences;
    const degreesOfFreedom = count - 1;
    return {
      standardError: deviation / Math.sqrt(count),
      degreesOfFreedom,
      bounds: [{ critical: critical(degreesOfFreedom), weight: 1 }],
    };
  }
  // The sum W of both sides' squared spreads, each divided by its true variance, is χ² with all degrees of freedom, and
  // independent of the first side's share of it. For each share Welch's bound is one number, and t is a non-central t
  // times a factor.
  const { values, base } = design;
  const [own, others] = [values.count - 1, base.count - 1];
  const { standardError } = differenceError(values, base);
  const degreesOfFreedom = own + others;
  const square = (value: number) => value * value;
  const relative = ({ deviation, count }: Sample) => square(deviation / standardError) / count;
  const bounds = shareNodes(own / 2, others / 2).map(({ share, weight }) => {
    const [variance, baseVariance] = [(relative(values) * share) / own, (relative(base) * (1 - share)) / others];
    const sum = variance + baseVariance;
    const found = 1 / (square(variance / sum) / own + square(baseVariance / sum) / others);
    return { critical: critical(found) * Math.sqrt(degreesOfFreedom * sum), weight };
  });
  return { standardError, degreesOfFreedom, bounds };
}

/**
 * With two or more degrees of freedom s = √(χ²/ν) is below this; the remaining probability is below a double's
 * precision.
 */
const LARGEST_SCALE = 8;

function powerBy({ degreesOfFreedom, bounds }: Bounds, noncentrality: number): number {
  // Every test finds such a difference, and integrating over such a steep edge would need too many nodes.
  if (noncentrality > LARGEST_SCALE * Math.max(...bounds.map(({ critical }) => critical)) + 9) return 1;
  const nodes = scaleNodes(degreesOfFreedom, noncentrality);
  return bounds.reduce((sum, { critical, weight }) => sum + weight * outside(critical, noncentrality, nodes), 0);
}

/**
 * The share of comparisons in which a two-sided test at its level finds a true difference of this size, of normal
 * values: by the non-central t (Owen, "The power of Student's t-test", Journal of the American Statistical Association
 * 60 (1965), 320-333), for Welch's test integrated over its possible degrees of freedom. For a difference of 0 it is
 * the share of false alarms.
 */
export function power(difference: number, design: Design, comparisons = 1): number {
  const bounds = boundsOf(design, comparisons);
  if (bounds.standardError === 0) return Number(difference !== 0);
  return powerBy(bounds, Math.abs(difference) / bounds.standardError);
}

/**
 * The zero of an increasing function between two places, by regula falsi with Dowell and Jarratt's Illinois rule (BIT
 * 11 (1971), 168-174).
 */
function crossing(rising: (at: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [rising(a), rising(b)];
  for (let round = 0; round < 100 && Math.abs(b - a) > 1e-15 * Math.abs(b); round += 1) {
    const next = b - (fb * (b - a)) / (fb - fa);
    const value = rising(next);
    if (value === 0) return next;
    if (value < 0 === fb < 0) fa /= 2;
    else [a, fa] = [b, fb];
    [b, fb] = [next, value];
  }
  return b;
}

/** Recent results by their inputs, because a comparison is recomputed whenever one of its runs changes. */
const known = new Map<string, number | undefined>();
const MOST_KNOWN = 2000;

function remembered(key: readonly unknown[], find: () => number | undefined): number | undefined {
  const name = JSON.stringify(key);
  if (!known.has(name)) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, find());
  }
  return known.get(name);
}

/**
 * The smallest true difference of means that values with these spreads would show in 80 % of cases, if it is one of
 * `comparisons`; undefined without spread.
 */
export function smallestDifference(design: Design, comparisons = 1): number | undefined {
  return remembered(['smallest', design, comparisons], () => {
    const bounds = boundsOf(design, comparisons);
    if (!(bounds.standardError > 0 && Number.isFinite(bounds.standardError))) return undefined;
    let high = 4;
    while (powerBy(bounds, high) < POWER) high *= 2;
    return crossing((at) => powerBy(bounds, at) - POWER, high === 4 ? 0 : high / 2, high) * bounds.standardError;
  });
}

/** The same spreads with `count` pairs, or `count` values per side. */
function withCount(design: Design, count: number): Design {
  return design.kind === 'paired'
    ? { ...design, differences: { ...design.differences, count } }
    : { ...design, values: { ...design.values, count }, base: { ...design.base, count } };
}

/**
 * The number of pairs, or of values per side, that would show a true difference of this size in 80 % of cases with
 * these spreads, if it is one of `comparisons`; at least three, undefined above 10,000.
 */
export function seedsNeeded(difference: number, design: Design, comparisons = 1): number | undefined {
  return remembered(['needed', difference, design, comparisons], () => {
    const isEnough = (count: number) => power(difference, withCount(design, count), comparisons) >= POWER;
    if (!isEnough(MOST_SEEDS)) return undefined;
    let [tooFew, enough] = [FEWEST_SEEDS - 1, MOST_SEEDS];
    while (enough - tooFew > 1) {
      // Bisects by ratios while the order of magnitude is unknown.
      const middle = enough > 2 * tooFew ? Math.floor(Math.sqrt(tooFew * enough)) : Math.floor((tooFew + enough) / 2);
      if (isEnough(middle)) enough = middle;
      else tooFew = middle;
    }
    return enough;
  });
}
