import { expect, it } from 'vitest';
import { forestScale } from '../../src/renderer/compare/forest-scale.ts';
import { metricsTable, type ComparedSubject } from '../../src/shared/comparison/metrics-table.ts';
import { row, summary } from '../shared/run-rows.ts';

function subject(name: string, tails: readonly number[]): ComparedSubject {
  const rows = tails.map((tail, index) =>
    row({ name, seed: index + 1, group: name, summaries: [summary('wasserstein_1', tail)] }),
  );
  return { key: `group:${name}`, name, kind: 'group', colour: 0, rows, hidden: 0 };
}

function scaleOf(...subjects: readonly ComparedSubject[]) {
  const table = metricsTable({
    subjects,
    metrics: ['wasserstein_1'],
    measure: 'tail',
    base: undefined,
    preferAverage: false,
  });
  return forestScale(table.rows[0]);
}

const SEEDS = [0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.4];

it('has room for all seeds of a group, also where nothing is beside it', () => {
  const scale = scaleOf(subject('alone', SEEDS));
  expect(scale?.high).toBe(0.4);
  expect(scale?.places.get('group:alone')?.values).toHaveLength(SEEDS.length);
  expect(scale?.places.get('group:alone')?.values.at(-1)).toBe(1);
});

it('ends near the means where a seed is far from them', () => {
  const scale = scaleOf(subject('near', [0.1, 0.11, 0.12]), subject('far', [0.12, 0.13, 0.14, 9, 0.12]));
  const [near, far] = [0.11, (0.12 + 0.13 + 0.14 + 9 + 0.12) / 5];
  expect(scale?.high).toBeCloseTo(far + 0.75 * (far - near), 9);
  expect(scale?.places.get('group:far')?.values).toHaveLength(4);
});
