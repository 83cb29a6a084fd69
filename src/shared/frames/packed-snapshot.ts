import type { Measurement, Snapshot } from '../run.ts';
import { decodeFrame } from './frame-codec.ts';

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
