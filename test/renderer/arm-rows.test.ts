import { expect, test } from 'vitest';
import { armTable, shownArmTable } from '../../src/renderer/sweeps/arm-rows.ts';
import { armsOf, scored } from '../../src/shared/sweep/outcome.ts';
import { row, summary } from '../shared/run-rows.ts';

test('the table of a sweep’s arms names and cuts how far their means are from the target’s', () => {
  const rows = [2.99, 3.03, 3].map((mean, index) => {
    const recorded = row({
      seed: index + 1,
      config: { target: { law: 'normal', mean: 3, standard_deviation: 1 } },
      summaries: [summary('mean', mean)],
    });
    return { ...recorded, run: { ...recorded.run, sweep: 's' } };
  });
  const arms = armsOf({ id: 's', paths: ['epochs'], groups: [] }, rows, false);
  const swept = { name: 'means', ...scored(arms, 'mean', 'tail', false) };
  expect(armTable(swept).heads).toContain('distance_mean mean');
  expect(shownArmTable(swept).rows[0].slice(-2)).toEqual([
    '0.0133 ± 0.0153 (s.d. larger than the mean)',
    '0.0100 [0.00500, 0.0200]',
  ]);
});
