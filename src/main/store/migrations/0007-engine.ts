/** On how many threads and which device a run trains, and why its engine was taken. */
export const sql = `
-- All NULL before the run has started.
ALTER TABLE runs ADD COLUMN threads INTEGER;
ALTER TABLE runs ADD COLUMN device TEXT CHECK (device IN ('cpu', 'gpu'));
-- NULL too of runs that started before it was recorded.
ALTER TABLE runs ADD COLUMN engine_reason TEXT;
UPDATE runs SET threads = 1, device = 'cpu' WHERE engine IS NOT NULL;
`;
