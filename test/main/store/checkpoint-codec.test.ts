import { expect, test } from 'vitest';
import { packCheckpoint, unpackCheckpoint } from '../../../src/main/store/tables/checkpoint-codec.ts';
import { randomSource } from './random.ts';
import { checkpoint } from './recordings.ts';

/** Weights of one layer as they are drawn, and moments that are still 0. */
function initialBytes(count: number): Uint8Array {
  const { uniform } = randomSource(3);
  const floats = new Float32Array(3 * count).map((_, index) => (index < count ? (uniform() - 0.5) / 6 : 0));
  return new Uint8Array(floats.buffer);
}

test('a checkpoint comes back byte for byte, whatever its bytes and their number', () => {
  for (const bytes of [initialBytes(1000), ...[0, 1, 3, 4, 7, 54_001].map((length) => checkpoint(1, length).bytes)]) {
    const packed = packCheckpoint(bytes);
    expect(unpackCheckpoint(packed)).toEqual(bytes);
    expect(packCheckpoint(bytes)).toEqual(packed);
  }
});

test('weights take a tenth less, zeros next to nothing, and bytes without pattern no more than they are', () => {
  expect(packCheckpoint(initialBytes(30_000)).length).toBeLessThan(0.9 * 4 * 30_000);
  expect(packCheckpoint(checkpoint(1).bytes).length).toBeLessThan(54_000 + 64);
});

test('a checkpoint of a later version, and one whose bytes are damaged, are named', () => {
  const packed = packCheckpoint(initialBytes(1000));
  expect(() => unpackCheckpoint(packed.with(0, 2))).toThrow(/version 2/);
  expect(() => unpackCheckpoint(packed.subarray(0, 100))).toThrow(/damaged/);
});
