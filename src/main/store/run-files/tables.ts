import type { Connection } from '../connection.ts';

/** A database of a connection: its own, or one that is attached to it by this name. */
export type SchemaName = 'main' | 'other';

/** Tables whose rows belong to a run, and the columns that order the rows of one run. */
export const RUN_TABLES = {
  tags: 'tag',
  noise_floors: 'metric, samples',
  epochs: 'epoch',
  snapshots: 'epoch',
  summaries: 'metric',
  checkpoints: 'epoch, kind',
} as const;
export type RunTableName = keyof typeof RUN_TABLES;
export const RUN_TABLE_NAMES = Object.keys(RUN_TABLES) as RunTableName[];

/**
 * Columns that belong to one store: who trains a run, whether it waits and with which previous status, whether it is in
 * the trash, and how it was imported.
 */
const OF_THIS_STORE: readonly string[] = [
  'owner',
  'queue_place',
  'status_before',
  'epochs_before',
  'group_before',
  'trashed_at',
  'imported_at',
];

/** A run that waits to resume waits only in its own store; elsewhere it has its previous status. */
const WITHOUT_QUEUE: Readonly<Record<string, string>> = {
  status: 'coalesce(status_before, status)',
  config: `CASE WHEN epochs_before IS NULL THEN config ELSE json_set(config, '$.epochs', epochs_before) END`,
  group_hash: 'coalesce(group_before, group_hash)',
};

/** SQL expressions for these columns of a run, for another store. */
export function portableValues(columns: readonly string[]): string {
  return columns.map((column) => WITHOUT_QUEUE[column] ?? column).join(', ');
}

/** Marks that a researcher can change at any time; runs that differ only in these are the same. */
const MARKS: readonly string[] = ['name', 'notes', 'starred', 'colour'];

interface ColumnInfo {
  readonly name: string;
  readonly type: string;
  /** The position in the primary key, from 1; 0 for other columns. */
  readonly pk: number;
}

/** The columns of a table, in order. */
export function columnsOf(connection: Connection, table: string, schema: SchemaName = 'main'): ColumnInfo[] {
  return connection
    .prepare<[string, string], ColumnInfo>('SELECT name, type, pk FROM pragma_table_info(?, ?)')
    .all(table, schema);
}

/**
 * The columns of a run's table that are copied to another store: all but keys, which each store assigns, and those of one store.
 * Read from the schema, so that columns of later migrations are included.
 */
export function portableColumns(connection: Connection, table: RunTableName | 'runs'): string[] {
  const columns = columnsOf(connection, table);
  const foreign = connection
    .prepare<[string], string>('SELECT "from" FROM pragma_foreign_key_list(?)')
    .pluck()
    .all(table);
  const keys = columns.filter(({ pk }) => pk > 0);
  const isOwnKey = ({ name, type }: ColumnInfo) => keys.length === 1 && keys[0].name === name && type === 'INTEGER';
  const stays = (column: ColumnInfo) =>
    isOwnKey(column) || foreign.includes(column.name) || (table === 'runs' && OF_THIS_STORE.includes(column.name));
  return columns.filter((column) => !stays(column)).map(({ name }) => name);
}

/** The columns of `runs` that describe the training: those that are copied, without id and marks. */
export function recordedColumns(connection: Connection): string[] {
  return portableColumns(connection, 'runs').filter((name) => name !== 'id' && !MARKS.includes(name));
}
