import { counted } from '../counted.ts';
import { LEVEL, pairedLevel } from '../statistics/level.ts';
import { mean, meanDifference } from '../statistics/moments.ts';
import { correlation, differencesOf, differByTheSame, pairedTTest } from '../statistics/paired.ts';
import { FEWEST_SEEDS, type Design } from '../statistics/power.ts';
import type { TTest } from '../statistics/t-test.ts';
import { sampleOf, welch } from '../statistics/welch.ts';
import type { Basis } from './comparability.ts';
import type { MemberValue } from './measured.ts';

/** Two runs with the same seed, one from each side. */
export interface SeedPair {
  readonly seed: number;
  readonly value: number;
  readonly base: number;
}

/** The test that compares a subject with its base, and the reason for it. */
export const TESTS = ['paired', 'welch'] as const;
export type TestKind = (typeof TESTS)[number];

/** `level`: a difference is found where p, corrected for several comparisons, is below it. */
export type SeedTest = TTest & { readonly kind: TestKind; readonly level: number };

/** A subject compared with its base, by comparable numbers. */
export interface AgainstBase {
  readonly basis: Extract<Basis, { kind: 'compared' }>;
  readonly values: readonly MemberValue[];
  readonly baseValues: readonly MemberValue[];
  /** Pairs of runs with the same seed, by increasing seed. */
  readonly pairs: readonly SeedPair[];
  /** The correlation of the pairs; undefined for fewer than three, and if one side has no spread. */
  readonly correlation: number | undefined;
  /**
   * The test that suits the seeds, even if there is no spread to test; undefined with too few seeds, or if a run is on
   * both sides.
   */
  readonly kind: TestKind | undefined;
  /** Seeds that a paired test leaves out, because only one side has them. */
  readonly unpaired: readonly number[];
  readonly baseUnpaired: readonly number[];
  /** The mean minus the base’s, for a paired test over the pairs; undefined if a side has no value. */
  readonly difference: number | undefined;
  readonly test: SeedTest | undefined;
  /** The data that determine the smallest detectable difference. */
  readonly design: Design | undefined;
  /** Whether all seeds of each side have the same value, or all pairs the same difference. */
  readonly hasNoSpread: boolean;
}

/** `over 4 common seeds` where pairs are compared and a side has further seeds, which the difference leaves out; else empty. */
export function commonSeedsText(beside: AgainstBase | undefined): string {
  if (beside?.kind !== 'paired') return '';
  const { pairs, unpaired, baseUnpaired } = beside;
  return unpaired.length + baseUnpaired.length > 0 ? `over ${counted(pairs.length, 'common seed')}` : '';
}

/** Runs that count on both sides. Their numbers are not independent, which a test requires. */
export function sharedRuns(values: readonly MemberValue[], base: readonly MemberValue[]): number {
  const runs = new Set(values.map(({ run }) => run));
  return base.filter(({ run }) => runs.has(run)).length;
}

function pairsOf(values: readonly MemberValue[], base: readonly MemberValue[]): SeedPair[] {
  const bySeed = new Map(base.map(({ seed, value }) => [seed, value]));
  return values.flatMap(({ seed, value }) => {
    const other = bySeed.get(seed);
    return other === undefined ? [] : [{ seed, value, base: other }];
  });
}

/**
 * Chooses the test by the seeds, not by the values. Runs with the same seed start with the same weights and see the
 * same batches, as far as their configs allow, so they differ by less than other runs: a paired test compares them. It
 * needs at least three pairs that cover half of the smaller side. With fewer, too many runs would be left out, so
 * Welch's test uses all of them.
 */
function kindOf(
  values: readonly MemberValue[],
  base: readonly MemberValue[],
  pairs: readonly SeedPair[],
): TestKind | undefined {
  const fewer = Math.min(values.length, base.length);
  if (fewer < FEWEST_SEEDS || sharedRuns(values, base) > 0) return undefined;
  return pairs.length >= FEWEST_SEEDS && 2 * pairs.length >= fewer ? 'paired' : 'welch';
}

const numbers = (values: readonly MemberValue[]) => values.map(({ value }) => value);
const hasSpread = (values: readonly number[]) => values.some((value) => value !== values[0]);

export function againstBase(
  basis: AgainstBase['basis'],
  values: readonly MemberValue[],
  baseValues: readonly MemberValue[],
): AgainstBase {
  const pairs = pairsOf(values, baseValues);
  const kind = kindOf(values, baseValues, pairs);
  const [own, base] = [numbers(values), numbers(baseValues)];
  const isPaired = kind === 'paired';
  const found = isPaired ? pairedTTest(pairs) : kind && welch(own, base);
  const difference = isPaired ? mean(differencesOf(pairs)) : meanDifference(own, base);
  const paired = new Set(pairs.map(({ seed }) => seed));
  const without = (all: readonly MemberValue[]) =>
    isPaired ? all.flatMap(({ seed }) => (paired.has(seed) ? [] : [seed])) : [];
  return {
    basis,
    values,
    baseValues,
    pairs,
    correlation: pairs.length >= FEWEST_SEEDS ? correlation(pairs) : undefined,
    kind,
    unpaired: without(values),
    baseUnpaired: without(baseValues),
    difference: Number.isFinite(difference) ? difference : undefined,
    test: found && kind && { ...found, kind, level: isPaired ? pairedLevel(pairs.length) : LEVEL },
    design: kind && designOf(kind, pairs, own, base),
    hasNoSpread: kind !== undefined && (isPaired ? differByTheSame(pairs) : !hasSpread(own) && !hasSpread(base)),
  };
}

function designOf(
  kind: TestKind,
  pairs: readonly SeedPair[],
  values: readonly number[],
  base: readonly number[],
): Design {
  switch (kind) {
    case 'paired':
      return { kind, differences: sampleOf(differencesOf(pairs)) };
    case 'welch':
      return { kind, values: sampleOf(values), base: sampleOf(base) };
  }
}
