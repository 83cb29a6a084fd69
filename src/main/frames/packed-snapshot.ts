import type { Axes, CoordinateScale, Measurement, Snapshot } from '../../shared/run.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';

/** A snapshot as it goes from whoever trains to the store: its frame is the blob that is kept. */
export interface PackedSnapshot extends Measurement {
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** `axes` are those of the run; of a standardized one in the values that networks see, as the frame is, and `scales` lead back. */
export function packSnapshot(
  { frame, ...measurement }: Snapshot<Float32Array>,
  axes: Pick<Axes, 'data'>,
  scales?: readonly CoordinateScale[],
): PackedSnapshot {
  return { ...measurement, frame: encodeFrame(frame, axes, scales) };
}

/** The snapshot as the store gives it. Throws what `decodeFrame` throws. */
export function unpackSnapshot({ frame, ...measurement }: PackedSnapshot): Snapshot {
  return { ...measurement, frame: decodeFrame(frame) };
}
