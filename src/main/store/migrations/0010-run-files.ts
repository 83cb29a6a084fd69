/** Files that hold runs on their way to another store, and which runs came that way. */
export const sql = `
-- One row in a file that runs were exported into, none in any other store.
CREATE TABLE run_file (
  run_file_key INTEGER PRIMARY KEY CHECK (run_file_key = 1),
  -- SHA-256 of all other rows of the file (main/store/run-files/digest.ts): a file that was damaged or changed is not imported.
  content_digest TEXT NOT NULL,
  -- Version of the program that wrote the file.
  program TEXT NOT NULL,
  -- UTC, ISO 8601.
  exported_at TEXT NOT NULL
) STRICT;

-- When a run came from a run file, UTC, ISO 8601; NULL of one that was queued in this store.
ALTER TABLE runs ADD COLUMN imported_at TEXT;
`;
