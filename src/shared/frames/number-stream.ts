import { Z_FINISH, Z_STREAM_END, zlibInflate, zlibInflateInit2, zlibInflateReset, ZStream } from 'pako';
import type { Range } from '../run.ts';

/*
 * The numbers of a frame as bytes: whole numbers, exact floats by their place in the order of all floats, and floats rounded to even
 * steps.
 */

/** A writer of whole numbers from 0 to 2³² − 1. Each takes one token; larger ones take extra bits. */
export interface NumberWriter {
  readonly tokens: Uint8Array;
  readonly bits: Uint8Array;
  tokenCount: number;
  bitCount: number;
}

/** A reader of whole numbers, in the order in which they were written. */
export interface NumberReader {
  readonly tokens: Uint8Array;
  readonly bits: Uint8Array;
  position: number;
  bitPosition: number;
}

/** Numbers below this are their own token. */
const LITERALS = 16;
/** Binary digits of the first number that is not its own token. */
const LITERAL_DIGITS = 5;
const LARGEST_TOKEN = LITERALS + 32 - LITERAL_DIGITS;
/**
 * More tokens than the largest frame has (1,048,576 points, two numbers each). A few bytes could claim a thousand times
 * as many.
 */
const MOST_TOKENS = 1 << 22;
/** The bytes before the tokens: how many bytes they take, and how many bits follow. */
const HEADER_BYTES = 4;

/**
 * Packs tokens as a raw deflate stream (RFC 1951). The caller provides it, because packing needs zlib while reading needs nothing
 * of Node.
 */
export type Deflate = (tokens: Uint8Array) => Uint8Array;

/**
 * The memory of writers, which is reused: allocating tens of kilobytes for every snapshot would keep the garbage collector busy.
 */
let space = { tokens: new Uint8Array(0), bits: new Uint8Array(0) };

/**
 * The most numbers that a series of this many values or points needs: two for each outside the axes, plus counts and
 * quantisers.
 */
export function capacityFor(count: number): number {
  return 8 + 2 * count;
}

/** A writer for at most `capacity` numbers. There is only one at a time: a new one invalidates the previous one. */
export function numberWriter(capacity: number): NumberWriter {
  if (space.tokens.length < capacity) space = { tokens: new Uint8Array(capacity), bits: new Uint8Array(4 * capacity) };
  else space.bits.fill(0, 0, 4 * capacity);
  return { ...space, tokenCount: 0, bitCount: 0 };
}

/**
 * Writes a number below 16 as its own token; of a larger one the token says how many binary digits it has, and all but the
 * leading digit go to the bits as they are: the Elias gamma code (Elias 1975) with Huffman codes for the lengths.
 */
export function writeNumber(out: NumberWriter, value: number): void {
  if (value < LITERALS) {
    out.tokens[out.tokenCount++] = value;
    return;
  }
  const digits = 32 - Math.clz32(value);
  out.tokens[out.tokenCount++] = LITERALS + digits - LITERAL_DIGITS;
  const { bits } = out;
  let position = out.bitCount;
  let left = digits - 1;
  let rest = value ^ (1 << left);
  while (left > 0) {
    const room = 8 - (position & 7);
    const taken = left < room ? left : room;
    bits[position >> 3] |= (rest & ((1 << taken) - 1)) << (8 - room);
    rest >>>= taken;
    left -= taken;
    position += taken;
  }
  out.bitCount = position;
}

/** Writes a difference of two whole numbers, modulo 2³². Small numbers of either sign become small whole numbers. */
export function writeDifference(out: NumberWriter, difference: number): void {
  const wrapped = difference | 0;
  writeNumber(out, ((wrapped << 1) ^ (wrapped >> 31)) >>> 0);
}

/** Packs the written numbers into bytes. */
export function finishNumbers({ tokens, bits, tokenCount, bitCount }: NumberWriter, deflate: Deflate): Uint8Array {
  const packed = deflate(tokens.subarray(0, tokenCount));
  const bitBytes = Math.ceil(bitCount / 8);
  const bytes = new Uint8Array(HEADER_BYTES + packed.length + bitBytes);
  new DataView(bytes.buffer).setUint32(0, packed.length, true);
  bytes.set(packed, HEADER_BYTES);
  bytes.set(bits.subarray(0, bitBytes), HEADER_BYTES + packed.length);
  return bytes;
}

/** Throws if `finishNumbers` did not write the bytes. */
export function numberReader(bytes: Uint8Array): NumberReader {
  const packed = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const tokens = inflated(bytes.subarray(HEADER_BYTES, HEADER_BYTES + packed));
  return { tokens, bits: bytes.subarray(HEADER_BYTES + packed), position: 0, bitPosition: 0 };
}

/** zlib's `windowBits` for the largest window; the sign says that the stream is raw deflate. */
const RAW_WINDOW = -15;

/** Memory of unpacked tokens and the state of zlib, which are reused: in a browser it takes longer to make these arrays than to fill them. */
let room = new Uint8Array(0);
const stream = new ZStream();
zlibInflateInit2(stream, RAW_WINDOW);

/**
 * Unpacks tokens that `Deflate` packed. The next call overwrites them. Throws if they are cut off, damaged, or more than any frame has.
 */
export function inflated(packed: Uint8Array): Uint8Array {
  // Huffman-coded tokens take at least one bit each. Repeated ones may take less: then it starts again with more memory.
  for (let most = Math.max(64, 8 * packed.length, room.length); ; most *= 16) {
    const length = Math.min(most, MOST_TOKENS + 1);
    if (room.length < length) room = new Uint8Array(length);
    zlibInflateReset(stream);
    Object.assign(stream, { input: packed, next_in: 0, avail_in: packed.length });
    Object.assign(stream, { output: room, next_out: 0, avail_out: room.length });
    const status = zlibInflate(stream, Z_FINISH);
    if (status === Z_STREAM_END) return room.subarray(0, stream.next_out);
    if (stream.avail_out > 0) throw new RangeError(stream.msg || 'it is cut off');
    if (stream.next_out > MOST_TOKENS) throw new RangeError('it claims more numbers than any frame has');
  }
}

/** Throws a RangeError if there are no more numbers. */
export function readNumber(from: NumberReader): number {
  // `at` is slower than an index, and this is called for every number of a frame.
  if (from.position >= from.tokens.length) throw new RangeError('no number follows');
  const token = from.tokens[from.position++];
  if (token > LARGEST_TOKEN) throw new RangeError('no number follows');
  if (token < LITERALS) return token;
  const digits = token - LITERALS + LITERAL_DIGITS;
  const { bits, bitPosition } = from;
  const after = bitPosition + digits - 1;
  if (after > 8 * bits.length) throw new RangeError('a number is cut off');
  from.bitPosition = after;
  return ((1 << (digits - 1)) | readBits(bits, bitPosition, digits - 1)) >>> 0;
}

/** Bits that four bytes hold from any bit of the first on. */
const MOST_AT_ONCE = 25;

/** `count` bits from a position on, the lowest first; at most 31. A byte after the last counts as 0. */
function readBits(bytes: Uint8Array, position: number, count: number): number {
  const first = Math.min(count, MOST_AT_ONCE);
  const byte = position >> 3;
  // One by one, the bytes would take a loop for every number of a frame.
  const four = bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24);
  const low = (four >>> (position & 7)) & ((1 << first) - 1);
  return count === first ? low : low | (readBits(bytes, position + first, count - first) << first);
}

export function readDifference(from: NumberReader): number {
  const zigzag = readNumber(from);
  return (zigzag >>> 1) ^ -(zigzag & 1);
}

/** Reads a count of values that follow, each of which takes at least one number. */
export function readCount(from: NumberReader): number {
  const count = readNumber(from);
  if (count > from.tokens.length - from.position) throw new RangeError(`${count} numbers cannot follow`);
  return count;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

const NAN_ORDINAL = 0xffc00000;

/**
 * Float32 values as whole numbers in the same order, so that exact values can be stored as small differences: for a
 * positive number its bits with the sign bit set, for a negative one its inverted bits (Herf 2001, "Radix tricks"). The
 * order is −∞, numbers, ∞, NaN; all bit patterns of NaN become one.
 */
export function ordinalOf(value: number): number {
  if (Number.isNaN(value)) return NAN_ORDINAL;
  float[0] = value;
  const bits = word[0];
  return (bits >= 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

export function valueOf(ordinal: number): number {
  word[0] = ordinal >= 0x80000000 ? ordinal ^ 0x80000000 : ~ordinal;
  return float[0];
}

/**
 * Even steps over the part of an axis that has values: step 0 is exactly the least value, step `levels` exactly the
 * greatest. So a value inside the axis stays inside, and a constant is restored exactly.
 */
export interface Quantiser {
  readonly low: number;
  readonly high: number;
  /** 0 if low and high are equal. */
  readonly levels: number;
}

/** The number of steps for values that span this share of their axis. */
export type LevelsOfShare = (share: number) => number;

export function isInside(value: number, { low, high }: Range): boolean {
  return value >= low && value <= high;
}

/**
 * The quantiser for every `stride`-th of `values`, from `first` on, that lies inside `axis`. Values outside and NaN do
 * not count, so that outliers do not reduce the precision of the others.
 */
export function quantiserOf(
  values: Float32Array,
  axis: Range,
  levelsOf: LevelsOfShare,
  first = 0,
  stride = 1,
): Quantiser {
  let low = Infinity;
  let high = -Infinity;
  for (let index = first; index < values.length; index += stride) {
    const value = values[index];
    if (!isInside(value, axis)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return quantiserBetween(low, high, axis, levelsOf);
}

/** The quantiser for values inside `axis` with this minimum and maximum; low is above high if there are no values. */
export function quantiserBetween(low: number, high: number, axis: Range, levelsOf: LevelsOfShare): Quantiser {
  if (low > high) return { low: 0, high: 0, levels: 0 };
  return { low, high, levels: low === high ? 0 : levelsOf((high - low) / (axis.high - axis.low)) };
}

/** The factor that converts a value to a step: `Math.floor((value - low) * scale + 0.5)`. */
export function stepsPerUnit({ low, high, levels }: Quantiser): number {
  return levels === 0 ? 0 : levels / (high - low);
}

export function valueOfStep(step: number, { low, high, levels }: Quantiser): number {
  return step >= levels ? high : low + (step * (high - low)) / levels;
}

export function writeQuantiser(out: NumberWriter, { low, high, levels }: Quantiser): void {
  writeNumber(out, ordinalOf(low));
  writeNumber(out, ordinalOf(high));
  writeNumber(out, levels);
}

export function readQuantiser(from: NumberReader): Quantiser {
  return { low: valueOf(readNumber(from)), high: valueOf(readNumber(from)), levels: readNumber(from) };
}
