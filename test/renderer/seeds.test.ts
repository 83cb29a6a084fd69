import { expect, it } from 'vitest';
import { nextSeeds, seedRange, usualMore } from '../../src/renderer/runs/seeds.ts';

it('gives the seeds above those that a group has', () => {
  expect(nextSeeds([1], 3)).toEqual([2, 3, 4]);
  expect(nextSeeds([1, 2, 40], 2)).toEqual([41, 42]);
  expect(nextSeeds([], 2)).toEqual([1, 2]);
  const last = Number.MAX_SAFE_INTEGER;
  expect(nextSeeds([0, 2, last - 1], 3)).toEqual([last, 1, 3]);
});

it('fills a group up to eight seeds, then asks for as many again', () => {
  expect([1, 5, 8, 12].map(usualMore)).toEqual([7, 3, 8, 8]);
});

it('writes seeds in a row as a range', () => {
  expect(seedRange([3, 1, 2, 7, 9, 8, 8])).toBe('1–3, 7–9');
  expect(seedRange([4])).toBe('4');
  expect(seedRange([])).toBe('');
});
