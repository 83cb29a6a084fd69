import type { Measurement, Snapshot } from '../run.ts';
import { decodeFrame } from './frame-codec.ts';

/** A snapshot as it travels from the worker through the store to the page, with its frame as the stored bytes. */
export interface PackedSnapshot extends Measurement {
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** Approximate bytes of the metrics and everything else beside the frame. */
const REST_BYTES = 1000;

/** The snapshot with what its frame shows. Throws what `decodeFrame` throws. */
export function unpackSnapshot({ frame, ...measurement }: PackedSnapshot): Snapshot {
  return { ...measurement, frame: decodeFrame(frame) };
}

/** What a packed snapshot takes in memory and on its way, about. */
export function packedBytes({ frame }: PackedSnapshot): number {
  return frame.byteLength + REST_BYTES;
}
