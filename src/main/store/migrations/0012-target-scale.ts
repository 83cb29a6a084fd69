/** Mean and standard deviation of the target of each run, which standardized data is trained on in and distances are compared by. */
export const sql = `
-- Of a table those of its training part, in its own units; NULL where the law has none, of runs from before they were recorded, and of
-- the second coordinate of a 1-D target.
ALTER TABLE runs ADD COLUMN target_x_mean REAL;
ALTER TABLE runs ADD COLUMN target_x_std REAL;
ALTER TABLE runs ADD COLUMN target_y_mean REAL;
ALTER TABLE runs ADD COLUMN target_y_std REAL;
`;
