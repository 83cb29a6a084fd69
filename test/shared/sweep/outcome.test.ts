import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../src/shared/api/runs.ts';
import type { RunConfigInput } from '../../../src/shared/config/schema.ts';
import { armsOf, countedText, scored } from '../../../src/shared/sweep/outcome.ts';
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
    const [found] = scored(armsOf(RATES, GROWN, false), 'wasserstein_1', 'tail', false);
    expect(found.cell.membership.text).toBe('1 of 3, 1 failed, 1 hidden');
    expect(found.cell.mean).toBe(0.3);
    expect(found.others).toBe(2);
    expect(countedText([found])).toBe('1 of 3 runs, 1 failed, 1 hidden');
  });

  it('have what their groups have where that is asked for, and then the numbers of a comparison', () => {
    const [found] = scored(armsOf(RATES, GROWN, true), 'wasserstein_1', 'tail', false);
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
