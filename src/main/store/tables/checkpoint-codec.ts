import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { WorkbenchError } from '../../../shared/errors.ts';

const VERSION = 1;
const WORD_BYTES = 4;

/**
 * Searches only for runs of equal bytes, because only zeros repeat in trained weights (moments before the first update, or of
 * optimisers without them). Huffman codes do the rest.
 */
const DEFLATE = { strategy: constants.Z_RLE };

/**
 * Compresses a checkpoint's bytes without loss. Byte 0 is the version; raw deflate of four planes follows: the fourth
 * bytes of all words, the third, the second, the first. Float32 numbers of similar size share sign and exponent, which
 * the first plane collects (Blosc's shuffle filter); for trained weights and moments that saves a fifth.
 */
export function packCheckpoint(bytes: Uint8Array): Uint8Array {
  const packed = deflateRawSync(planesOf(bytes), DEFLATE);
  const blob = new Uint8Array(1 + packed.length);
  blob[0] = VERSION;
  blob.set(packed, 1);
  return blob;
}

/** Bytes of the largest possible state (shared/config/memory.ts); anything larger is not a checkpoint. */
const MOST_BYTES = 1 << 30;

/**
 * Restores the bytes that `packCheckpoint` compressed. Throws `store-too-new` for a later version, `store-damaged` for
 * invalid bytes, or if the result is larger than `mostBytes`.
 */
export function unpackCheckpoint(blob: Uint8Array, mostBytes = MOST_BYTES): Uint8Array {
  if (blob[0] !== VERSION) {
    throw new WorkbenchError(
      'store-too-new',
      `A checkpoint has version ${blob[0]}, this program reads version ${VERSION}; use a newer program.`,
    );
  }
  let planes: Uint8Array;
  try {
    planes = inflateRawSync(blob.subarray(1), { maxOutputLength: Math.max(1, mostBytes) });
  } catch (error) {
    const reason = error instanceof Error ? ` (${error.message})` : '';
    throw new WorkbenchError('store-damaged', `A checkpoint cannot be read: its bytes are damaged${reason}.`);
  }
  return bytesOf(planes);
}

/** Bytes after the last whole word stay at the end unchanged. */
function planesOf(bytes: Uint8Array): Uint8Array {
  const words = Math.floor(bytes.length / WORD_BYTES);
  const planes = new Uint8Array(bytes);
  for (let plane = 0, to = 0; plane < WORD_BYTES; plane++) {
    for (let word = 0, from = WORD_BYTES - 1 - plane; word < words; word++, from += WORD_BYTES)
      planes[to++] = bytes[from];
  }
  return planes;
}

function bytesOf(planes: Uint8Array): Uint8Array {
  const words = Math.floor(planes.length / WORD_BYTES);
  const bytes = new Uint8Array(planes);
  for (let plane = 0, from = 0; plane < WORD_BYTES; plane++) {
    for (let word = 0, to = WORD_BYTES - 1 - plane; word < words; word++, to += WORD_BYTES) bytes[to] = planes[from++];
  }
  return bytes;
}
