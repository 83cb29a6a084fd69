import type { Scale, Tick } from 'chart.js';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../src/shared/figures/palette.ts';
import { linearAxis } from '../../../src/shared/figures/theme.ts';

/** The labels of ticks at these values, as an axis writes them. */
function labels(values: readonly number[]): string[] {
  const { callback } = linearAxis(LIGHT, 'x', {}).ticks;
  const ticks: Tick[] = values.map((value) => ({ value }));
  const scale = { chart: { options: { locale: 'en-US' } }, options: { ticks: {} } } as unknown as Scale;
  return values.map((value, index) => callback.call(scale, value, index, ticks));
}

describe('the ticks of an axis', () => {
  it('over values of 1e-12 are short, and no two alike', () => {
    const values = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((value) => value * 5e-13);
    expect(labels(values)).toEqual([
      '−2e-12',
      '−1.5e-12',
      '−1e-12',
      '−5e-13',
      '0',
      '5e-13',
      '1e-12',
      '1.5e-12',
      '2e-12',
    ]);
  });

  it('over values around 1.7e9 keep all digits that tell them apart', () => {
    expect(labels([1_699_999_999, 1_700_000_000, 1_700_000_001])).toEqual([
      '1,699,999,999',
      '1,700,000,000',
      '1,700,000,001',
    ]);
  });

  it('far apart are written by powers of ten', () => {
    expect(labels([0, 1e11, 2e11, 3e11])).toEqual(['0', '1e11', '2e11', '3e11']);
    expect(labels([99_999.98, 100_000, 100_000.02])).toEqual(['99,999.98', '100,000.00', '100,000.02']);
  });
});
