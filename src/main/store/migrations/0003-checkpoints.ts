/** States from which a run goes on or a generator is sampled. */
export const sql = `
CREATE TABLE checkpoints (
  checkpoint_key INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  -- kept: stays; rolling: the newest state of a running run, overwritten by the next.
  kind TEXT NOT NULL CHECK (kind IN ('kept', 'rolling')),
  -- Seconds of training up to here, pauses left out.
  seconds REAL NOT NULL,
  -- Weights, optimiser and random streams as the trainer writes them; of a kept one compressed (main/store/checkpoint-codec.ts).
  bytes BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX kept_checkpoints ON checkpoints (run_key, epoch) WHERE kind = 'kept';
CREATE UNIQUE INDEX rolling_checkpoints ON checkpoints (run_key) WHERE kind = 'rolling';
`;
