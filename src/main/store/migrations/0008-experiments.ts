/** Experiments of many runs: sweeps, studies, when groups were first compared, why a run was stopped early, and quick comparisons. */
export const sql = `
-- Many runs that were launched together to see what a setting does.
CREATE TABLE sweeps (
  sweep_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- What was asked for, as JSON: the base config, the settings varied and how, the seeds.
  definition TEXT NOT NULL,
  -- UTC, ISO 8601.
  created_at TEXT NOT NULL
) STRICT;

-- NULL of a run that belongs to no sweep.
ALTER TABLE runs ADD COLUMN sweep_key INTEGER REFERENCES sweeps ON DELETE SET NULL;
CREATE INDEX runs_by_sweep ON runs (sweep_key) WHERE sweep_key IS NOT NULL;
-- Why a run was stopped before its end by the program; NULL where a person stopped it.
ALTER TABLE runs ADD COLUMN stop_reason TEXT;
-- The place in the queue of a run that waits to begin or to go on, the least first; NULL of one that does not, and of one
-- that was queued before there were places.
ALTER TABLE runs ADD COLUMN queue_place INTEGER;
CREATE INDEX runs_by_queue_place ON runs (queue_place) WHERE queue_place IS NOT NULL;

-- A comparison that was kept.
CREATE TABLE studies (
  study_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  notes TEXT NOT NULL,
  -- What is compared, as a JSON array: {"kind": "run" or "group", "name": ..., "runs": [ids]}. A run that was deleted stays named.
  subjects TEXT NOT NULL,
  -- How it is looked at, as a JSON object: metric, base and the like.
  view TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- When a group was first compared with others: seeds that were added later were added after a look at the result.
CREATE TABLE group_looks (
  group_hash TEXT NOT NULL PRIMARY KEY,
  first_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The metric that runs are compared by, without the frames beside it: reading those takes most of the time.
CREATE INDEX snapshots_by_distance ON snapshots (run_key, epoch, wasserstein_1, sliced_wasserstein_1);
`;
