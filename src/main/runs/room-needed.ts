import type { Store } from '../store/store.ts';
import { epochsDone } from '../../shared/run.ts';

/** SQLite's log grows to about so much before it is used again from its beginning. */
const LOG_BYTES = 8e6;

/** Bytes that these runs will still take in the store, about, at what their epochs have taken so far. */
export function bytesStillNeeded(store: Store, runs: readonly string[]): number {
  let bytes = LOG_BYTES;
  for (const id of runs) {
    const run = store.runs.get(id);
    const done = epochsDone(run);
    if (done > 0) bytes += (store.runs.bytes(id) / done) * (run.config.epochs - done);
  }
  return bytes;
}
