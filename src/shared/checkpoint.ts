/** A state from which a run goes on, as the bytes that its worker sends and the store keeps without looking into them. */
export interface EncodedCheckpoint<Bytes extends Uint8Array = Uint8Array> {
  readonly epoch: number;
  /** Seconds of training up to here, pauses left out. */
  readonly seconds: number;
  readonly bytes: Bytes;
}
