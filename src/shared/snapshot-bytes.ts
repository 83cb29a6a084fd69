import type { Snapshot } from './run.ts';

/** Of its metrics and whatever else is no array of its frame. */
const REST_BYTES = 1000;

/** What a snapshot takes in memory and on its way, about: hardly more than its frame's arrays. */
export function snapshotBytes({ frame }: Snapshot): number {
  const drawn = frame.dimension === 1 ? [frame.samples, frame.generator] : [frame.points];
  return [...drawn, frame.discriminator, frame.averaged].reduce(
    (sum, values) => sum + (values?.byteLength ?? 0),
    REST_BYTES,
  );
}
