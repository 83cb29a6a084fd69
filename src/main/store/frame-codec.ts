import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { WorkbenchError } from '../../shared/errors.ts';
import type { Frame, Frame1D, Frame2D } from '../../shared/run.ts';
import {
  byteReader,
  byteWriter,
  readSeries,
  seriesCapacity,
  writeAbsent,
  writeDifferences,
  writePlanes,
} from './series-codec.ts';
import type { ByteReader } from './series-codec.ts';

const VERSION = 1;
/** Bytes before the compressed series: version and dimension. */
const HEADER_BYTES = 2;

const SAMPLE_BITS = 12;
const PROBABILITY_BITS = 10;
const GRID_BITS = 8;
const GENERATOR_BITS = 12;

const RISING = [1];
const CURVE = [1, 1];
/** The D grid has 48 points a row. */
const GRID = [1, 48];

/**
 * Huffman codes alone: the differences hold next to no repeated strings, so searching for them takes twice the time and
 * makes the blob longer; and as nothing is searched, every build of zlib gives the same bytes.
 */
const DEFLATE = { strategy: constants.Z_HUFFMAN_ONLY };

/**
 * A frame as a blob: byte 0 the version, byte 1 the dimension, then raw deflate of its series. Samples, points and G(z) are
 * rounded to 12 bits of their own range, D(x) to 10 bits, the D grid to 8; a series with a non-finite value is kept exactly.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const series =
    frame.dimension === 1
      ? frame.samples.length + frame.discriminator.length + (frame.generator?.length ?? 0)
      : frame.points.length + frame.discriminator.length;
  const out = byteWriter(seriesCapacity(series) + 3 * seriesCapacity(0));
  if (frame.dimension === 1) {
    writeDifferences(out, frame.samples, SAMPLE_BITS, RISING);
    writeDifferences(out, frame.discriminator, PROBABILITY_BITS, CURVE);
    if (frame.generator === undefined) writeAbsent(out);
    else writeDifferences(out, frame.generator, GENERATOR_BITS, CURVE);
  } else {
    writePlanes(out, everyOther(frame.points, 0));
    writePlanes(out, everyOther(frame.points, 1));
    writeDifferences(out, frame.discriminator, GRID_BITS, GRID);
  }
  const body = deflateRawSync(out.bytes.subarray(0, out.length), DEFLATE);
  const blob = new Uint8Array(HEADER_BYTES + body.length);
  blob[0] = VERSION;
  blob[1] = frame.dimension;
  blob.set(body, HEADER_BYTES);
  return blob;
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
    const from = byteReader(inflateRawSync(blob.subarray(HEADER_BYTES)));
    return blob[1] === 1 ? readFrame1D(from) : readFrame2D(from);
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw damaged(error);
  }
}

function readFrame1D(from: ByteReader): Frame1D {
  return { dimension: 1, samples: present(from), discriminator: present(from), generator: readSeries(from) };
}

function readFrame2D(from: ByteReader): Frame2D {
  return { dimension: 2, points: interleave(present(from), present(from)), discriminator: present(from) };
}

function present(from: ByteReader): Float32Array {
  const series = readSeries(from);
  if (series === undefined) throw damaged(undefined);
  return series;
}

function damaged(cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new WorkbenchError('store-damaged', `A snapshot's frame cannot be read: its bytes are damaged${reason}.`);
}

function everyOther(values: Float32Array, first: 0 | 1): Float32Array {
  const half = new Float32Array(values.length / 2);
  for (let index = 0; index < half.length; index++) half[index] = values[2 * index + first];
  return half;
}

function interleave(x: Float32Array, y: Float32Array): Float32Array {
  const both = new Float32Array(2 * x.length);
  for (let index = 0; index < x.length; index++) {
    both[2 * index] = x[index];
    both[2 * index + 1] = y[index];
  }
  return both;
}
