/** The groups that a sweep asks about where it trains only the runs that were not there. */
export const sql = `
-- JSON array of group hashes, one an arm. NULL where it trained all of its runs itself.
ALTER TABLE sweeps ADD COLUMN arm_groups TEXT;
`;
