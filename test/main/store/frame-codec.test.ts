import { describe, expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../../src/main/store/frame-codec.ts';
import type { Frame1D, Frame2D } from '../../../src/shared/run.ts';
import { ringFrame, upTo, vanillaFrame } from './recordings.ts';

const decode1D = (frame: Frame1D) => decodeFrame(encodeFrame(frame)) as Frame1D;
const decode2D = (frame: Frame2D) => decodeFrame(encodeFrame(frame)) as Frame2D;

/** The largest error, in steps of the range that `bits` bits divide. */
function errorInSteps(original: Float32Array, decoded: Float32Array, bits: number): number {
  expect(decoded.length).toBe(original.length);
  const step = (Math.max(...original) - Math.min(...original)) / (2 ** bits - 1);
  return Math.max(...original.map((value, index) => Math.abs(value - decoded[index]))) / step;
}

describe('a 1-D frame', () => {
  test('comes back within half a step of 12 bits (samples, G) and 10 bits (D), its ends exactly', () => {
    for (const frame of upTo(20, vanillaFrame)) {
      const decoded = decode1D(frame);
      expect(errorInSteps(frame.samples, decoded.samples, 12)).toBeLessThan(0.501);
      expect(errorInSteps(frame.discriminator, decoded.discriminator, 10)).toBeLessThan(0.501);
      expect(errorInSteps(frame.generator ?? frame.samples, decoded.generator ?? frame.samples, 12)).toBeLessThan(
        0.501,
      );
      expect(decoded.samples[0]).toBe(frame.samples[0]);
      expect(decoded.samples.at(-1)).toBe(frame.samples.at(-1));
      expect(decoded.samples).toEqual(decoded.samples.toSorted());
    }
  });

  test('without a G(z) curve comes back without one', () => {
    expect(decode1D({ ...vanillaFrame(1), generator: undefined }).generator).toBeUndefined();
  });

  test('of equal samples comes back exactly', () => {
    const samples = new Float32Array(2000).fill(-1.7);
    expect(decode1D({ ...vanillaFrame(1), samples }).samples).toEqual(samples);
  });

  test('without samples, or with a single one, comes back', () => {
    for (const samples of [new Float32Array(), Float32Array.of(3.25)]) {
      expect(decode1D({ ...vanillaFrame(1), samples }).samples).toEqual(samples);
    }
  });

  test('with NaN and infinities among the samples comes back bit for bit', () => {
    const samples = Float32Array.of(-Infinity, -3.1, 0.1, 2e38, Infinity, NaN);
    const frame = { ...vanillaFrame(1), samples, discriminator: Float32Array.of(0.5, NaN, 0.25) };
    const decoded = decode1D(frame);
    expect(decoded.samples).toEqual(samples);
    expect(decoded.discriminator).toEqual(frame.discriminator);
    expect(errorInSteps(frame.generator ?? samples, decoded.generator ?? samples, 12)).toBeLessThan(0.501);
  });

  test('that spans all of float32, or next to none of it, comes back in range', () => {
    for (const [low, high] of [
      [-3.4e38, 3.4e38],
      [0, 1e-44],
    ]) {
      const samples = Float32Array.of(low, low, (low + high) / 2, high);
      const decoded = decode1D({ ...vanillaFrame(1), samples }).samples;
      expect([decoded[0], decoded[3]]).toEqual([samples[0], samples[3]]);
      expect(errorInSteps(samples, decoded, 12)).toBeLessThan(0.501);
    }
  });

  test('whose samples are in no order comes back in theirs', () => {
    const samples = vanillaFrame(3).samples.toReversed();
    expect(errorInSteps(samples, decode1D({ ...vanillaFrame(1), samples }).samples, 12)).toBeLessThan(0.501);
  });

  test('takes about a kilobyte', () => {
    const sizes = upTo(50, (epoch) => encodeFrame(vanillaFrame(epoch)).length);
    console.log(`vanilla frame: ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes`);
    expect(Math.max(...sizes)).toBeLessThan(1100);
  });
});

describe('a 2-D frame', () => {
  test('comes back within half a step of 12 bits (points) and 8 bits (D), points in their order', () => {
    for (const frame of upTo(20, ringFrame)) {
      const decoded = decode2D(frame);
      const coordinate = (points: Float32Array, which: number) => points.filter((_, index) => index % 2 === which);
      for (const which of [0, 1]) {
        const error = errorInSteps(coordinate(frame.points, which), coordinate(decoded.points, which), 12);
        expect(error).toBeLessThan(0.501);
      }
      expect(errorInSteps(frame.discriminator, decoded.discriminator, 8)).toBeLessThan(0.501);
    }
  });

  test('of an odd number of points, some not finite, comes back', () => {
    const points = Float32Array.of(Infinity, NaN, 0.2, 0.5, 0.3, 0.6);
    expect(decode2D({ ...ringFrame(1), points }).points).toEqual(points);
  });

  test('takes less than five kilobytes', () => {
    const sizes = upTo(50, (epoch) => encodeFrame(ringFrame(epoch * 12)).length);
    console.log(`ring frame: ${Math.min(...sizes)} to ${Math.max(...sizes)} bytes`);
    expect(Math.max(...sizes)).toBeLessThan(5000);
  });
});

test('the same frame gives the same bytes', () => {
  expect(encodeFrame(vanillaFrame(9))).toEqual(encodeFrame(vanillaFrame(9)));
  expect(encodeFrame(ringFrame(9))).toEqual(encodeFrame(ringFrame(9)));
});

test('a frame of a later version, and one whose bytes are damaged, are named', () => {
  const blob = encodeFrame(vanillaFrame(1));
  expect(() => decodeFrame(Uint8Array.from(blob, (byte, index) => (index === 0 ? 2 : byte)))).toThrow(/version 2/);
  expect(() => decodeFrame(blob.subarray(0, 100))).toThrow(/damaged/);
});
