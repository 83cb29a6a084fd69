import { expect, it } from 'vitest';
import { encodeMessage, holdsMoreThan } from '../../../src/shared/api/wire.ts';

const sizes = [0, 1, 15, 16, 31, 32, 255, 256, 65_536];
const ofSize = (size: number) => [
  'x'.repeat(size),
  new Uint8Array(size),
  new Float32Array(size),
  Array.from({ length: size }, () => null),
  Object.fromEntries(Array.from({ length: size }, (_, key) => [`key ${key}`, true])),
];
const numbers = [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32, -1, -32, -33, -129, -32_769, -(2 ** 31) - 1, 0.5, NaN];
const values = [...sizes.flatMap(ofSize), ...numbers, true, null, new Date(0), new Date(1e15), new Date(-1)];

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Date) return 1;
  if (Array.isArray(value)) return 1 + value.reduce<number>((sum, one) => sum + countOf(one), 0);
  return 1 + Object.values(value).reduce<number>((sum, one) => sum + 1 + countOf(one), 0);
}

it('a message is counted as it is decoded, whatever it holds', () => {
  const all = encodeMessage(values);
  const count = countOf(values);
  expect(holdsMoreThan(count, all)).toBe(false);
  expect(holdsMoreThan(count - 1, all)).toBe(true);
  for (const value of values) {
    // Text of a megabyte is one value.
    const bytes = encodeMessage([value, 'x'.repeat(countOf(value) + 10)]);
    const own = countOf(value) + 2;
    expect(holdsMoreThan(own, bytes)).toBe(false);
    expect(holdsMoreThan(own - 1, bytes)).toBe(true);
  }
});

it('64 million lists in a message are counted without one being made', () => {
  const lists = new Uint8Array(64_000_000).fill(0x91);
  expect(holdsMoreThan(250_000, lists)).toBe(true);
});
