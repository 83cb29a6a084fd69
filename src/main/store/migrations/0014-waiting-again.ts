/** Runs that wait to go on are queued as those are that wait for their first epoch, and keep what they were before. */
export const sql = `
-- Of a queued run that is to go on, what it was before: interrupted, stopped, finished or failed. NULL of every other run.
ALTER TABLE runs ADD COLUMN status_before TEXT;
-- Where it is to be longer than it was: the epochs and the group_hash that it had.
ALTER TABLE runs ADD COLUMN epochs_before INTEGER;
ALTER TABLE runs ADD COLUMN group_before TEXT;

-- Until now a place alone told that a run waits.
UPDATE runs SET status_before = status, status = 'queued'
WHERE queue_place IS NOT NULL AND trashed_at IS NULL AND status IN ('interrupted', 'stopped', 'finished', 'failed');
-- And what was cut off in a sweep went on without one.
UPDATE runs SET queue_place = (SELECT coalesce(min(queue_place), 1) - 1 FROM runs WHERE queue_place IS NOT NULL)
WHERE queue_place IS NULL AND trashed_at IS NULL AND owner IS NULL AND status = 'interrupted' AND sweep_key IS NOT NULL;
`;
