/** Bytes in the making: fixed capacity, little endian. */
export interface ByteWriter {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  length: number;
}

/** Bytes being read from `position` on, little endian. */
export interface ByteReader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  position: number;
}

const ABSENT = 0;
/** Whole-number steps of [low, high] as differences of neighbours: for rising samples and smooth curves. */
const DIFFERENCES = 1;
/** Whole-number steps of [low, high], the high bytes first and then the low half bytes: for values in no order. */
const PLANES = 2;
/** Float32 as they are: for values among which some are not finite. */
const RAW = 3;

/** The longest header: encoding, bits, two strides, count and range. */
const HEADER_BYTES = 24;
const PLANES_LEVELS = 4095;

/** Bytes that a series of `count` values needs at most. */
export function seriesCapacity(count: number): number {
  return HEADER_BYTES + 4 * count;
}

export function byteWriter(capacity: number): ByteWriter {
  const bytes = new Uint8Array(capacity);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

export function byteReader(bytes: Uint8Array): ByteReader {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), position: 0 };
}

export function writeAbsent(out: ByteWriter): void {
  out.bytes[out.length++] = ABSENT;
}

/**
 * Writes values rounded to `bits` bits over their own range, as differences: for each stride in turn, every step less the
 * one that many places before it. Stride 1 suits rising samples, 1 twice a smooth curve, 1 and the row length a smooth grid:
 * what is left is small, one byte each, and the entropy coder shortens it. Values that are not all finite are written as they are.
 */
export function writeDifferences(
  out: ByteWriter,
  values: Float32Array,
  bits: number,
  strides: readonly number[],
): void {
  const range = finiteRange(values);
  if (range === undefined) {
    writeRaw(out, values);
    return;
  }
  const levels = (1 << bits) - 1;
  out.bytes[out.length++] = DIFFERENCES;
  out.bytes[out.length++] = bits;
  out.bytes[out.length++] = strides.length;
  for (const stride of strides) writeWhole(out, stride);
  writeWhole(out, values.length);
  writeRange(out, range);
  const steps = stepsOf(values, range, levels);
  for (const stride of strides) {
    for (let index = steps.length - 1; index >= stride; index--) steps[index] -= steps[index - stride];
  }
  const { bytes } = out;
  let { length } = out;
  for (const step of steps) {
    // Zigzag: small numbers of either sign become small whole numbers.
    let rest = step < 0 ? -2 * step - 1 : 2 * step;
    while (rest > 127) {
      bytes[length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[length++] = rest;
  }
  out.length = length;
}

/** Writes values rounded to 12 bits over their own range; values that are not all finite are written as they are. */
export function writePlanes(out: ByteWriter, values: Float32Array): void {
  const range = finiteRange(values);
  if (range === undefined) {
    writeRaw(out, values);
    return;
  }
  out.bytes[out.length++] = PLANES;
  writeWhole(out, values.length);
  writeRange(out, range);
  const steps = stepsOf(values, range, PLANES_LEVELS);
  const { bytes, length } = out;
  const halves = length + steps.length;
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    bytes[length + index] = step >> 4;
    bytes[halves + (index >> 1)] |= index % 2 === 0 ? step & 15 : (step & 15) << 4;
  }
  out.length = halves + Math.ceil(steps.length / 2);
}

/** Reads the next series; undefined where none was written. */
export function readSeries(from: ByteReader): Float32Array | undefined {
  const encoding = from.bytes[from.position++];
  switch (encoding) {
    case ABSENT:
      return undefined;
    case DIFFERENCES:
      return readDifferences(from);
    case PLANES:
      return readPlanes(from);
    case RAW:
      return readRaw(from);
    default:
      throw new RangeError(`no series begins with byte ${encoding}`);
  }
}

interface FiniteRange {
  readonly low: number;
  readonly high: number;
}

/** undefined where a value is not finite. */
function finiteRange(values: Float32Array): FiniteRange | undefined {
  if (values.length === 0) return { low: 0, high: 0 };
  let low = Infinity;
  let high = -Infinity;
  let finite = true;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
    // Only a finite number differs from itself by 0.
    if (value - value !== 0) finite = false;
  }
  return finite ? { low, high } : undefined;
}

/** Each value as a whole number of 0 (the range's low end) … levels (its high end). */
function stepsOf(values: Float32Array, { low, high }: FiniteRange, levels: number): Int32Array {
  const scale = high > low ? levels / (high - low) : 0;
  const steps = new Int32Array(values.length);
  for (let index = 0; index < steps.length; index++) steps[index] = Math.floor((values[index] - low) * scale + 0.5);
  return steps;
}

function valuesOf(steps: Int32Array, { low, high }: FiniteRange, levels: number): Float32Array {
  const unit = (high - low) / levels;
  const values = new Float32Array(steps.length);
  for (let index = 0; index < values.length; index++) values[index] = low + steps[index] * unit;
  return values;
}

function writeRaw(out: ByteWriter, values: Float32Array): void {
  out.bytes[out.length++] = RAW;
  writeWhole(out, values.length);
  for (const value of values) {
    out.view.setFloat32(out.length, value, true);
    out.length += 4;
  }
}

function writeWhole(out: ByteWriter, value: number): void {
  out.view.setUint32(out.length, value, true);
  out.length += 4;
}

function writeRange(out: ByteWriter, { low, high }: FiniteRange): void {
  out.view.setFloat32(out.length, low, true);
  out.view.setFloat32(out.length + 4, high, true);
  out.length += 8;
}

function readWhole(from: ByteReader): number {
  const value = from.view.getUint32(from.position, true);
  from.position += 4;
  return value;
}

function readRange(from: ByteReader): FiniteRange {
  const low = from.view.getFloat32(from.position, true);
  const high = from.view.getFloat32(from.position + 4, true);
  from.position += 8;
  return { low, high };
}

function readDifferences(from: ByteReader): Float32Array {
  const levels = (1 << from.bytes[from.position++]) - 1;
  const strides = Array.from({ length: from.bytes[from.position++] }, () => readWhole(from));
  const steps = new Int32Array(readWhole(from));
  const range = readRange(from);
  const { bytes } = from;
  let { position } = from;
  for (let index = 0; index < steps.length; index++) {
    let zigzag = 0;
    let shift = 0;
    let byte = bytes[position++];
    while (byte > 127) {
      zigzag |= (byte & 127) << shift;
      shift += 7;
      byte = bytes[position++];
    }
    zigzag |= byte << shift;
    steps[index] = (zigzag & 1) === 0 ? zigzag >> 1 : -(zigzag >> 1) - 1;
  }
  from.position = position;
  for (const stride of strides.reverse()) {
    for (let index = stride; index < steps.length; index++) steps[index] += steps[index - stride];
  }
  return valuesOf(steps, range, levels);
}

function readPlanes(from: ByteReader): Float32Array {
  const steps = new Int32Array(readWhole(from));
  const range = readRange(from);
  const { bytes, position } = from;
  const halves = position + steps.length;
  for (let index = 0; index < steps.length; index++) {
    const half = bytes[halves + (index >> 1)];
    steps[index] = (bytes[position + index] << 4) | ((index & 1) === 0 ? half & 15 : half >> 4);
  }
  from.position = halves + Math.ceil(steps.length / 2);
  return valuesOf(steps, range, PLANES_LEVELS);
}

function readRaw(from: ByteReader): Float32Array {
  const values = new Float32Array(readWhole(from));
  for (let index = 0; index < values.length; index++) {
    values[index] = from.view.getFloat32(from.position, true);
    from.position += 4;
  }
  return values;
}
