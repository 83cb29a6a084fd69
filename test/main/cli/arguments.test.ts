import { describe, expect, it } from 'vitest';
import { seedsOf } from '../../../src/main/cli/arguments.ts';

describe('--seeds', () => {
  it.each([
    ['1..4', [1, 2, 3, 4]],
    ['1,5,9', [1, 5, 9]],
    ['0..1, 7', [0, 1, 7]],
    ['12', [12]],
  ])('%s', (text, seeds) => expect(seedsOf(text)).toEqual(seeds));

  it.each(['', 'a', '1.5', '-1', '1...3', '3..1', '1,1', '1..3,2', '1..99999999999'])('refuses %j', (text) => {
    expect(() => seedsOf(text)).toThrow();
  });
});
