/** What a run recorded, epoch by epoch, and how each number went over the run. */
export const sql = `
-- Losses are means over the epoch's updates. SQLite stores NaN as NULL: a loss that is NULL was not a number.
CREATE TABLE epochs (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  loss_generator REAL,
  loss_real REAL,
  loss_fake REAL,
  -- Seconds of training since the run began, pauses left out.
  seconds REAL NOT NULL,
  PRIMARY KEY (run_key, epoch)
) STRICT, WITHOUT ROWID;

-- Metrics were computed before the frame was rounded; ema_ for the averaged generator.
-- NULL: the metric does not exist for this target or these samples, or it is not a number and named in nan_metrics.
CREATE TABLE snapshots (
  snapshot_key INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  wasserstein_1 REAL,
  ks REAL,
  sliced_wasserstein_1 REAL,
  jensen_shannon REAL,
  ideal_discriminator_loss REAL,
  mean REAL,
  std REAL,
  skewness REAL,
  excess_kurtosis REAL,
  mean_x REAL,
  mean_y REAL,
  std_x REAL,
  std_y REAL,
  modes_reached REAL,
  modes_covered REAL,
  share_near_modes REAL,
  reverse_kl REAL,
  ema_wasserstein_1 REAL,
  ema_ks REAL,
  ema_sliced_wasserstein_1 REAL,
  ema_jensen_shannon REAL,
  ema_ideal_discriminator_loss REAL,
  ema_mean REAL,
  ema_std REAL,
  ema_skewness REAL,
  ema_excess_kurtosis REAL,
  ema_mean_x REAL,
  ema_mean_y REAL,
  ema_std_x REAL,
  ema_std_y REAL,
  ema_modes_reached REAL,
  ema_modes_covered REAL,
  ema_share_near_modes REAL,
  ema_reverse_kl REAL,
  -- Keys of the metrics that are not a number, separated by spaces; NULL when there is none.
  nan_metrics TEXT,
  -- Samples outside the ranges of the run.
  outside INTEGER NOT NULL,
  -- Samples and the curves of D and G, compressed; the program decodes it (main/store/frame-codec.ts).
  frame BLOB NOT NULL,
  UNIQUE (run_key, epoch)
) STRICT;

-- A row for each metric, ema_ metric and loss that the run recorded, written when the run ends.
-- Only finite values enter minimum, maximum and tail_mean; NULL: there was none, or last is not a number.
CREATE TABLE summaries (
  run_key INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  metric TEXT NOT NULL,
  last REAL,
  minimum REAL,
  -- The first epoch at which the minimum was reached.
  minimum_epoch INTEGER,
  maximum REAL,
  -- Mean over the last quarter of the epochs: the number to compare runs by.
  tail_mean REAL,
  PRIMARY KEY (run_key, metric)
) STRICT, WITHOUT ROWID;
`;
