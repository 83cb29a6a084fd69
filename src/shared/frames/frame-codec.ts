import type { OutputKind } from '../discriminator-output.ts';
import { WorkbenchError } from '../errors.ts';
import { valuesInOwnUnits } from '../distributions/standardize.ts';
import type { Axes, CoordinateScale, Frame, Frame1D, Frame2D, Measurement, Range, Snapshot } from '../run.ts';
import { capacityFor, finishNumbers, numberReader, numberWriter, readNumber, writeNumber } from './number-stream.ts';
import type { Deflate } from './number-stream.ts';
import { readPoints, writePoints } from './points-codec.ts';
import { readCurve, readSamples, writeCurve, writeSamples } from './series-codec.ts';
import type { Predictor } from './series-codec.ts';

/** A frame without samples of the averaged generator, one with them, and one of either kind preceded by its scales. */
const VERSIONS = { plain: 1, averaged: 2, standardized: 3 };
/** Bytes before the numbers: version, dimension, and in 2-D how many bytes the points and, with averaged ones behind it, the grid take. */
const headerBytes = (dimension: 1 | 2, isAveraged: boolean) => (dimension === 1 ? 2 : isAveraged ? 10 : 6);

/**
 * The range over which D is rounded: for probabilities 0 to 1; for other outputs the range of their finite values,
 * which can be far smaller than 1 (a clipped critic) or far larger. `low` is above `high` if no value is finite; then
 * all are stored exactly.
 */
function discriminatorAxis(values: Float32Array, output: OutputKind): Range {
  if (output === 'probability') return { low: 0, high: 1 };
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
/** The D grid has 48 points per row. */
const GRID_COLUMNS = 48;

const sampleLevels = (share: number) => Math.ceil(4095 * share);
/** Levels for shares of three axes, as `widened` gives them. */
const pointLevels = (share: number) => Math.ceil(3 * 1023 * share);
const discriminatorLevels = (share: number) => Math.ceil(1023 * share);
/** Steps of 1/100, or finer if D is nearly flat, because a few coarse steps would lose its shape. */
const gridLevels = (share: number) => Math.max(Math.ceil(100 * share), Math.min(50, Math.ceil(1000 * share)));

/** Predicts along a straight line through the last two values. */
const alongLine: Predictor = (steps, index) => {
  if (index < 2) return index === 0 ? 0 : steps[0];
  return 2 * steps[index - 1] - steps[index - 2];
};

/**
 * Predicts from six earlier neighbours. Their weights, in quarters, come from a least-squares fit to recorded grids.
 */
const alongGrid: Predictor = (steps, index) => {
  const row = Math.floor(index / GRID_COLUMNS);
  const column = index - row * GRID_COLUMNS;
  if (row === 0) return column === 0 ? 0 : steps[index - 1];
  const up = index - GRID_COLUMNS;
  if (column === 0) return steps[up];
  if (row === 1 || column === 1 || column === GRID_COLUMNS - 1) return steps[index - 1] + steps[up] - steps[up - 1];
  const quarters =
    4 * steps[index - 1] + 2 * steps[up] - steps[up - 1] + steps[up + 1] - steps[index - 2] - steps[up - GRID_COLUMNS];
  return (quarters + 2) >> 2;
};

/**
 * Encodes a frame as a blob that can be read without the run's row. Inside `data`, the run's axes, samples and G(z) are
 * rounded to 1/4095 of an axis, points inside, and up to an axis length around, to 1/1023. Values further out or not
 * finite are stored exactly, so that outliers do not spoil the rest. D(x) is rounded to 1/1023, the D grid to 1/100 or
 * finer. The order of points changes. Samples of the averaged generator follow at the end, stored in the same way.
 *
 * `output` says what D(x) is: a probability has an axis from 0 to 1, any other output the range of the frame's own
 * values.
 *
 * A standardized frame is given, with its axes, in the values that networks see; `scales` go with it, and `decodeFrame`
 * gives it in the data's own units.
 */
export function encodeFrame(
  frame: Frame<Float32Array>,
  { data }: Pick<Axes, 'data'>,
  output: OutputKind,
  deflate: Deflate,
  scales?: readonly CoordinateScale[],
): Uint8Array<ArrayBuffer> {
  const blob =
    frame.dimension === 1
      ? encodeFrame1D(frame, data[0], output, deflate)
      : encodeFrame2D(frame, data, output, deflate);
  return scales === undefined ? blob : behindScales(blob, scales);
}

/** The bytes of mean and standard deviation. */
const SCALE_BYTES = 16;

function behindScales(blob: Uint8Array, scales: readonly CoordinateScale[]): Uint8Array<ArrayBuffer> {
  const start = 2 + SCALE_BYTES * scales.length;
  const whole = new Uint8Array(start + blob.length);
  whole.set([VERSIONS.standardized, scales.length]);
  const header = new DataView(whole.buffer);
  scales.forEach(({ mean, standardDeviation }, coordinate) => {
    header.setFloat64(2 + SCALE_BYTES * coordinate, mean, true);
    header.setFloat64(10 + SCALE_BYTES * coordinate, standardDeviation, true);
  });
  whole.set(blob, start);
  return whole;
}

function encodeFrame1D(
  { samples, discriminator, generator, averaged }: Frame1D<Float32Array>,
  axis: Range,
  output: OutputKind,
  deflate: Deflate,
): Uint8Array<ArrayBuffer> {
  const values = samples.length + discriminator.length + (generator?.length ?? 0) + (averaged?.length ?? 0);
  const out = numberWriter(capacityFor(values) + 3 * capacityFor(0));
  writeNumber(out, generator === undefined ? 0 : 1);
  writeSamples(out, samples, axis, sampleLevels);
  writeCurve(out, discriminator, discriminatorAxis(discriminator, output), discriminatorLevels, alongLine);
  if (generator !== undefined) writeCurve(out, generator, axis, sampleLevels, alongLine);
  if (averaged !== undefined) writeSamples(out, averaged, axis, sampleLevels);
  return framed(1, averaged !== undefined, [finishNumbers(out, deflate)]);
}

/** Points and grid are packed separately, because one Huffman code would not suit both. */
function encodeFrame2D(
  { points, discriminator, averaged }: Frame2D<Float32Array>,
  axes: readonly Range[],
  output: OutputKind,
  deflate: Deflate,
): Uint8Array<ArrayBuffer> {
  const gridOut = numberWriter(capacityFor(discriminator.length));
  writeCurve(gridOut, discriminator, discriminatorAxis(discriminator, output), gridLevels, alongGrid);
  const grid = finishNumbers(gridOut, deflate);
  return framed(2, averaged !== undefined, [
    encodePoints(points, axes, deflate),
    grid,
    ...(averaged ? [encodePoints(averaged, axes, deflate)] : []),
  ]);
}

function encodePoints(points: Float32Array, axes: readonly Range[], deflate: Deflate): Uint8Array {
  const out = numberWriter(capacityFor(points.length / 2));
  writePoints(out, points, axes.map(widened), pointLevels);
  return finishNumbers(out, deflate);
}

/** Joins the parts of a frame behind a header with the length of every part but the last. */
function framed(dimension: 1 | 2, isAveraged: boolean, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let offset = headerBytes(dimension, isAveraged);
  const blob = new Uint8Array(parts.reduce((length, part) => length + part.length, offset));
  blob.set([isAveraged ? VERSIONS.averaged : VERSIONS.plain, dimension]);
  const header = new DataView(blob.buffer);
  parts.slice(0, -1).forEach((part, index) => {
    header.setUint32(2 + 4 * index, part.length, true);
  });
  for (const part of parts) {
    blob.set(part, offset);
    offset += part.length;
  }
  return blob;
}

/** Points slightly outside are common in early training, and would take three times the space if stored exactly. */
function widened({ low, high }: Range): Range {
  const length = high - low;
  return { low: low - length, high: high + length };
}

/**
 * Decodes the frame of a blob. Throws `store-too-new` for a version that this program does not know, `store-damaged`
 * for a blob that is not a frame.
 */
export function decodeFrame(blob: Uint8Array): Frame {
  if (blob[0] === VERSIONS.standardized) return decodeStandardized(blob);
  if (blob[0] !== VERSIONS.plain && blob[0] !== VERSIONS.averaged) {
    throw new WorkbenchError(
      'store-too-new',
      `A snapshot's frame has version ${blob[0]}; this program reads versions up to ${VERSIONS.standardized}; use a newer program.`,
    );
  }
  try {
    const isAveraged = blob[0] === VERSIONS.averaged;
    return blob[1] === 1 ? decodeFrame1D(blob, isAveraged) : decodeFrame2D(blob, isAveraged);
  } catch (error) {
    throw damaged(error);
  }
}

function decodeStandardized(blob: Uint8Array): Frame {
  const coordinates = blob[1];
  const start = 2 + SCALE_BYTES * coordinates;
  if (blob.length <= start) throw damaged(new RangeError('it is cut off'));
  const header = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const scales = Array.from({ length: coordinates }, (_, coordinate) => ({
    mean: header.getFloat64(2 + SCALE_BYTES * coordinate, true),
    standardDeviation: header.getFloat64(10 + SCALE_BYTES * coordinate, true),
  }));
  const inner = blob.subarray(start);
  if (inner[0] !== VERSIONS.plain && inner[0] !== VERSIONS.averaged) throw damaged(new RangeError('no frame follows'));
  const frame = decodeFrame(inner);
  if (frame.dimension !== coordinates) throw damaged(new RangeError('its scales have another number of coordinates'));
  return frameInOwnUnits(frame, scales);
}

function frameInOwnUnits(frame: Frame, scales: readonly CoordinateScale[]): Frame {
  const averaged = frame.averaged && valuesInOwnUnits(frame.averaged, scales);
  if (frame.dimension === 2) return { ...frame, points: valuesInOwnUnits(frame.points, scales), averaged };
  const generator = frame.generator && valuesInOwnUnits(frame.generator, scales);
  return { ...frame, samples: valuesInOwnUnits(frame.samples, scales), generator, averaged };
}

function decodeFrame1D(blob: Uint8Array, isAveraged: boolean): Frame1D {
  const from = numberReader(blob.subarray(headerBytes(1, isAveraged)));
  const hasGenerator = readNumber(from) === 1;
  const samples = readSamples(from);
  const discriminator = readCurve(from, alongLine);
  const generator = hasGenerator ? readCurve(from, alongLine) : undefined;
  return { dimension: 1, samples, discriminator, generator, averaged: isAveraged ? readSamples(from) : undefined };
}

function decodeFrame2D(blob: Uint8Array, isAveraged: boolean): Frame2D {
  const header = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const start = headerBytes(2, isAveraged);
  const pointsEnd = start + header.getUint32(2, true);
  const gridEnd = isAveraged ? pointsEnd + header.getUint32(6, true) : undefined;
  const pointsOf = (from: number, to?: number) => readPoints(numberReader(blob.subarray(from, to)));
  return {
    dimension: 2,
    points: pointsOf(start, pointsEnd),
    discriminator: readCurve(numberReader(blob.subarray(pointsEnd, gridEnd)), alongGrid),
    averaged: gridEnd === undefined ? undefined : pointsOf(gridEnd),
  };
}

function damaged(cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new WorkbenchError('store-damaged', `A snapshot's frame cannot be read: its bytes are damaged${reason}.`);
}

/** A snapshot as it travels from the worker through the store to the page, with its frame as the stored bytes. */
export interface PackedSnapshot extends Measurement {
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** Approximate bytes of the metrics and everything else except the frame. */
const REST_BYTES = 1000;

/** Unpacks the snapshot's frame. Throws the errors of `decodeFrame`. */
export function unpackSnapshot({ frame, ...measurement }: PackedSnapshot): Snapshot {
  return { ...measurement, frame: decodeFrame(frame) };
}

/** The approximate size of a packed snapshot in memory and in messages. */
export function packedBytes({ frame }: PackedSnapshot): number {
  return frame.byteLength + REST_BYTES;
}
