import { createHash, type Hash } from 'node:crypto';
import type { Connection } from '../connection.ts';
import { columnsOf, portableColumns, portableValues, recordedColumns, RUN_TABLE_NAMES, RUN_TABLES } from './tables.ts';
import type { SchemaName } from './tables.ts';

type Value = string | number | Uint8Array | null;

/**
 * SHA-256, 64 hexadecimal digits, of every row of every table except `run_file`, independent of their pages: tables by
 * name, rows by primary key, each value after its type and length.
 */
export function contentDigest(connection: Connection): string {
  const hash = createHash('sha256');
  const tables = connection
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'run_file' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all();
  for (const table of tables) {
    const columns = columnsOf(connection, table);
    const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    addRows(hash, connection, {
      table,
      columns: columns.map(({ name }) => name),
      order: keys.map(({ name }) => name).join(', '),
    });
  }
  return hash.digest('hex');
}

/**
 * SHA-256 of a run's config and recorded data, without its id, its marks and what belongs to one store: equal for runs that differ
 * only in those. Both databases of a connection have the same schema.
 */
export function runDigest(connection: Connection, schema: SchemaName, runKey: number): string {
  const hash = createHash('sha256');
  const columns = recordedColumns(connection);
  addRows(hash, connection, {
    table: 'runs',
    schema,
    columns,
    values: portableValues(columns),
    order: 'run_key',
    runKey,
  });
  for (const table of RUN_TABLE_NAMES) {
    if (table === 'tags') continue;
    const columns = portableColumns(connection, table);
    addRows(hash, connection, { table, schema, columns, order: RUN_TABLES[table], runKey });
  }
  return hash.digest('hex');
}

interface Rows {
  readonly table: string;
  readonly schema?: SchemaName;
  readonly columns: readonly string[];
  /** SQL for the values of columns that are not digested as they are. */
  readonly values?: string;
  readonly order: string;
  /** Restricts a query to the rows of this run. */
  readonly runKey?: number;
}

function addRows(hash: Hash, connection: Connection, rows: Rows): void {
  const { table, schema = 'main', columns, values = columns.join(', '), order, runKey } = rows;
  hash.update(`${table} ${columns.join(' ')}\n`);
  const where = runKey === undefined ? '' : ` WHERE run_key = ${runKey}`;
  const read = connection
    .prepare<[], Value[]>(`SELECT ${values} FROM ${schema}.${table}${where} ORDER BY ${order}`)
    .raw()
    .iterate();
  for (const row of read) {
    hash.update(row.map(described).join(''));
    for (const value of row) if (value instanceof Uint8Array) hash.update(value);
    hash.update('\n');
  }
}

/** A value as unique text; for bytes only their number. */
function described(value: Value): string {
  if (value === null) return 'n;';
  // The shortest text that reads back as the same number. -0 becomes 0, because SQLite does not store it either.
  if (typeof value === 'number') return `${value};`;
  return typeof value === 'string' ? `t${value.length}:${value};` : `b${value.length};`;
}
