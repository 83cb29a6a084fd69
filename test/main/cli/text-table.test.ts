import { expect, it } from 'vitest';
import { shortened, textTable, wrapped } from '../../../src/main/cli/output/text-table.ts';

it('columns are aligned with wide letters, combining accents and emoji in names', () => {
  const names = ['vanilla', '学習率', '실험', 'e\u0301té', '👩‍🚀 run', 'ﾊﾝ', 'שלום'];
  const lines = textTable(
    [{ head: 'name' }, { head: 'seed', align: 'right' }],
    names.map((name) => [name, '1']),
  );
  // In a terminal: letters of East Asia and pictures take two columns, accents and joiners none.
  const columns = [7, 6, 4, 3, 6, 2, 4];
  expect(lines).toEqual([
    'name     seed',
    ...names.map((name, index) => `${name}${' '.repeat(7 - columns[index])}     1`),
  ]);
});

it('a long name is cut to the available columns, without splitting a letter', () => {
  expect(shortened('学習率の実験', 7)).toBe('学習率');
  expect(shortened('ab👩‍🚀c', 3)).toBe('ab');
  expect(shortened('vanilla', 20)).toBe('vanilla');
  expect(wrapped('学習率 学習率 学習率', 14)).toEqual(['学習率 学習率', '学習率']);
});
