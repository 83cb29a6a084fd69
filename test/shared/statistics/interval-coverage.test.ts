import { describe, expect, test } from 'vitest';
import { randomSource } from '../../main/store/random.ts';
import { holm, simultaneousIntervals } from '../../../src/shared/statistics/holm.ts';
import { pairedTTest } from '../../../src/shared/statistics/paired.ts';
import type { TTest } from '../../../src/shared/statistics/t-test.ts';
import { welch } from '../../../src/shared/statistics/welch.ts';

const ROUNDS = 20_000;
/** 95 %, and what chance may take from it in so many rounds. */
const LEAST_COVERAGE = 0.943;
const SEEDS = 8;
const ARMS = 4;
/** Seeds of an arm and of its base are alike; the paired test uses it. */
const CORRELATION = 0.6;
/** In standard deviations of an arm: found now and then, mostly, and always. */
const DIFFERENCES = { small: 0.7, middling: 1.5, large: 5 } as const;

type Kind = 'welch' | 'paired';

/** Tests of four arms beside one base, of which the first `differing` differ from it by `difference`. */
function family(kind: Kind, differing: number, difference: number, normal: () => number): readonly TTest[] {
  const shared = Array.from({ length: SEEDS }, normal);
  const own = () => Math.sqrt(1 - CORRELATION) * normal();
  const alike = () =>
    kind === 'paired'
      ? shared.map((value) => Math.sqrt(CORRELATION) * value + own())
      : Array.from({ length: SEEDS }, normal);
  const base = alike();
  return Array.from({ length: ARMS }, (_, arm) => {
    const values = alike().map((value) => value + (arm < differing ? difference : 0));
    return kind === 'welch'
      ? welch(values, base)
      : pairedTTest(values.map((value, seed) => ({ value, base: base[seed] })));
  }).filter((one) => one !== undefined);
}

describe.each(['welch', 'paired'] as const)('four arms beside one base, by the %s test', (kind) => {
  const cases = Object.entries(DIFFERENCES).flatMap(([name, difference]) =>
    [0, 1, 2, 3, 4].map((differing) => [name, differing, difference] as const),
  );
  test.each(cases)(
    'by %s differences of %i of them: their intervals hold all four true differences together in 943 of 1000 cases',
    (_, differing, difference) => {
      const { normal } = randomSource(1 + differing);
      let held = 0;
      let falselyFound = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const tests = family(kind, differing, difference, normal);
        const truths = tests.map((__, arm) => (arm < differing ? difference : 0));
        const intervals = simultaneousIntervals(tests);
        // An end at 0 leaves 0 out, as it would be read.
        held += Number(intervals.every(({ low, high }, arm) => low < truths[arm] && truths[arm] < high));
        const corrected = holm(tests.map(({ p }) => p));
        falselyFound += Number(corrected.some((p, arm) => arm >= differing && p < 0.05));
      }
      expect(held / ROUNDS).toBeGreaterThanOrEqual(LEAST_COVERAGE);
      expect(falselyFound / ROUNDS).toBeLessThanOrEqual(1 - LEAST_COVERAGE);
    },
  );
});
