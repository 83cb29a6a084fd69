import { WorkbenchError } from '../../shared/errors.ts';
import type { Axes, Frame, Frame1D, Frame2D, Range } from '../../shared/run.ts';
import { finishNumbers, numberReader, numberWriter, readNumber, writeNumber } from './number-stream.ts';
import { pointsCapacity, readPoints, writePoints } from './points-codec.ts';
import { readCurve, readSamples, seriesCapacity, writeCurve, writeSamples } from './series-codec.ts';
import type { Predictor } from './series-codec.ts';

const VERSION = 1;
/** Bytes before the numbers: version, dimension, and in 2-D how many bytes the points take. */
const HEADER_BYTES = { 1: 2, 2: 6 };

/** D(x) is a probability. */
const PROBABILITIES: Range = { low: 0, high: 1 };
/** The D grid has 48 points a row. */
const GRID_COLUMNS = 48;

const sampleLevels = (share: number) => Math.ceil(4095 * share);
/** For shares of three axes: those that `widened` gives. */
const pointLevels = (share: number) => Math.ceil(3 * 1023 * share);
const discriminatorLevels = (share: number) => Math.ceil(1023 * share);
/** Steps of 1/100, finer where D is nearly flat: what it still tells apart then would be lost in a few steps. */
const gridLevels = (share: number) => Math.max(Math.ceil(100 * share), Math.min(50, Math.ceil(1000 * share)));

/** A straight line through the last two. */
const alongLine: Predictor = (steps, index) => {
  if (index < 2) return index === 0 ? 0 : steps[0];
  return 2 * steps[index - 1] - steps[index - 2];
};

/** A plane through the neighbours before it, with the weights that six of them have in a least-squares fit to recorded grids, in quarters. */
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
 * A frame as a blob that is read without the run's row. Inside `data`, the run's axes, samples and G(z) are rounded to 1/4095
 * of an axis, points there, and up to an axis length around, to 1/1023; what lies further out or is not finite is kept exactly,
 * so that outliers ruin nothing. D(x) is rounded to 1/1023, the D grid to 1/100 or finer. Points come back in an order of
 * their own.
 */
export function encodeFrame(frame: Frame, { data }: Pick<Axes, 'data'>): Uint8Array {
  return frame.dimension === 1 ? encodeFrame1D(frame, data[0]) : encodeFrame2D(frame, data);
}

function encodeFrame1D({ samples, discriminator, generator }: Frame1D, axis: Range): Uint8Array {
  const values = samples.length + discriminator.length + (generator?.length ?? 0);
  const out = numberWriter(seriesCapacity(values) + 2 * seriesCapacity(0));
  writeNumber(out, generator === undefined ? 0 : 1);
  writeSamples(out, samples, axis, sampleLevels);
  writeCurve(out, discriminator, PROBABILITIES, discriminatorLevels, alongLine);
  if (generator !== undefined) writeCurve(out, generator, axis, sampleLevels, alongLine);
  const numbers = finishNumbers(out);
  const blob = new Uint8Array(HEADER_BYTES[1] + numbers.length);
  blob.set([VERSION, 1]);
  blob.set(numbers, HEADER_BYTES[1]);
  return blob;
}

/** Points and grid apart, since Huffman codes made for both would suit neither. */
function encodeFrame2D({ points, discriminator }: Frame2D, axes: readonly Range[]): Uint8Array {
  const pointsOut = numberWriter(pointsCapacity(points.length / 2));
  writePoints(pointsOut, points, axes.map(widened), pointLevels);
  const gridOut = numberWriter(seriesCapacity(discriminator.length));
  writeCurve(gridOut, discriminator, PROBABILITIES, gridLevels, alongGrid);
  const [first, second] = [finishNumbers(pointsOut), finishNumbers(gridOut)];
  const blob = new Uint8Array(HEADER_BYTES[2] + first.length + second.length);
  blob.set([VERSION, 2]);
  new DataView(blob.buffer).setUint32(2, first.length, true);
  blob.set(first, HEADER_BYTES[2]);
  blob.set(second, HEADER_BYTES[2] + first.length);
  return blob;
}

/** Points a little outside are common while a generator is new, and exact they would take three times the room. */
function widened({ low, high }: Range): Range {
  const length = high - low;
  return { low: low - length, high: high + length };
}

/** The frame of a blob. Throws `store-too-new` for a version this program does not know, `store-damaged` for a blob that is none. */
export function decodeFrame(blob: Uint8Array): Frame {
  if (blob[0] !== VERSION) {
    throw new WorkbenchError(
      'store-too-new',
      `A snapshot's frame has version ${blob[0]}, this program reads version ${VERSION}; use a newer program.`,
    );
  }
  try {
    return blob[1] === 1 ? decodeFrame1D(blob) : decodeFrame2D(blob);
  } catch (error) {
    throw damaged(error);
  }
}

function decodeFrame1D(blob: Uint8Array): Frame1D {
  const from = numberReader(blob.subarray(HEADER_BYTES[1]));
  const hasGenerator = readNumber(from) === 1;
  const samples = readSamples(from);
  const discriminator = readCurve(from, alongLine);
  return { dimension: 1, samples, discriminator, generator: hasGenerator ? readCurve(from, alongLine) : undefined };
}

function decodeFrame2D(blob: Uint8Array): Frame2D {
  const pointsEnd = HEADER_BYTES[2] + new DataView(blob.buffer, blob.byteOffset, blob.byteLength).getUint32(2, true);
  const points = readPoints(numberReader(blob.subarray(HEADER_BYTES[2], pointsEnd)));
  return { dimension: 2, points, discriminator: readCurve(numberReader(blob.subarray(pointsEnd)), alongGrid) };
}

function damaged(cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new WorkbenchError('store-damaged', `A snapshot's frame cannot be read: its bytes are damaged${reason}.`);
}
