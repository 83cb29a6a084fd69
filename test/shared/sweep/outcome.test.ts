import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { armsOf, basisText, countedText, scored } from '../../../src/shared/sweep/outcome.ts';
import { row, summary, type RowFacts } from '../run-rows.ts';

function swept(facts: RowFacts, sweep: string | undefined, trashedAt?: string): RunRow {
  const { run, ...others } = row(facts);
  return { ...others, run: { ...run, sweep, trashedAt } };
}

const arm = (digit: string, config: RunConfigInput, value: number) => ({
  group: digit.repeat(64),
  name: `arm ${digit}`,
  config,
  summaries: [summary('wasserstein_1', value)],
});
const rate = (learning_rate: number): RunConfigInput => ({ optimizer: { generator: { learning_rate } } });
const RATES = { id: 's', paths: ['optimizer.generator.learning_rate'], groups: [] };

describe('the arms of a sweep', () => {
  it('stand by their settings, whatever the order of the runs, and other runs are not among them', () => {
    const arms = armsOf(
      RATES,
      [
        swept({ seed: 1, ...arm('a', rate(1e-3), 0.3) }, 's'),
        swept({ seed: 1, ...arm('b', rate(2e-4), 0.1) }, 's'),
        swept({ seed: 1, ...arm('c', rate(1e-4), 0.2) }, 'another'),
      ],
      false,
    );
    expect(arms.map(({ settings }) => [...settings.values()])).toEqual([[2e-4], [1e-3]]);
  });

  const GROWN = [
    swept({ seed: 1, ...arm('a', rate(1e-3), 0.3) }, 's'),
    swept({ seed: 2, ...arm('a', rate(1e-3), 0.5) }, undefined),
    swept({ seed: 3, ...arm('a', rate(1e-3), 9), status: 'failed' }, 's'),
    swept({ seed: 4, ...arm('a', rate(1e-3), 9) }, 's', '2026-01-01T00:00:00Z'),
    swept({ seed: 5, ...arm('a', rate(1e-3), 9) }, 'another'),
  ];

  it('have the runs that the sweep trained, and say how many more their groups have', () => {
    const [found] = scored(armsOf(RATES, GROWN, false), 'wasserstein_1', 'tail', false).arms;
    expect(found.cell.membership.text).toBe('1 of 3, 1 failed, 1 hidden');
    expect(found.cell.mean).toBe(0.3);
    expect(found.others).toBe(2);
    expect(countedText([found])).toBe('1 of 3 runs, 1 failed, 1 hidden');
  });

  it('have what their groups have where that is asked for, and then the numbers of a comparison', () => {
    const [found] = scored(armsOf(RATES, GROWN, true), 'wasserstein_1', 'tail', false).arms;
    expect(found.cell.membership.text).toBe('3 of 5, 1 failed, 1 hidden');
    expect(found.cell.mean).toBeCloseTo(9.8 / 3, 12);
    expect(found.others).toBe(2);
  });

  it('of a sweep that trained only what was not there are also those of which all was there', () => {
    const asked = { ...RATES, groups: ['a'.repeat(64), 'b'.repeat(64)] };
    const rows = [
      swept({ seed: 1, ...arm('a', rate(1e-3), 0.3) }, 's'),
      swept({ seed: 1, ...arm('b', rate(2e-4), 0.1) }, 'before'),
      swept({ seed: 2, ...arm('b', rate(2e-4), 0.2) }, 'before'),
    ];
    const arms = armsOf(asked, rows, true);
    expect(arms.map(({ rows: taken, others }) => [taken.length, others])).toEqual([
      [2, 2],
      [1, 0],
    ]);
  });

  it('are told apart by the settings of a loss where only those differ', () => {
    const arms = armsOf(
      { id: 's', paths: ['loss.name'], groups: [] },
      [
        swept({ seed: 1, ...arm('a', { loss: { name: 'bce', real_label: 0.9 } }, 1) }, 's'),
        swept({ seed: 1, ...arm('b', { loss: 'bce' }, 1) }, 's'),
        swept({ seed: 1, ...arm('c', { loss: 'minimax' }, 1) }, 's'),
      ],
      false,
    );
    expect(arms.map(({ settings }) => Object.fromEntries(settings))).toEqual([
      { 'loss.name': 'bce', 'loss.real_label': 0.9 },
      { 'loss.name': 'bce', 'loss.real_label': 1 },
      { 'loss.name': 'minimax', 'loss.real_label': 1 },
    ]);
  });

  it('are no more once all of their runs lie in the trash', () => {
    const trashed = swept({ seed: 1, ...arm('a', rate(1e-3), 0.3) }, 's', '2026-01-01T00:00:00Z');
    expect(armsOf(RATES, [trashed], true)).toEqual([]);
  });
});

describe('arms by a moment', () => {
  const target = (law: RunConfigInput['target']) =>
    [2.8, 3.1].map((mean, index) => {
      const { name, ...others } = arm('ab'[index], { ...rate(index + 1), target: law }, 0);
      return swept({ seed: 1, name, ...others, summaries: [summary('mean', mean)] }, 's');
    });
  const byMean = (law: RunConfigInput['target']) => scored(armsOf(RATES, target(law), false), 'mean', 'tail', false);

  it('are shown and ranked by how far it is from the target’s own, as in a comparison', () => {
    const found = byMean({ law: 'normal', mean: 3, standard_deviation: 1 });
    expect(found).toMatchObject({ metric: 'mean', isDistance: true, basis: { kind: 'compared' } });
    expect(found.arms.map(({ cell }) => cell.mean)).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.1, 12)]);
  });

  it('that the target does not have keep their numbers', () => {
    const found = byMean({ law: 'student_t', degrees_of_freedom: 1, location: 3, scale: 1 });
    expect(found.isDistance).toBe(false);
    expect(found.arms.map(({ cell }) => cell.mean)).toEqual([2.8, 3.1]);
  });
});

describe('arms whose numbers do not compare', () => {
  /** An arm's tail mean, its share of the target's standard deviation, and its evaluation at the end. */
  const measured = (
    digit: string,
    config: RunConfigInput,
    by: { readonly tail: number; readonly share?: number; readonly final?: number },
  ): RunRow => {
    const { tail, share, final } = by;
    const summaries = [
      summary('wasserstein_1', tail),
      ...(share === undefined ? [] : [summary('wasserstein_1_share', share)]),
      summary('loss_generator', tail),
      summary('ks', tail),
    ];
    const one = swept({ seed: 1, ...arm(digit, config, tail), summaries }, 's');
    const { run } = one;
    if (final === undefined || run.status !== 'finished') return one;
    return { ...one, run: { ...run, final: { ...run.final, metrics: { wasserstein_1: final } } } };
  };
  const outcome = (path: string, rows: readonly RunRow[], metric: 'wasserstein_1' | 'ks' | 'loss_generator') =>
    scored(armsOf({ id: 's', paths: [path], groups: [] }, rows, false), metric, 'tail', false);

  it('by samples are ranked by the evaluation at the end, by which the arm of few samples is not last', () => {
    const rows = [100, 500, 2000].map((samples, index) =>
      measured('abc'[index], { snapshots: { samples } }, { tail: 0.3 - index / 8, final: 0.25 + index / 8 }),
    );
    const found = outcome('snapshots.samples', rows, 'wasserstein_1');
    expect(found).toMatchObject({ metric: 'wasserstein_1', measure: 'final' });
    expect(found.arms.map(({ cell }) => cell.mean)).toEqual([0.25, 0.375, 0.5]);
    expect(basisText(found.basis)).toBe(
      'Compared by the evaluation at the end, with 10,000 samples for all: their snapshots measure 100 samples, 500 samples and ' +
        '2000 samples, and a distance is larger with fewer samples.',
    );
  });

  it('by target are shown as shares of its standard deviation, none of them better', () => {
    const rows = [
      measured('a', { target: { law: 'normal' } }, { tail: 0.2, share: 0.2 }),
      measured('b', { target: { law: 'uniform' } }, { tail: 0.1, share: 0.34 }),
    ];
    const found = outcome('target.law', rows, 'wasserstein_1');
    expect(found.metric).toBe('wasserstein_1_share');
    expect(found.arms.map(({ cell }) => cell.mean)).toEqual([0.2, 0.34]);
    expect(found.basis).toMatchObject({ kind: 'compared', hasDirection: false });
    expect(basisText(found.basis)).toContain('show which is closer to its own target, not which is better');
    expect(basisText(outcome('target.law', rows, 'ks').basis)).toBe(
      'The arms are not ranked: their targets differ, and this metric is not relative to the target’s spread.',
    );
  });

  it('by the formula of a loss keep their numbers and are not ranked', () => {
    const rows = [measured('a', { loss: 'bce' }, { tail: 0.7 }), measured('b', { loss: 'minimax' }, { tail: -0.7 })];
    const found = outcome('loss.name', rows, 'loss_generator');
    expect(found.basis.kind).toBe('not comparable');
    expect(found.arms.map(({ cell }) => cell.mean)).toEqual([0.7, -0.7]);
    expect(basisText(found.basis)).toBe('The arms are not ranked: their losses have different formulas.');
    expect(outcome('loss.name', rows, 'wasserstein_1').basis).toMatchObject({ kind: 'compared', measure: 'tail' });
  });

  it('for one of three alone are compared by what all three have', () => {
    const rows = [
      measured('a', { snapshots: { samples: 2000 } }, { tail: 0.1 }),
      measured('b', { snapshots: { samples: 2000 }, epochs: 20 }, { tail: 0.2 }),
      measured('c', { snapshots: { samples: 100 } }, { tail: 0.3 }),
    ];
    expect(outcome('snapshots.samples', rows, 'wasserstein_1')).toMatchObject({ measure: 'final' });
    expect(outcome('snapshots.samples', rows.slice(0, 2), 'wasserstein_1')).toMatchObject({ measure: 'tail' });
  });
});
