/** A run: what was asked for, what trained it, how it ended. */
export const sql = `
CREATE TABLE runs (
  -- Short number by which the other tables name the run.
  run_key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- queued, running, paused, finished, stopped, failed or interrupted.
  status TEXT NOT NULL,
  seed INTEGER NOT NULL,
  -- The whole configuration as JSON, and the version of its format.
  config TEXT NOT NULL,
  config_version INTEGER NOT NULL,
  -- SHA-256 of the configuration without seed, names and storage cadence: equal for runs that differ in the seed alone.
  group_hash TEXT NOT NULL,
  -- Times are UTC, ISO 8601.
  created_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  -- The process that trains the run or is about to; NULL when none does.
  owner TEXT,
  -- What trained it: engine, kernel build, digest of a probe of the processor's rounding. NULL before the run has started.
  engine TEXT,
  kernels TEXT,
  rounding TEXT,
  epochs_done INTEGER NOT NULL DEFAULT 0,
  -- Pauses left out.
  training_seconds REAL NOT NULL DEFAULT 0,
  -- The ranges of curves and frames; y only for 2-D targets, latent only for 1-D latent vectors.
  data_x_low REAL,
  data_x_high REAL,
  data_y_low REAL,
  data_y_high REAL,
  latent_low REAL,
  latent_high REAL,
  error_code TEXT,
  error_message TEXT,
  notes TEXT NOT NULL DEFAULT '',
  -- The larger evaluation at the end: its number of samples and its metrics; final_ema_ for the averaged generator.
  -- NULL: the metric does not exist for this target or these samples, or it is not a number and named in final_nan_metrics.
  final_samples INTEGER,
  final_wasserstein_1 REAL,
  final_ks REAL,
  final_sliced_wasserstein_1 REAL,
  final_jensen_shannon REAL,
  final_ideal_discriminator_loss REAL,
  final_mean REAL,
  final_std REAL,
  final_skewness REAL,
  final_excess_kurtosis REAL,
  final_mean_x REAL,
  final_mean_y REAL,
  final_std_x REAL,
  final_std_y REAL,
  final_modes_reached REAL,
  final_modes_covered REAL,
  final_share_near_modes REAL,
  final_reverse_kl REAL,
  final_ema_wasserstein_1 REAL,
  final_ema_ks REAL,
  final_ema_sliced_wasserstein_1 REAL,
  final_ema_jensen_shannon REAL,
  final_ema_ideal_discriminator_loss REAL,
  final_ema_mean REAL,
  final_ema_std REAL,
  final_ema_skewness REAL,
  final_ema_excess_kurtosis REAL,
  final_ema_mean_x REAL,
  final_ema_mean_y REAL,
  final_ema_std_x REAL,
  final_ema_std_y REAL,
  final_ema_modes_reached REAL,
  final_ema_modes_covered REAL,
  final_ema_share_near_modes REAL,
  final_ema_reverse_kl REAL,
  -- Keys of the metrics that are not a number, separated by spaces, ema_ before those of the averaged generator; NULL when there is none.
  final_nan_metrics TEXT
) STRICT;

CREATE INDEX runs_by_status ON runs (status, created_at);
CREATE INDEX runs_by_group ON runs (group_hash);

CREATE TABLE tags (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_key, tag)
) STRICT, WITHOUT ROWID;

-- What a perfect generator scores: the metric over draws of the same size from the target itself.
CREATE TABLE noise_floors (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric TEXT NOT NULL,
  -- Samples in one evaluation.
  samples INTEGER NOT NULL,
  -- Draws that the floor was found from; 0 where it involves no chance.
  draws INTEGER NOT NULL,
  -- The target law; equal for runs whose noise floors are equal.
  law TEXT NOT NULL,
  -- NULL: not a number.
  mean REAL,
  -- 95 % of the draws score at most this, or at least this where higher is better. NULL: not a number.
  bound_95 REAL,
  PRIMARY KEY (run_key, metric, samples)
) STRICT, WITHOUT ROWID;

CREATE INDEX noise_floors_by_law ON noise_floors (law, samples);
`;
