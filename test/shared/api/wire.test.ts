import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../src/shared/api/wire.ts';

describe('the wire', () => {
  it('carries numbers, typed arrays and what is not there as they were', () => {
    const message = {
      kind: 'event',
      id: 3,
      event: {
        losses: Float64Array.from([1, NaN, Infinity, -0]),
        samples: Float32Array.from([0.1, -2.5]),
        bytes: Uint8Array.from([1, 2, 255]),
        counts: Uint32Array.from([4_000_000_000]),
        text: 'größer ≤ 你好',
        list: [1, [2.5], { deep: true }],
        nothing: null,
        large: 2 ** 53 - 1,
      },
    };
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  it('carries the part of an array that a view shows, and no more', () => {
    const whole = Float32Array.from([1, 2, 3, 4]);
    const bytes = encodeMessage(whole.subarray(1, 3));
    expect(decodeMessage(bytes)).toEqual(Float32Array.from([2, 3]));
    expect(decodeMessage(Buffer.from(bytes))).toEqual(Float32Array.from([2, 3]));
  });

  it('leaves out what is undefined', () => {
    expect(decodeMessage(encodeMessage({ a: undefined, b: 1 }))).toEqual({ b: 1 });
  });

  it('refuses bytes that are no message', () => {
    expect(() => decodeMessage(Uint8Array.from([0xc1, 0, 0]))).toThrow();
  });

  it('makes no room for lists longer than the message', () => {
    // An array of 33,554,431, a thousand times within each other: 268 GB, were they believed.
    const bytes = new Uint8Array(5000);
    for (let at = 0; at < bytes.length; at += 5) bytes.set([0xdd, 0x01, 0xff, 0xff, 0xff], at);
    expect(() => decodeMessage(bytes)).toThrow('Max length exceeded');
  });
});
