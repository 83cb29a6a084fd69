/** A state from which a run is resumed, as bytes that its worker sends and the store keeps without reading them. */
export interface EncodedCheckpoint<Bytes extends Uint8Array = Uint8Array> {
  readonly epoch: number;
  /** Seconds of training up to here, pauses left out. */
  readonly seconds: number;
  readonly bytes: Bytes;
}
