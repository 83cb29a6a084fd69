/** What a researcher marks a run with in the list: a star, the trash, and the colour it is drawn in everywhere. */
export const sql = `
ALTER TABLE runs ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
-- UTC, ISO 8601; NULL when the run is not in the trash.
ALTER TABLE runs ADD COLUMN trashed_at TEXT;
-- A place in the palette of run colours, counted from 0.
ALTER TABLE runs ADD COLUMN colour INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET colour = (run_key - 1) % 8;
`;
