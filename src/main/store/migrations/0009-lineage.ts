/** Where forked runs come from, and which builds trained the first epochs of a run that another went on with. */
export const sql = `
-- The id of the run it was forked from, which may have been deleted since. All of these are NULL of a run that was not forked.
ALTER TABLE runs ADD COLUMN parent TEXT;
-- The epoch of the parent's checkpoint that it began with.
ALTER TABLE runs ADD COLUMN parent_epoch INTEGER;
-- The settings in which it differs from its parent, as a JSON array: {"path": ..., "from": ..., "to": ...}.
ALTER TABLE runs ADD COLUMN parent_changes TEXT;
-- What trained the parent, as JSON: engine, kernels, rounding, threads, device.
ALTER TABLE runs ADD COLUMN parent_build TEXT;
-- SHA-256 of what was computed up to the checkpoint: part of group_hash.
ALTER TABLE runs ADD COLUMN trunk_hash TEXT;
CREATE INDEX runs_by_parent ON runs (parent) WHERE parent IS NOT NULL;
-- What trained its first epochs, where another build went on, as a JSON array in order: {"until_epoch": ..., "engine": ..., "kernels": ...,
-- "rounding": ..., "threads": ..., "device": ...}. NULL where one build trained all.
ALTER TABLE runs ADD COLUMN earlier_builds TEXT;
`;
