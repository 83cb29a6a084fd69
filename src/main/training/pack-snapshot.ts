import { constants, deflateRawSync } from 'node:zlib';
import type { OutputKind } from '../../shared/discriminator-output.ts';
import { encodeFrame, type PackedSnapshot } from '../../shared/frames/frame-codec.ts';
import type { Deflate } from '../../shared/frames/number-stream.ts';
import type { Axes, CoordinateScale, Snapshot } from '../../shared/run.ts';

/**
 * Uses only Huffman codes. The tokens contain almost no repeated strings, so searching for them would double the time
 * and make the result larger. Without a search, every build of zlib gives the same bytes.
 */
const HUFFMAN = { strategy: constants.Z_HUFFMAN_ONLY, chunkSize: 2048 };

export const deflateTokens: Deflate = (tokens) => deflateRawSync(tokens, HUFFMAN);

/**
 * Packs the frame of a snapshot. `axes` are those of the run; for a standardized run they are in the values that
 * networks see, like the frame, and `scales` convert them back. `output` is the meaning of the discriminator's output.
 */
export function packSnapshot(
  { frame, ...measurement }: Snapshot<Float32Array>,
  axes: Pick<Axes, 'data'>,
  output: OutputKind,
  scales?: readonly CoordinateScale[],
): PackedSnapshot {
  return { ...measurement, frame: encodeFrame(frame, axes, output, deflateTokens, scales) };
}
