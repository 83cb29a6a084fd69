/** A state from which a run is resumed, as bytes that its worker sends and the store keeps without reading them. */
export interface EncodedCheckpoint<Bytes extends Uint8Array = Uint8Array> {
  readonly epoch: number;
  /** Seconds of training up to here, pauses left out. */
  readonly seconds: number;
  readonly bytes: Bytes;
}

/** The checkpoint nearest to `epoch`, the earlier of two equally near ones; undefined if there is none. They are in order of epoch. */
export function nearestCheckpoint<Kept extends { readonly epoch: number }>(
  checkpoints: readonly Kept[],
  epoch: number,
): Kept | undefined {
  return checkpoints.reduce<Kept | undefined>(
    (nearest, one) => (nearest && Math.abs(nearest.epoch - epoch) <= Math.abs(one.epoch - epoch) ? nearest : one),
    undefined,
  );
}
