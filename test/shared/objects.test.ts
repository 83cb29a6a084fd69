import { expect, it } from 'vitest';
import { isObject, ownValue } from '../../src/shared/objects.ts';

it('a list, nothing and a number are no objects of a config', () => {
  expect([{}, { a: 1 }, [], null, undefined, 3, 'a'].map(isObject)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

it('a setting that every object inherits is none of a config', () => {
  expect(ownValue({ epochs: 3 }, 'epochs')).toBe(3);
  expect(ownValue({}, 'toString')).toBeUndefined();
  expect([ownValue([5], 0), ownValue('text', 'length'), ownValue(null, 'a')]).toEqual([5, undefined, undefined]);
});
