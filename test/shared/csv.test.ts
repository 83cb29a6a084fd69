import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/shared/csv.ts';

describe('a cell of a CSV file', () => {
  it.each(['-2,2', '-2, 2', '+1', '-1e-5,.5', '-2;2', '-Infinity,1', '-3.'])(
    'keeps numbers as they are, with a sign in front too: %s',
    (cell) => {
      expect(csvLine([cell])).toBe(/,/.test(cell) ? `"${cell}"\n` : `${cell}\n`);
    },
  );

  it.each(['-2+3', '=1+1', '-wide', '+cmd|0', '@SUM(A1)', '\tx', '-2,2,A1', '＝1+1', '-1e5e5'])(
    'cannot be run as a formula by a spreadsheet: %j',
    (cell) => {
      expect(csvLine([cell])).toContain(`'${cell}`);
    },
  );

  it('has its numbers in full', () => {
    expect(csvLine([95_711.4, 1e-300, -2, undefined, 0.1 + 0.2])).toBe('95711.4,1e-300,-2,,0.30000000000000004\n');
  });
});
