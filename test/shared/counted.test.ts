import { expect, it } from 'vitest';
import { wholeNumber } from '../../src/shared/counted.ts';

it('groups the digits of a whole number of five digits or more, as Intl does', () => {
  const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0, useGrouping: 'min2' });
  const small = [0, 1, 999, 1000, 9999, 9999.4, 9999.5, 10_000, 10_000.5, 99_999, 123_456, 1e6, 2 ** 31, 2 ** 53, 1e21];
  const values = [...small, ...small.map((value) => -value), Infinity, NaN].filter((value) => !Object.is(value, -0));
  for (const value of values) expect(wholeNumber(value), String(value)).toBe(format.format(value));
  expect([wholeNumber(4096), wholeNumber(16_384)]).toEqual(['4096', '16,384']);
});
