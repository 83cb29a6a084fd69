import type { Axes, Measurement, Snapshot } from '../../shared/run.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';

/** A snapshot as it goes from whoever trains to the store: its frame is the blob that is kept. */
export interface PackedSnapshot extends Measurement {
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** `axes` are those of the run. */
export function packSnapshot({ frame, ...measurement }: Snapshot, axes: Pick<Axes, 'data'>): PackedSnapshot {
  return { ...measurement, frame: encodeFrame(frame, axes) };
}

/** The snapshot as the store gives it. Throws what `decodeFrame` throws. */
export function unpackSnapshot({ frame, ...measurement }: PackedSnapshot): Snapshot {
  return { ...measurement, frame: decodeFrame(frame) };
}
