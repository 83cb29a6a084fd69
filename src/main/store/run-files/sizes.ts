import type { Connection } from '../connection.ts';
import { refuseRunFile } from './refusal.ts';
import { columnsOf } from './tables.ts';

const MEGABYTE = 1_000_000;

/** Bytes of the longest text that there is: a million characters of notes. */
const MOST_TEXT = 4 * MEGABYTE;
/** Bytes of the largest blob of a table. What a wide network's state takes is checked by its config later. */
const MOST_BLOB: Readonly<Record<string, number>> = {
  snapshots: 4 * MEGABYTE,
  checkpoints: 1000 * MEGABYTE,
  datasets: 500 * MEGABYTE,
};
const MOST_RUNS = 10_000;
/** The limit of rows: 10,000,000 epochs a run take an hour to read, and a gigabyte. */
const MOST_ROWS = 50_000_000;

/** Tables of one store alone, of which a run file holds no row. */
const EMPTY = ['sweeps', 'studies', 'group_looks'];

/** Refuses values that are too large before any is read; SQLite tells their lengths without reading them. */
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
      refuseRunFile('run-file-too-large', `it has ${rows} rows of ${table}; at most ${most} are taken`);
    columns.forEach(({ name, type }, index) => {
      const limit = type === 'TEXT' ? MOST_TEXT : (MOST_BLOB[table] ?? 0);
      const length = longest[index] ?? 0;
      if (length > limit) {
        refuseRunFile('run-file-too-large', `a ${name} of ${table} takes ${length} bytes; at most ${limit} are taken`);
      }
    });
  }
}
