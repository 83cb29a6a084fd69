import { constants, deflateRawSync } from 'node:zlib';
import type { OutputKind } from '../../shared/discriminator-output.ts';
import { encodeFrame } from '../../shared/frames/frame-codec.ts';
import type { Deflate } from '../../shared/frames/number-stream.ts';
import type { PackedSnapshot } from '../../shared/frames/packed-snapshot.ts';
import type { Axes, CoordinateScale, Snapshot } from '../../shared/run.ts';

/**
 * Uses Huffman codes alone. The tokens hold next to no repeated strings: searching for them doubles the time and makes the result
 * larger. Without a search, every build of zlib gives the same bytes.
 */
const HUFFMAN = { strategy: constants.Z_HUFFMAN_ONLY, chunkSize: 2048 };

export const deflateTokens: Deflate = (tokens) => deflateRawSync(tokens, HUFFMAN);

/**
 * Packs the frame of a snapshot. `axes` are those of the run; of a standardized one in the values that networks see, as the
 * frame is, and `scales` lead back. `output` is what the loss's discriminator says of a sample.
 */
export function packSnapshot(
  { frame, ...measurement }: Snapshot<Float32Array>,
  axes: Pick<Axes, 'data'>,
  output: OutputKind,
  scales?: readonly CoordinateScale[],
): PackedSnapshot {
  return { ...measurement, frame: encodeFrame(frame, axes, output, deflateTokens, scales) };
}
