/**
 * What tells one reading of a file from another: places of the columns, rules, digest of the values. The name of a column does not, where
 * two have the same. `table_digest` is a function of the program's own (main/store/migrate.ts).
 */
export const sql = `
ALTER TABLE datasets RENAME TO datasets_by_name;
CREATE TABLE datasets (
  -- SHA-256 of the file's content: the configuration of a run names it.
  digest TEXT NOT NULL,
  -- The columns taken, as a JSON array of their names, 'column 1' where no name tells it from the others; [] for a module.
  columns TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('csv', 'module')),
  name TEXT NOT NULL,
  -- csv: float64, little endian, row by row. module: its source, UTF-8.
  content BLOB NOT NULL,
  -- csv: JSON array of the lines left out, each with its number and the reason.
  skipped_lines TEXT NOT NULL DEFAULT '[]',
  created_at TEXT NOT NULL,
  -- csv: the places of the columns in the file, from 0, as a JSON array; [] where the row is from before this column, and for a module.
  column_indices TEXT NOT NULL DEFAULT '[]',
  -- csv: how the file was read; '' where it was read before there were rules.
  reading_rules TEXT NOT NULL DEFAULT '',
  -- csv: SHA-256 of the values and their shape (main/store/dataset-digest.ts); '' for a module.
  values_digest TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (digest, columns, column_indices, reading_rules, values_digest)
) STRICT;
INSERT INTO datasets (digest, columns, kind, name, content, skipped_lines, created_at, values_digest)
SELECT digest, columns, kind, name, content, skipped_lines, created_at,
  iif(kind = 'csv' AND json_valid(columns), table_digest(content, json_array_length(columns)), '')
FROM datasets_by_name ORDER BY rowid;
DROP TABLE datasets_by_name;
`;
