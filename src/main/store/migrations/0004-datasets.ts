/** The users' own tables and modules, kept with the runs that were trained on them. */
export const sql = `
CREATE TABLE datasets (
  -- SHA-256 of the file's content: the configuration of a run names it.
  digest TEXT NOT NULL,
  -- The columns taken, as a JSON array; [] for a module.
  columns TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('csv', 'module')),
  name TEXT NOT NULL,
  -- csv: float64, little endian, row by row. module: its source, UTF-8.
  content BLOB NOT NULL,
  -- csv: JSON array of the lines left out, each with its number and the reason.
  skipped_lines TEXT NOT NULL DEFAULT '[]',
  created_at TEXT NOT NULL,
  PRIMARY KEY (digest, columns)
) STRICT;
`;
