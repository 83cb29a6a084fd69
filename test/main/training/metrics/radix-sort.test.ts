import { expect, test } from 'vitest';
import { RadixSorter, SortableFloats } from '../../../../src/main/training/metrics/radix-sort.ts';
import { randomStream } from '../../../../src/main/training/random.ts';

test.each([1, 2, 7, 2001])('%i floats come out as the language itself sorts them', (length) => {
  const stream = randomStream(1, 'sort');
  const sortable = new SortableFloats(length);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < length; i++) sortable.values[i] = stream.normal() * 10 ** (stream.integer(60) - 30);
    const expected = sortable.values.slice().sort();
    sortable.sort();
    expect(sortable.values).toEqual(expected);
  }
});

test.each([1, 2, 3, 4, 7, 8, 9, 12])(
  '%i stretches that rise and fall come out as the language itself sorts them',
  (count) => {
    const length = 1200;
    const sortable = new SortableFloats(length);
    const scratch = sortable.values.slice();
    for (const turned of [1, -1]) {
      for (let i = 0; i < length; i++) {
        const place = (i * count) / length;
        const share = place % 1;
        // Rounded, so that there are ties, and zeros of both signs.
        scratch[i] = turned * Math.round(20 * (Math.floor(place) % 2 === 0 ? share - 0.5 : 0.5 - share));
      }
      const expected = scratch.slice().sort();
      sortable.values.set(scratch);
      sortable.sort();
      expect(Array.from(sortable.values)).toEqual(Array.from(expected));
    }
  },
);

test('zeros of both signs, ties, the smallest and the infinite keep their places', () => {
  const sortable = new SortableFloats(9);
  sortable.values.set([0, Infinity, -1, -0, 1e-45, -Infinity, -1, -1e-45, 3.4e38]);
  const expected = sortable.values.slice().sort();
  sortable.sort();
  expect(Array.from(sortable.values)).toEqual(Array.from(expected));
  expect(Object.is(sortable.values[4], -0)).toBe(true);
});

test('a NaN of either sign ends up at an end, where it is found', () => {
  const sortable = new SortableFloats(3);
  const bits = new Uint32Array(sortable.values.buffer);
  for (const nan of [0x7fc00000, 0xffc00000]) {
    sortable.values.set([1, 0, -1]);
    bits[1] = nan;
    sortable.sort();
    expect(Number.isNaN(sortable.values[0]) || Number.isNaN(sortable.values[2])).toBe(true);
  }
});

test('32-bit keys sort as unsigned numbers', () => {
  const keys = Uint32Array.of(0xffffffff, 0, 0x80000000, 0x7fffffff, 2048, 2047);
  const sorted = new Uint32Array(keys.length);
  const expected = keys.slice().sort();
  new RadixSorter(keys.length).sort(keys, sorted);
  expect(sorted).toEqual(expected);
});
