/** How many rows of the user's table each run has, and how many were left out. */
export const sql = `
-- Of a run on a table: rows that were read, and rows left out of them; NULL of other runs, and where the table is not in the store.
ALTER TABLE runs ADD COLUMN table_rows INTEGER;
ALTER TABLE runs ADD COLUMN table_skipped_rows INTEGER;
UPDATE runs SET (table_rows, table_skipped_rows) = (
  SELECT octet_length(content) / (8 * json_array_length(columns)), json_array_length(skipped_lines) FROM datasets
  WHERE digest = runs.config ->> '$.target.digest' AND kind = 'csv'
    AND columns = (SELECT json_group_array(iif(type = 'integer', 'column ' || value, value)) FROM json_each(runs.config, '$.target.columns'))
    AND CASE WHEN runs.config ->> '$.target.values_digest' IS NULL THEN column_indices = '[]'
      ELSE values_digest = runs.config ->> '$.target.values_digest' END
    AND json_valid(columns) AND json_valid(skipped_lines)
  ORDER BY column_indices = '[]', created_at DESC, rowid DESC LIMIT 1
)
WHERE CASE WHEN json_valid(config) THEN config ->> '$.target.law' = 'csv' ELSE 0 END;
`;
