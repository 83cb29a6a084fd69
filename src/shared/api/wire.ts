import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';

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

/** Bytes of what stands before a value's own bytes, and how many of those follow; https://github.com/msgpack/msgpack/blob/master/spec.md */
interface Extent {
  readonly header: number;
  readonly body: number;
}

const bytesOf = (body: number): Extent => ({ header: 1, body });

/** How far the value that begins at `at` reaches; of a list or a map only its header, for its values follow it. */
function extentOf(view: DataView, at: number): Extent {
  const kind = view.getUint8(at);
  if (kind < 0xa0 || kind >= 0xe0) return bytesOf(0);
  if (kind < 0xc0) return bytesOf(kind & 0x1f);
  switch (kind) {
    case 0xc4:
    case 0xd9:
      return { header: 2, body: view.getUint8(at + 1) };
    case 0xc5:
    case 0xda:
      return { header: 3, body: view.getUint16(at + 1) };
    case 0xc6:
    case 0xdb:
      return { header: 5, body: view.getUint32(at + 1) };
    case 0xc7:
      return { header: 3, body: view.getUint8(at + 1) };
    case 0xc8:
      return { header: 4, body: view.getUint16(at + 1) };
    case 0xc9:
      return { header: 6, body: view.getUint32(at + 1) };
    case 0xcc:
    case 0xd0:
      return bytesOf(1);
    case 0xcd:
    case 0xd1:
    case 0xd4:
    case 0xdc:
    case 0xde:
      return bytesOf(2);
    case 0xd5:
      return bytesOf(3);
    case 0xca:
    case 0xce:
    case 0xd2:
    case 0xdd:
    case 0xdf:
      return bytesOf(4);
    case 0xd6:
      return bytesOf(5);
    case 0xcb:
    case 0xcf:
    case 0xd3:
      return bytesOf(8);
    case 0xd7:
      return bytesOf(9);
    case 0xd8:
      return bytesOf(17);
    default:
      return bytesOf(0);
  }
}

/**
 * Whether a message in MessagePack holds more than `most` values, keys among them, found without making any of them: a
 * byte may be a list, and a list takes more room than thirty bytes. Throws a RangeError where it ends within a number.
 */
export function holdsMoreThan(most: number, bytes: Uint8Array): boolean {
  // None is shorter than a byte.
  if (bytes.length <= most) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    if (count > most) return true;
    const { header, body } = extentOf(view, at);
    at += header + body;
  }
  return count > most;
}
