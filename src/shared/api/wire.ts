import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import { holdsMoreThan } from './value-count.ts';

/** Typed arrays by their number on the wire: they cross as their own bytes (little-endian, as every machine here is). */
const TYPED_ARRAYS = [Float32Array, Float64Array, Uint8Array, Uint32Array] as const;

const codec = new ExtensionCodec();
TYPED_ARRAYS.forEach((Kind, type) => {
  codec.register({
    type,
    encode: (value) =>
      value instanceof Kind ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : null,
    // A copy: the bytes lie anywhere within the message, and numbers of eight bytes only start at multiples of eight. Not by
    // `slice`, which on Node's buffers shares the memory.
    decode: (bytes) => new Kind(new Uint8Array(bytes).buffer),
  });
});

/** A message as bytes. What is undefined is left out, so that it is undefined again on the other side. */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec: codec, ignoreUndefined: true });
}

/** The message that the bytes hold. Throws where they hold none, or one of more than `mostValues` values. */
export function decodeMessage(bytes: Uint8Array, mostValues = Infinity): unknown {
  if (holdsMoreThan(mostValues, bytes)) throw new RangeError('the message contains too many values');
  // Each part takes a byte at least: whoever announces more has no room made for it.
  return decode(bytes, { extensionCodec: codec, maxArrayLength: bytes.length, maxMapLength: bytes.length });
}
