import type { Connection } from '../connection.ts';
import { refuseRunFile } from './refusal.ts';
import { columnsOf } from './tables.ts';

const MEGABYTE = 1_000_000;

/** Bytes of the longest text: a million characters of notes. */
const MOST_TEXT = 4 * MEGABYTE;
/** Bytes of the largest blob of a table. The size of a network's state is checked later against its config. */
const MOST_BLOB: Readonly<Record<string, number>> = {
  snapshots: 4 * MEGABYTE,
  checkpoints: 1000 * MEGABYTE,
  datasets: 500 * MEGABYTE,
};
const MOST_RUNS = 10_000;
/** The limit of rows: a run's 10,000,000 epochs take an hour to read, and a gigabyte. */
const MOST_ROWS = 50_000_000;

/** Tables that belong to one store; a run file has no rows of them. */
const EMPTY = ['sweeps', 'studies', 'group_looks'];

/** Refuses values that are too large before any is read; SQLite returns lengths without reading the values. */
export function checkSizes(connection: Connection): void {
  const tables = connection
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all();
  for (const table of tables) {
    const columns = columnsOf(connection, table).filter(({ type }) => type === 'TEXT' || type === 'BLOB');
    const lengths = columns.map(({ name }) => `max(octet_length(${name}))`);
    const [rows = 0, ...longest] =
      connection
        .prepare<[], (number | null)[]>(`SELECT ${['count(*)', ...lengths].join(', ')} FROM ${table}`)
        .raw()
        .get() ?? [];
    const most = EMPTY.includes(table) ? 0 : table === 'runs' || table === 'datasets' ? MOST_RUNS : MOST_ROWS;
    if ((rows ?? 0) > most)
      refuseRunFile('run-file-too-large', `it has ${rows} rows of ${table}; the limit is ${most}`);
    columns.forEach(({ name, type }, index) => {
      const limit = type === 'TEXT' ? MOST_TEXT : (MOST_BLOB[table] ?? 0);
      const length = longest[index] ?? 0;
      if (length > limit) {
        refuseRunFile('run-file-too-large', `a ${name} of ${table} takes ${length} bytes; the limit is ${limit}`);
      }
    });
  }
}
