/** By which rule each metric of a run is measured: numbers by different rules are not comparable. */
export const sql = `
-- JSON: by metric the number of its rule, which a run keeps from its beginning. 1 of a metric that is not named, and of all where
-- it is NULL; of a run that has not begun it is NULL too.
ALTER TABLE runs ADD COLUMN metric_rules TEXT;

DROP VIEW run_overview;
-- One line a run. Tail means are there once a run has ended.
CREATE VIEW run_overview AS
SELECT
  runs.id AS run,
  runs.name,
  runs.status,
  runs.seed,
  runs.engine,
  runs.epochs_done,
  runs.training_seconds,
  runs.final_wasserstein_1,
  wasserstein_1.tail_mean AS wasserstein_1_tail,
  runs.final_ks,
  ks.tail_mean AS ks_tail,
  runs.final_sliced_wasserstein_1,
  sliced_wasserstein_1.tail_mean AS sliced_wasserstein_1_tail,
  runs.final_mean,
  runs.final_std,
  runs.final_modes_covered,
  runs.metric_rules,
  loss_generator.tail_mean AS loss_generator_tail,
  loss_real.tail_mean AS loss_real_tail,
  loss_fake.tail_mean AS loss_fake_tail,
  runs.created_at,
  runs.ended_at
FROM runs
LEFT JOIN summaries AS wasserstein_1 ON wasserstein_1.run_key = runs.run_key AND wasserstein_1.metric = 'wasserstein_1'
LEFT JOIN summaries AS ks ON ks.run_key = runs.run_key AND ks.metric = 'ks'
LEFT JOIN summaries AS sliced_wasserstein_1
  ON sliced_wasserstein_1.run_key = runs.run_key AND sliced_wasserstein_1.metric = 'sliced_wasserstein_1'
LEFT JOIN summaries AS loss_generator ON loss_generator.run_key = runs.run_key AND loss_generator.metric = 'loss_generator'
LEFT JOIN summaries AS loss_real ON loss_real.run_key = runs.run_key AND loss_real.metric = 'loss_real'
LEFT JOIN summaries AS loss_fake ON loss_fake.run_key = runs.run_key AND loss_fake.metric = 'loss_fake';
`;
